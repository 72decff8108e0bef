"""The table of claims and worlds."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.results import World, Worlds
from detente.report.parts.across_worlds import show_worlds
from support.estimated import SOUND, claim, judged, robust


def test_none_without_worlds() -> None:
    assert show_worlds(judged(claim("a"))) is None


def test_a_row_for_every_claim_and_a_line_for_every_fault() -> None:
    worlds = Worlds((World({"x": 1.0}, {}, ("not solved",)), World({"x": 2.0}, {})), (), 100, SOUND)
    shown = show_worlds(replace(judged(robust(claim("a"), 1, 1)), worlds=worlds))
    assert shown is not None
    (row,) = shown["claims"]
    assert (row["share"], row["across"], row["nothing"]) == ("50 %", "depends on the numbers", "no single number")
    assert shown["faults"] == [{"number": 1, "reason": "not solved"}]
