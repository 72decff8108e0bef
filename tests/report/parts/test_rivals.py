"""Rival readings count the verdicts that survive them."""

from __future__ import annotations

from dataclasses import replace

from detente.claims.verdict import UnderRule
from detente.report.parts.rivals import show_rivals
from support.estimated import claim, judged, robust


def test_none_without_any() -> None:
    assert show_rivals(judged(claim("a"))) is None


def test_every_reading_has_a_row() -> None:
    first = replace(
        robust(claim("a_b", at_random="fails"), 5, 5), under_rules=(UnderRule("principal", "holds", 0.6, (0.5, 0.7)),)
    )
    section = show_rivals(judged(first, claim("c", at_random="holds")))
    assert section is not None
    assert [row[1:] for row in section.tables[0].rows] == [["1 of 2", "a b"], ["1 of 1", "none"], ["0 of 1", "a b"]]
    assert section.lead.endswith("0 of 1 verdicts stay as they are.")
    assert section.place == "alternatives"
