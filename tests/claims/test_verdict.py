"""The record of a verdict: its headline, and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from detente.claims.verdict import (
    ACROSS_WORLDS,
    AtRandom,
    ComparisonVerdict,
    Driver,
    EffectSize,
    Robustness,
    Side,
    Verdict,
    count_across_worlds,
    count_standings,
    count_verdicts,
)

PART = ComparisonVerdict("P(x) > 0.5", "holds", 0.6, (0.5, 0.7), 0.5, True, (Side("P(x)", 0.6, (0.5, 0.7)),))
VERDICT = Verdict("c", "So.", None, None, "P(x) > 0.5", "holds", 0.6, (0.5, 0.7), "", (PART,))


def worlds(holds: int = 0, fails: int = 0, undecided: int = 0, **others: int) -> Robustness:
    """Worlds by what they say of a claim."""
    number = holds + fails + undecided + sum(others.values())
    driver = Driver("price", 1.5, 0.2, 0.9, 0.01)
    counts = {name: others.get(name, 0) for name in ("num_no_effect", "num_no_occasion")}
    return Robustness(
        number, holds, fails, undecided, others.get("num_failed", 0), 0.5, (0.4, 0.6), (driver,), **counts
    )


@pytest.mark.parametrize(
    ("robust", "kind", "headline"),
    [
        (worlds(holds=10), "holds in nearly all worlds", "holds, and in nearly all worlds"),
        (worlds(holds=9, fails=1), "holds in nearly all worlds", "holds, and in nearly all worlds"),
        (
            worlds(holds=8, fails=2),
            "depends on the numbers",
            "holds at the base values, but this depends on the numbers",
        ),
        (
            worlds(fails=9, undecided=1),
            "fails in nearly all worlds",
            "holds at the base values, but fails in nearly all worlds",
        ),
        (
            worlds(fails=8, undecided=2),
            "depends on the numbers",
            "holds at the base values, but this depends on the numbers",
        ),
        (
            worlds(num_no_effect=10),
            "no visible effect in nearly all worlds",
            "holds at the base values, but no visible effect in nearly all worlds",
        ),
        (
            worlds(undecided=10),
            "undecided in nearly all worlds",
            "holds at the base values, but undecided in nearly all worlds",
        ),
        # What is not counted does not count against the claim.
        (worlds(holds=3, num_no_occasion=7), "holds in nearly all worlds", "holds, and in nearly all worlds"),
        (worlds(holds=3, num_failed=7), "holds in nearly all worlds", "holds, and in nearly all worlds"),
        (worlds(num_no_occasion=5), "no verdict in any world", "holds at the base values, but no verdict in any world"),
    ],
)
def test_the_verdict_across_worlds_is_that_of_nine_in_ten(robust: Robustness, kind: str, headline: str) -> None:
    found = replace(VERDICT, robustness=robust)
    assert (found.verdict, found.across_worlds, found.headline) == ("holds", kind, headline)
    assert robust.verdict in ACROSS_WORLDS


def test_without_worlds_the_headline_is_the_verdict() -> None:
    assert (VERDICT.across_worlds, VERDICT.headline) == (None, "holds")


def test_both_kinds_of_verdicts_are_counted() -> None:
    verdicts = [
        VERDICT,
        replace(VERDICT, verdict="fails", robustness=worlds(holds=10)),
        replace(VERDICT, verdict="no visible effect", robustness=worlds(holds=5, fails=5)),
        replace(VERDICT, robustness=worlds(holds=5, fails=5)),
    ]
    assert count_verdicts(verdicts) == {"holds": 2, "fails": 1, "no visible effect": 1, "undecided": 0}
    assert count_across_worlds(verdicts) == {"holds in nearly all worlds": 1, "depends on the numbers": 2}


def test_json_is_plain_and_has_both_verdicts() -> None:
    effect = EffectSize("date", "rises 10 % → 50 %", 0.1, 0.5, 0.4, (0.3, 0.5), 0.01, True)
    part = replace(PART, effect=effect)
    record = replace(VERDICT, comparisons=(part,), robustness=worlds(holds=5, fails=5)).to_json()
    assert json.loads(json.dumps(record)) == record
    assert record["parts"][0]["sides"] == [
        {"text": "P(x)", "value": 0.6, "interval": [0.5, 0.7], "constant": 0.0, "working": "", "is_difference": False}
    ]
    assert record["robust"]["drivers"][0]["number"] == "price"
    assert (record["verdict"], record["across_worlds"]) == ("holds", "depends on the numbers")
    assert record["robust"]["verdict"] == record["across_worlds"]
    assert record["headline"] == "holds at the base values, but this depends on the numbers"
    assert record["effects"] == ["rises 10 % → 50 %"]
    assert VERDICT.to_json()["robust"] is None


HAIR = replace(VERDICT, comparisons=(replace(PART, value=0.505, hair=0.01),))
TRIVIAL = replace(HAIR, at_random=AtRandom("holds", 0.6, (0.5, 0.7)))
BUILT = replace(TRIVIAL, by_construction="it does")


def test_each_claim_has_one_standing_the_plainest_reason_first() -> None:
    failing = replace(HAIR, verdict="fails", comparisons=(replace(HAIR.comparisons[0], verdict="fails"),))
    known = [VERDICT, HAIR, TRIVIAL, BUILT, failing, replace(BUILT, verdict="fails")]
    assert [each.standing for each in known] == [
        "holds",
        "holds, barely",
        "holds, as at base rates",
        "holds, by construction",
        "fails, barely",
        "fails",
    ]
    counts = count_standings(known)
    assert sum(counts.values()) == len(known)
    assert (counts["holds"], counts["holds, barely"], counts["undecided"]) == (1, 1, 0)
    assert "holds, barely" not in count_standings([VERDICT])


def test_a_claim_of_two_comparisons_holds_barely_if_one_does_and_fails_barely_if_all_that_fail_do() -> None:
    near, far = replace(PART, value=0.505, hair=0.01), replace(PART, hair=0.01)
    assert replace(VERDICT, comparisons=(near, far)).is_barely
    failed = [replace(each, verdict="fails") for each in (near, far)]
    assert not replace(VERDICT, verdict="fails", comparisons=tuple(failed)).is_barely
    assert replace(VERDICT, verdict="fails", comparisons=(failed[0], far)).is_barely


def test_with_worlds_the_hair_of_what_is_no_share_is_one_per_cent_of_the_spread_between_them() -> None:
    number = replace(PART, is_share=False, value=2.03, threshold=2.0, hair=0.01)
    alone = replace(VERDICT, comparisons=(number,))
    assert not alone.is_barely
    assert replace(alone, robustness=replace(worlds(holds=10), spread=4.0)).is_barely
    assert not replace(alone, robustness=replace(worlds(holds=10), spread=2.0)).is_barely


def test_in_nearly_any_model_is_known_only_with_worlds() -> None:
    assert not TRIVIAL.would_hold_in_nearly_any_model
    assert replace(TRIVIAL, robustness=worlds(holds=10)).would_hold_in_nearly_any_model
    assert not replace(TRIVIAL, robustness=worlds(holds=8, fails=2)).would_hold_in_nearly_any_model
    assert not replace(HAIR, robustness=worlds(holds=10)).would_hold_in_nearly_any_model
