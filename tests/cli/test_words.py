"""Results as tables and sentences for the terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console, RenderableType

from detente.analysis.options import Origin
from detente.analysis.results import Checked, CrisisSummary, Exported, Judged, Listing, Played, StartValue, Tables
from detente.claims.verdict import ComparisonVerdict, EffectSize, Robustness, Side, Verdict
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
        (
            {"periods": 6, "actors": 1},
            "A truce: no mistakes found. 6 periods, 1 actor To find parts that do nothing: detente doctor truce.yaml",
        ),
        (
            {"states": 12_345},
            "A truce: no mistakes found. 12,345 states To find parts that do nothing: detente doctor truce.yaml",
        ),
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


def test_the_tally_counts_verdicts_at_the_base_and_across_worlds() -> None:
    other = replace(CLAIM, verdict="fails")
    assert words.tallied([CLAIM, other, CLAIM]).plain == "2 hold, 1 fail, 0 undecided"
    split = replace(CLAIM, robustness=Robustness(10, 5, 5, 0, 0, 0.5, (0.2, 0.8), ()))
    blind = replace(CLAIM, verdict="no visible effect", robustness=Robustness(10, 10, 0, 0, 0, 1.0, (0.7, 1.0), ()))
    assert words.tallied([split, blind, split]).plain == (
        "2 hold, 0 fail, 1 no visible effect, 0 undecided\n"
        "Across worlds: 1 holds in nearly all worlds, 2 depend on the numbers"
    )


def test_where_both_verdicts_disagree_one_sentence_says_so() -> None:
    everywhere = Robustness(64, 64, 0, 0, 0, 1.0, (0.94, 1.0), ())
    fails = replace(CLAIM, verdict="fails", robustness=everywhere)
    text = shown(words.judged(Judged(ORIGIN, 2_000, (fails,), {"base": SOLVED})))
    assert "across worlds: holds in nearly all worlds: holds in 100 % of 64 worlds (94 % … 100 %)" in text
    assert "fails at the base values, but holds in nearly all worlds" in text
    agreed = replace(CLAIM, robustness=everywhere)
    assert "at the base values" not in shown(words.judged(Judged(ORIGIN, 2_000, (agreed,), {"base": SOLVED})))


def test_the_size_of_an_effect_is_told() -> None:
    effect = EffectSize("variant", "free raises 12 % → 38 % (+26 points)", 0.12, 0.38, 0.26, (0.25, 0.27), 0.01, True)
    claim = replace(CLAIM, comparisons=(replace(PART, effect=effect),))
    text = shown(words.judged(Judged(ORIGIN, 2_000, (claim,), {"base": SOLVED})))
    assert "free raises 12 % → 38 % (+26 points)" in text
    # Of two other quantities the numbers stand beside the claim already.
    other = replace(claim, comparisons=(replace(PART, effect=replace(effect, kind="other", words="38 % against")),))
    assert "38 % against" not in shown(words.judged(Judged(ORIGIN, 2_000, (other,), {"base": SOLVED})))


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
