"""The record of a verdict: its headline, and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from detente.claims.verdict import ACROSS_WORLDS, ComparisonVerdict, Driver, Robustness, Side, Verdict, count_verdicts

PART = ComparisonVerdict("P(x) > 0.5", "holds", 0.6, (0.5, 0.7), 0.5, True, (Side("P(x)", 0.6, (0.5, 0.7)),))
VERDICT = Verdict("c", "So.", None, None, "P(x) > 0.5", "holds", 0.6, (0.5, 0.7), "", (PART,))


def worlds(share: float | None) -> Robustness:
    return Robustness(10, 1, 8, 1, 0, share, None, (Driver("price", 1.5, 0.2, 0.9, 0.01),))


@pytest.mark.parametrize(
    ("share", "is_firm"),
    [(0.0, True), (0.1, True), (0.11, False), (0.5, False), (0.9, True), (1.0, True), (None, False)],
)
def test_worlds_agree_where_nine_in_ten_say_the_same(share: float | None, is_firm: bool) -> None:
    assert worlds(share).is_firm is is_firm
    headline = replace(VERDICT, robustness=worlds(share)).headline
    assert headline == ("holds" if is_firm else ACROSS_WORLDS)


def test_the_tally_counts_headlines() -> None:
    verdicts = [VERDICT, replace(VERDICT, verdict="fails"), replace(VERDICT, robustness=worlds(0.5)), VERDICT]
    assert count_verdicts(verdicts) == {"holds": 2, "fails": 1, "undecided": 0, ACROSS_WORLDS: 1}


def test_json_is_plain_and_says_parts_and_robust() -> None:
    record = replace(VERDICT, robustness=worlds(0.5)).to_json()
    assert json.loads(json.dumps(record)) == record
    assert record["parts"][0]["sides"] == [
        {
            "text": "P(x)",
            "value": 0.6,
            "interval": [0.5, 0.7],
            "constant": 0.0,
            "working": "",
        }
    ]
    assert record["robust"]["drivers"][0]["number"] == "price"
    assert (record["verdict"], record["headline"]) == ("holds", ACROSS_WORLDS)
    assert VERDICT.to_json()["robust"] is None
