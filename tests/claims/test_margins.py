"""How far verdicts are from being others: by hand."""

from __future__ import annotations

import math

import pytest

from detente.claims.margins import find_margin, list_close
from detente.claims.verdict import ComparisonVerdict, EffectSize, Interval, Side, Verdict, VerdictKind


def share(
    verdict: VerdictKind, value: float | None, interval: Interval | None, threshold: float | None
) -> ComparisonVerdict:
    return ComparisonVerdict("P(x) > y", verdict, value, interval, threshold, True, (Side("P(x)", value, interval),))


def without_effect(difference: float, interval: Interval, smallest: float) -> ComparisonVerdict:
    effect = EffectSize("variant", "x hardly changes", 0.5, 0.5 + difference, difference, interval, smallest, False)
    sides = (Side("P(x)", 0.5, (0.49, 0.51)), Side("P(x) under v", 0.5 + difference, (0.49, 0.51)))
    return ComparisonVerdict(
        "P(x) > P(x) under v", "no visible effect", difference, interval, 0.0, True, sides, ">", effect
    )


def claim(verdict: VerdictKind, *comparisons: ComparisonVerdict, name: str = "a") -> Verdict:
    first = comparisons[0]
    return Verdict(name, "q", None, None, "s", verdict, first.value, first.interval, "", comparisons)


def test_the_distance_is_measured_by_the_interval_towards_the_threshold() -> None:
    """0.56 is 0.06 above 0.5; its interval reaches 0.02 down and 0.04 up. Below the threshold it is the upper end."""
    above = find_margin(claim("holds", share("holds", 0.56, (0.54, 0.60), 0.5)))
    below = find_margin(claim("fails", share("fails", 0.44, (0.42, 0.48), 0.5)))
    assert above is not None
    assert below is not None
    assert (above.distance, above.reach, above.times) == pytest.approx((0.06, 0.02, 3.0))
    assert (below.distance, below.reach, below.times) == pytest.approx((0.06, 0.04, 1.5))


def test_one_that_holds_is_as_close_as_its_closest_part_and_one_that_fails_as_its_farthest() -> None:
    far, near = share("holds", 0.9, (0.89, 0.91), 0.5), share("holds", 0.52, (0.51, 0.53), 0.5)
    held = find_margin(claim("holds", far, near))
    assert held is not None
    assert held.comparison is near
    lost, just = share("fails", 0.1, (0.09, 0.11), 0.5), share("fails", 0.49, (0.485, 0.495), 0.5)
    failed = find_margin(claim("fails", lost, just, far))
    assert failed is not None
    assert failed.comparison is lost, "both parts that fail would have to turn"


def test_without_a_visible_effect_the_smallest_effect_is_what_turns_it() -> None:
    """−0.4 points, from −0.8 to 0; visible from 1 point on: 0.6 away, and the interval reaches 0.4 that way."""
    margin = find_margin(claim("no visible effect", without_effect(-0.004, (-0.008, 0.0), 0.01)))
    assert margin is not None
    assert margin.turns_at == -0.01
    assert (margin.distance, margin.reach) == pytest.approx((0.006, 0.004))


def test_an_exact_number_is_never_close_and_what_has_no_number_has_no_margin() -> None:
    exact = find_margin(claim("holds", share("holds", 0.5001, (0.5001, 0.5001), 0.5)))
    assert exact is not None
    assert exact.times == math.inf
    assert find_margin(claim("holds", share("holds", None, None, None))) is None
    plain = share("fails", None, None, None)
    assert find_margin(claim("fails", plain, share("fails", 0.1, (0.0, 0.2), 0.5))) is None, "the plain part stays"


def test_close_verdicts_are_listed_the_closest_first() -> None:
    verdicts = [
        claim("holds", share("holds", 0.9, (0.89, 0.91), 0.5), name="far"),
        claim("holds", share("holds", 0.53, (0.51, 0.55), 0.5), name="near"),
        claim("fails", share("fails", 0.48, (0.465, 0.495), 0.5), name="nearer"),
        claim("undecided", share("undecided", 0.5, (0.4, 0.6), 0.5), name="open"),
    ]
    assert [each.verdict.id for each in list_close(verdicts)] == ["open", "nearer", "near"]


def test_what_is_barely_so_is_close_whatever_the_interval() -> None:
    barely = ComparisonVerdict("P(x) > 0.5", "holds", 0.503, (0.5029, 0.5031), 0.5, True, (), hair=0.01)
    assert [each.verdict.id for each in list_close([claim("holds", barely)])] == ["a"]
