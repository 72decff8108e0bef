"""Consoles print texts as they are, and nothing that a text brings along reaches the terminal."""

from __future__ import annotations

import io
import sys

import pytest
from rich.table import Table
from rich.text import Text

from detente.cli.printing import FittingTable, SafeConsole, print_words

HOSTILE = "\x1b]0;title\x07 \x9b31m \u202eevil [bold]x[/] [/] :smile:"
SHOWN = r"\x1b]0;title \x9b31m \u202eevil [bold]x[/] [/] :smile:"


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_table_of_hostile_text_is_text(is_terminal: bool) -> None:
    file = io.StringIO()
    console = SafeConsole(file=file, width=200, force_terminal=is_terminal, color_system=None)
    table = Table()
    table.add_column(HOSTILE, min_width=100)
    table.add_row(Text(HOSTILE))
    table.add_row(HOSTILE)
    console.print(table)
    printed = file.getvalue()
    # Rich itself leaves out the bell.
    assert printed.count(SHOWN) == 3
    assert not set(printed) & set("\x1b\x07\x9b\u202e")


def test_styles_still_work() -> None:
    file = io.StringIO()
    SafeConsole(file=file, width=40, force_terminal=True, color_system="standard").print(Text("x", style="bold red"))
    assert file.getvalue() == "\x1b[1;31mx\x1b[0m\n"


def test_words_go_to_standard_error_if_there_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    print_words(HOSTILE)
    assert capsys.readouterr().err == f"{SHOWN}\n"
    monkeypatch.setattr(sys, "stderr", None)
    print_words("x")


@pytest.mark.parametrize("width", [1, 8, 20, 26, 30, 40, 60, 80, 200])
def test_a_table_loses_nothing_on_any_terminal(width: int) -> None:
    entries = ["undecided", "P(eventually front == advance)\nbecause", "60 %", "incomprehensibilities"]
    table = FittingTable()
    table.add_heading("Verdict", no_wrap=True)
    table.add_heading("Claim")
    table.add_heading("Number", justify="right", no_wrap=True)
    table.add_heading("Word", max_width=17)
    table.add_row(*entries)
    table.add_row("holds", "", "1", Text("x"))
    file = io.StringIO()
    SafeConsole(file=file, width=width).print(table)
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    letters = "".join("".join(lines).split())
    for letter in set("".join(entries)) - set(" \n"):
        assert letters.count(letter) >= sum(entry.count(letter) for entry in entries)
    assert "…" not in letters
    is_a_list = "─" not in letters
    assert is_a_list == (width < 60)
