"""The table in a terminal: typed answers, mistakes, hot seat, and talking it over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detente.table.session import Table, load_table
from detente.table.terminal import TerminalTable
from support.tables import table_of


def typed(table: Table, *answers: str, asks: bool = False, keep: Path | None = None) -> str:
    """What is printed when these answers are typed."""
    printed: list[str] = []
    waiting: Iterator[str] = iter(answers)

    def read(question: str) -> str:
        printed.append(question)
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    TerminalTable(table, read, printed.append, stamp=lambda: "now", asks=asks, keep=keep).play()
    return "\n".join(printed)


def test_a_game_by_numbers_and_by_names() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"}, types={"patron": "loyal"})
    text = typed(table, "7", "provok", "", "history", "expect patron plays rescue 80%", "intend to win", "2", "quit")
    assert "There is no act number 7; there are 2." in text
    assert "Not possible: there is no act 'provok' in the menu — did you mean 'provoke'?" in text
    assert "1 Keep quiet" in text
    assert "=== A patron and its proxy: the debrief ===" in text
    assert "Intended: to win" in text
    assert "The patron: rescue 80 %, another act 20 %; happened: rescue; Brier 0.08" in text
    assert "Ann (The proxy): got 1, could expect" in text


def test_expectations_are_asked_for_and_mistakes_are_said() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"})
    text = typed(table, "likely", "patron plays run 50%", "patron plays rescue 0.5", "nothing", "keep quiet", asks=True)
    assert "Possible acts of The patron: patron plays rescue, patron plays abandon" in text
    assert "'likely' does not end in a probability" in text
    assert "expects: patron has no act 'run'" in text
    assert table.entries[0].expects == {"patron plays rescue": 0.5}
    assert table.entries[0].intends == "nothing"
    assert table.entries[0].stamp == "now"


def test_what_would_have_happened_and_a_fork() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"}, types={"patron": "loyal"})
    text = typed(table, "1", "replay 1 provoke", "replay x", "fork 9", "fork 1", "2", "quit")
    assert "From turn 1 (Round 1) on, with provoke there, 1,000 times: line provoked in 100 %." in text
    assert "The proxy: 0.9" in text or "The proxy: 1" in text
    assert "'x' is not the number of a turn" in text
    assert "there is no turn 9" in text
    assert text.count("the debrief ===") == 2


def test_two_persons_change_places() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann", "patron": "Bob"}, types={"patron": "cold"})
    text = typed(table, "", "provoke", "", "abandon", "quit")
    first, second = text.split("Bob, you decide for The patron")
    assert "Ann, you decide for The proxy" in first
    assert "You know: The patron is “cold”." not in first
    assert "You know: The patron is “cold”." in second
    # What the first one saw has left the screen.
    assert "\n" * 50 in first


def test_whoever_leaves_can_come_back(tmp_path: Path) -> None:
    keep = tmp_path / "game.json"
    table = table_of("hidden", {"kyiv": "Ann"}, seed=2)
    text = typed(table, "1", "quit", keep=keep)
    assert f"The game is in {keep}" in text
    again = load_table(keep)
    assert again.umpire() == table.umpire()
    assert "debrief ===" in typed(again, *["1"] * 5, "quit", keep=keep)
