"""The command that exports a report."""

from __future__ import annotations

import json
from pathlib import Path

from support.command import invoke
from support.saved import PAGE, RESULT


def test_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps(RESULT), encoding="utf-8")
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    done = invoke("export-report", str(tmp_path), "--to", str(tmp_path / "a.xlsx"))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "a.xlsx").is_file()
    done = invoke("export-report", str(tmp_path), "--to", str(tmp_path / "b.xlsx"), "--json")
    assert json.loads(done.stdout)["files"] == [str(tmp_path / "b.xlsx")]


def test_no_run_is_told(tmp_path: Path) -> None:
    done = invoke("export-report", str(tmp_path), "--to", "a.docx")
    assert done.exit_code == 2
    assert "not the folder of a run" in done.stderr.replace("\n", " ")
