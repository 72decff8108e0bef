"""Many worlds in words: the base against nearly all worlds, the region, drivers above chance, what is not counted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from detente.analysis.explored import Explored, ExploredClaim, Importance, Region, RegionBound, Spread
from detente.report.answers import show_answer
from detente.report.answers.explore import against_base_in_words, region_in_words

CLAIM = ExploredClaim(
    id="line_held",
    quote="“The line holds.”",
    statement="P(always line == held) > 0.5",
    is_share=True,
    base="fails",
    base_value=0.44,
    verdict="holds in nearly all worlds",
    share=0.98,
    interval=(0.96, 0.99),
    counts={"holds": 490, "fails": 10, "no occasion": 7},
    spread=Spread(0.71, 0.52, 0.7, 0.88),
    drivers=(Importance("slow_clock", 0.61, 0.04, 0.5, 0.03, 0.1), Importance("idle", 0.0, 0.02, 0.08, None, 0.1)),
    region=Region(
        "fails", (RegionBound("doubt", 0.7, None), RegionBound("slow_clock", None, 0.96)), 0.87, 0.93, 0.02, 169
    ),
)
EXPLORED = Explored((CLAIM,), 507, 5_000, 0, {}, {"sound": 507}, {"moscow": 61}, 0.008, pd.DataFrame())


def test_the_base_values_against_nearly_all_worlds() -> None:
    assert (
        against_base_in_words(CLAIM) == "“The line holds.” fails at the base values, but holds in 98 % of the worlds."
    )
    assert against_base_in_words(replace(CLAIM, base="holds")) == ""
    assert against_base_in_words(replace(CLAIM, verdict="depends on the numbers")) == ""
    failing = replace(CLAIM, base="holds", verdict="fails in nearly all worlds", counts={"fails": 95, "undecided": 5})
    assert against_base_in_words(failing).endswith("holds at the base values, but fails in 95 % of the worlds.")


def test_a_region() -> None:
    assert region_in_words(CLAIM) == (
        "“The line holds.” fails where doubt > 0.7 and slow clock ≤ 0.96: 87 % of the worlds in which it fails are "
        "there, and of the worlds there it fails in 93 % (of all worlds in 2 %)."
    )
    assert CLAIM.region is not None
    bounds = (
        RegionBound("variant free", 0.5, None),
        RegionBound("variant late", None, 0.5),
        RegionBound("doubt", 0.1, 0.2),
    )
    text = region_in_words(replace(CLAIM, region=replace(CLAIM.region, bounds=bounds)))
    assert "where variant free is true and variant late is not true and 0.1 < doubt ≤ 0.2:" in text


def test_the_section() -> None:
    section = show_answer(EXPLORED)
    assert section.lead == (
        "1 claim was evaluated in 507 worlds, each with other values of the uncertain numbers: 1 of them true in "
        "nearly all worlds."
    )
    claims, drivers = section.tables
    assert claims.rows == [
        [
            "The line holds.",
            "fails, 44 %",
            "holds in nearly all worlds",
            "98 % (96 % … 99 %)",
            "70 % (52 % … 88 %)",
            "no occasion: 7",
        ]
    ]
    assert drivers.rows == [["line held", "slow clock", "61 % ± 4", "0.5 ± 0.03", "0.1"]]
    assert any("change by up to 0.8 %" in note or "change by up to 1 %" in note for note in section.notes)


def test_reasons_why_worlds_have_no_verdict() -> None:
    section = show_answer(replace(EXPLORED, num_failed=3, faults={"priors do not sum to one": 3}))
    assert section.notes[-1] == "In 3 worlds some claims have no verdict: Priors do not sum to one (3)."


def test_json_has_all_but_the_rows() -> None:
    record = EXPLORED.to_json()
    assert "rows" not in record
    assert record["claims"][0]["region"]["bounds"][0] == {"number": "doubt", "low": 0.7, "high": None}
    assert [each["matters"] for each in record["claims"][0]["drivers"]] == [True, False]
