"""Results as tables and sentences for the terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console, RenderableType

from detente.analysis.options import Origin
from detente.analysis.results import Checked, CrisisSummary, Exported, Judged, Listing, Played, StartValue, Tables
from detente.claims.verdict import ComparisonVerdict, Robustness, Side, Verdict
from detente.cli import words
from detente.solve.certificate import Certificate

ORIGIN = Origin("truce", "A truce", None, "0" * 16, 7, "1.0", {"solve": 1.0})
SOLVED = Certificate(1e-9, 0.0, 100, 0)
PART = ComparisonVerdict("P(x) > 0.5", "holds", 0.6, (0.55, 0.65), 0.5, True, (Side("P(x)", 0.6, (0.55, 0.65)),))
CLAIM = Verdict("c", "“It holds.”", None, None, "P(x) > 0.5", "holds", 0.6, (0.55, 0.65), "a note", (PART,))


def shown(what: RenderableType) -> str:
    """What is printed, with single blanks between words."""
    console = Console(width=160, file=io.StringIO())
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"periods": 6, "actors": 1}, "A truce: no mistakes found. 6 periods, 1 actor"),
        ({"states": 12_345}, "A truce: no mistakes found. 12,345 states"),
    ],
)
def test_counts_are_in_the_right_number(counts: dict[str, int], text: str) -> None:
    assert shown(words.checked(Checked(ORIGIN, "truce.yaml", counts))) == text


def test_the_list_says_how_large_a_crisis_is_and_breaks_no_name() -> None:
    counts = {"periods": 12, "actors": 1, "variables": 2, "stages": 3, "variants": 0, "claims": 4}
    name = "classics/alternating-offers"
    crisis = CrisisSummary(name, "An offer", "Who " * 30, "x.yaml", "0" * 16, counts)
    text = shown(words.listing(Listing((crisis,), "1.0", {})))
    for piece in (name, "An offer", "12 periods, 1 actor, 0"):
        assert piece in text


def test_the_tally_names_worlds_only_where_they_disagree() -> None:
    other = replace(CLAIM, verdict="fails")
    assert words.tallied([CLAIM, other, CLAIM]).plain == "2 hold, 1 fail, 0 undecided"
    split = replace(CLAIM, robustness=Robustness(10, 5, 5, 0, 0, 0.5, (0.2, 0.8), ()))
    assert words.tallied([CLAIM, split]).plain == "1 hold, 0 fail, 0 undecided, 1 undecided across worlds"


def test_a_verdict_with_its_number_and_its_note() -> None:
    text = shown(words.judged(Judged(ORIGIN, 2_000, (CLAIM,), {"base": SOLVED}, num_cached=1)))
    for piece in ("A truce: 2,000 plays, seed 7", "“It holds.”", "60 %", "55 % … 65 %", "a note", "--fresh", "all"):
        assert piece in text
    assert "““" not in text


def test_states_at_the_end_and_choices_over_all_dates() -> None:
    states: list[dict[str, Any]] = [
        {"date": date, "variable": "front", "level": level, "share": share}
        for date, shares in (("1", (1.0, 0.0)), ("2", (0.25, 0.75)))
        for level, share in zip(("held", "lost"), shares, strict=True)
    ]
    acts = [
        {"date": "1", "owner": "ann", "decision": "moves", "act": act, "share": share, "occasions": 10}
        for act, share in (("stay", 0.3), ("go", 0.7))
    ]
    text = shown(words.played(Played(ORIGIN, SOLVED, 100, Tables(states, acts, (), ()), "plays.nc")))
    assert "front held 25 %, lost 75 %" in text
    assert "ann moves stay 30 %, go 70 %" in text
    assert text.endswith("Wrote plays.nc")


def test_values_have_a_prior_where_something_is_private() -> None:
    text = shown(words.values([StartValue("ann", "calm", 0.6, 1.0), StartValue("ben", None, 1.0, -2.0)]))
    assert "ann calm 60 % 1.000" in text
    assert "ben — -2.000" in text or "ben — −2.000" in text


def test_what_an_export_leaves_out_is_said() -> None:
    record = Exported(ORIGIN, "beer.efg", ("ann", "ben"), 15, 4)
    assert shown(words.exported(record)) == "Wrote beer.efg: 15 nodes, 4 information sets; players: ann, ben."
    assert "differing perceptions (ben) are left out" in shown(
        words.exported(replace(record, perceptions_left_out=("ben",)))
    )
