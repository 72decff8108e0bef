"""`detente mcp`: refusals before anything is served."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.command import invoke, unboxed


def test_without_the_library_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each == "mcp" or each.startswith("mcp.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = invoke("mcp")
    assert done.exit_code == 2
    assert "-m pip install " in unboxed(done.output)
    assert "[assistants]'" in unboxed(done.output)


def test_the_folder_has_to_exist(tmp_path: Path) -> None:
    pytest.importorskip("mcp.server.mcpserver", reason="detente[assistants] is not installed")
    done = invoke("mcp", "--root", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert "no folder" in unboxed(done.output)
