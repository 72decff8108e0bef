"""The command that opens the workbench, up to where a browser is needed."""

from __future__ import annotations

from pathlib import Path

from support.command import invoke


def test_what_is_wrong_is_said_before_anything_is_served(tmp_path: Path) -> None:
    assert "did you mean" in invoke("workbench", "sochi-2014", "--no-browser").output
    assert invoke("workbench", "sochi-2014", "--no-browser").exit_code == 2
    result = invoke("workbench", "sochi-2015", "--set", "doubt", "--no-browser")
    assert result.exit_code == 2
    settings = tmp_path / "a.set.yaml"
    settings.write_text("set: {doubt: many}\n", encoding="utf-8")
    result = invoke("workbench", "sochi-2015", "--set", str(settings), "--no-browser")
    assert result.exit_code == 2
    assert "doubt: this is not a number" in result.output
