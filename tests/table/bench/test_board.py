"""The board of claims: what is different about them, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.results import LiveVerdict
from detente.claims.verdict import ComparisonVerdict, Interval, Side, Verdict, VerdictKind
from detente.table.bench.board import build_board, count_changes, find_change
from detente.table.bench.jobs import ClaimLine

LINES = (
    ClaimLine("a", "“The front holds.”", "P(front == held) > 0.5", "War"),
    ClaimLine("b", "Sanctions end.", "P(sanctions == lifted) > 0.5", "War"),
    ClaimLine("c", "It pays.", "value(patron) > 0", "Peace"),
)


def verdict(
    kind: VerdictKind, value: float | None, interval: Interval | None, id_: str = "a", *, is_share: bool = True
) -> Verdict:
    statement = next(line.statement for line in LINES if line.id == id_)
    side = Side(statement, value, interval)
    comparison = ComparisonVerdict(statement, kind, value, interval, 0.5, is_share, (side,))
    return Verdict(id_, "quote", None, None, statement, kind, value, interval, "", (comparison,))


HOLDS, FAILS = verdict("holds", 0.62, (0.6, 0.64)), verdict("fails", 0.31, (0.29, 0.33))


@pytest.mark.parametrize(
    ("before", "after", "words", "numbers"),
    [
        (HOLDS, FAILS, "holds → fails", "62 % → 31 %"),
        (HOLDS, replace(HOLDS, value=0.6201), "", "62 % → 62 % (+0.01 points)"),
        (HOLDS, verdict("undecided", None, None), "holds → undecided", "62 % → no number"),
        (verdict("holds", 2.5, (2.4, 2.6), is_share=False), verdict("holds", 1.5, (1.4, 1.6), is_share=False), "",
         "2.50 → 1.50"),
    ],
)  # fmt: skip
def test_what_is_different(before: Verdict, after: Verdict, words: str, numbers: str) -> None:
    change = find_change(before, after)
    assert change is not None
    assert (change.words, change.numbers) == (words, numbers)


def test_what_is_not_different() -> None:
    assert find_change(HOLDS, HOLDS) is None
    # Rounding is no change, and another statement is another claim.
    assert find_change(HOLDS, replace(HOLDS, value=0.62 + 1e-12)) is None
    assert find_change(HOLDS, replace(FAILS, statement="P(front == lost) > 0.5")) is None


def test_the_board_is_in_the_order_of_the_text() -> None:
    now = {"a": LiveVerdict(FAILS, "sound"), "c": LiveVerdict(verdict("holds", 1.0, (0.9, 1.1), "c"), None)}
    before = {"a": LiveVerdict(HOLDS, "sound"), "c": now["c"]}
    board = build_board(LINES, now, before, {"a"})
    assert [(section.title, [row.id for row in section.rows]) for section in board] == [
        ("War", ["a", "b"]),
        ("Peace", ["c"]),
    ]
    first, second, third = (row for section in board for row in section.rows)
    assert (first.says, first.verdict, first.style, first.grade) == ("The front holds.", "fails", "fails", "sound")
    assert first.numbers == (("31 %", "29 % … 33 %"),)
    assert first.change is not None
    assert (second.verdict, second.numbers, second.change) == ("", (), None)
    assert (third.grade, third.change) == ("", None)
    # A verdict of earlier numbers stays on the board until there is a new one, and is told apart.
    assert (first.is_old, third.is_old) == (False, True)
    assert count_changes(board) == (1, 1)
