"""The command of the table: its options, and mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.main import app
from support.command import unboxed

START = ["table", "classics/proxy", "--points", "9", "--terminal", "--no-ask"]


def test_a_game_in_the_terminal(tmp_path: Path) -> None:
    keep = tmp_path / "game.json"
    done = CliRunner().invoke(app, [*START, "--seat", "proxy=Ann", "--save", str(keep)], input="2\nquit\n")
    assert done.exit_code == 0
    assert "Ann for The proxy acts: provoke." in done.output
    again = CliRunner().invoke(app, ["table", "--resume", str(keep), "--terminal"], input="quit\n")
    assert again.exit_code == 0
    assert "Ann for The proxy acts: provoke." in again.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (START, "say which chair is taken"),
        ([*START, "--seat", "prxy"], "there is no chair 'prxy' — did you mean 'proxy'"),
        ([*START, "--seat", "proxy", "--seat", "proxy=Ann"], "proxy is named twice"),
        ([*START, "--seat", "proxy", "--type", "patron"], "is not written as ACTOR=TYPE"),
        ([*START, "--seat", "proxy", "--type", "patron=warm"], "patron has no type 'warm'"),
        (["table", "--terminal"], "name a crisis"),
        ([*START, "--seat", "proxy", "--save", "/dev/null/x.json"], "cannot write to /dev/null/x.json"),
        ([*START, "--seat", "proxy", "--tables", "3"], "--tables and --terminal do not go together"),
        ([*START, "--seat", "proxy", "--port", "80", "--host", "0.0.0.0"], "--host, --port and --terminal do not"),
        (["table", "--resume", "x.json", "--variant", "x"], "--variant and --resume do not go together"),
        (["table", "--resume", "x.json", "--type", "a=b", "--seed", "3"], "--type, --seed and --resume do not"),
        (["table", "classics/proxy", "--resume", "x.json", "--terminal"], "leave SCENARIO and --seat out"),
        (["table", "--resume", "none.json", "--terminal"], "none.json cannot be read"),
        (
            ["table", "classics/proxy", "--seat", "prxy", "--no-browser"],
            "there is no chair 'prxy' — did you mean 'proxy'",
        ),
        (["table", "classics/proxy", "--tables", "201", "--no-browser"], "a server has 1 to 200"),
    ],
)
def test_mistakes_end_with_two(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert message in unboxed(done.output)
