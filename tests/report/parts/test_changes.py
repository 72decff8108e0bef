"""What changed since the last run, in words."""

from __future__ import annotations

from detente.analysis.since import ClaimSince, SinceLast
from detente.report.parts.changes import show_changes


def test_nothing() -> None:
    section = show_changes(SinceLast((), True, (), 4))
    assert section.lead == "Nothing more than chance explains: all 4 claims have the same verdict as before."
    assert (section.tables, section.place) == ((), "changed")


def test_a_verdict_that_turned_and_a_new_claim() -> None:
    turned = ClaimSince("war_comes", "", "verdict", "holds", "fails", 0.6, 0.4, (0.58, 0.62), (0.38, 0.42), True)
    new = ClaimSince("more", "", "new", "", "holds")
    section = show_changes(SinceLast(("seed: 0 → 1",), False, (turned, new), 2, "All holds."))
    assert (
        section.lead == "1 verdict changed (war comes: holds → fails) and 1 other claim changed; 2 stayed as they were."
    )
    assert list(section.sentences) == [
        "The scenario has changed.",
        "Other settings: seed: 0 → 1.",
        "The bottom line was: All holds.",
    ]
    (table,) = section.tables
    assert list(table.rows) == [
        ["war comes", "another verdict", "holds, 60 % (58 % … 62 %)", "fails, 40 % (38 % … 42 %)"],
        ["more", "new claim", "—", "holds, no number"],
    ]
