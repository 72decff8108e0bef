"""What all commands share."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
from pathlib import Path

import pytest
from rich.text import Text

from detente.cli.app import show
from detente.scenario.library import TEMPLATE
from support.command import QUICK, invoke, script, unboxed


def test_a_terminal_that_lacks_a_character_gets_the_rest() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for more in ([], ["--json"]):
        command = [script(), "claims", str(TEMPLATE), *QUICK, *more]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert "Traceback" not in done.stderr
        assert "95 % interval" in done.stdout or json.loads(done.stdout)["claims"]


def test_a_reader_that_stops_early_gets_no_error() -> None:
    show = subprocess.Popen([script(), "show", "sochi-2015"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert show.stdout is not None
    assert show.stderr is not None
    show.stdout.close()
    assert show.stderr.read() == b""
    show.stderr.close()
    assert show.wait() == -signal.SIGPIPE


def test_json_is_printed_as_it_is_and_what_it_does_not_have_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    show({"title": "A [bold]ceasefire[/]", "share": 0.5})
    assert json.loads(capsys.readouterr().out) == {"title": "A [bold]ceasefire[/]", "share": 0.5}
    show({"share": float("nan"), "bits": [float("inf"), -math.inf, 1.0]})
    assert json.loads(capsys.readouterr().out) == {"share": None, "bits": ["inf", "-inf", 1.0]}


def test_text_ends_with_one_line_break_and_tables_are_as_wide_as_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    show("crisis: x\n\n")
    assert capsys.readouterr().out == "crisis: x\n"
    show(Text("word " * 40))
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", ""),
        ("run", ""),
        ("run", "s.yaml", "--out", ""),
        ("run", "s.yaml", "--out="),
        ("evidence", "s.yaml", "--events", ""),
        ("explore", "s.yaml", "--store", ""),
        ("export", "s.yaml", "--to", ""),
        ("mcp", "--root", ""),
        ("new", ""),
    ],
    ids=" ".join,
)
def test_a_name_that_is_empty_is_refused_and_is_not_the_folder_here(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a variable of the shell is not set."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_bytes(TEMPLATE.read_bytes())
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert "the name is empty" in unboxed(done.output)
    assert [each.name for each in tmp_path.iterdir()] == ["s.yaml"]
