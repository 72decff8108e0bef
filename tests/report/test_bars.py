"""The bar beside a verdict: what it draws, where, and what it says to those who do not see it."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from detente.claims.verdict import ComparisonVerdict, Side
from detente.report.bars import interval_bar

ONE = ComparisonVerdict("P(x) > 0.5", "holds", 0.75, (0.5, 1.0), 0.25, True, (Side("P(x)", 0.75, (0.5, 1.0)),))


TWO = ComparisonVerdict(
    "P(x) > P(y)",
    "fails",
    -0.2,
    (-0.22, -0.18),
    0.0,
    True,
    (Side("P(x)", 0.3, (0.28, 0.32)), Side("P(y)", 0.5, (0.48, 0.52))),
)


def places(bar: str) -> list[float]:
    return [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', bar)]


def test_shares_stand_on_a_scale_from_zero_to_one() -> None:
    bar = interval_bar(ONE)
    # The scale runs from 4 to 212.
    assert places(bar) == [4 + 208 * 0.75]
    assert '<rect x="108.0"' in bar
    assert 'width="104.00"' in bar
    assert 'x1="56.0" x2="56.0"' in bar
    assert 'aria-label="75 %, interval 50 % to 100 % compared with 25 %"' in bar


def test_of_two_numbers_there_is_no_threshold() -> None:
    bar = interval_bar(TWO)
    assert sorted(places(bar)) == [4 + 208 * 0.3, 4 + 208 * 0.5]
    assert 'aria-label="30 %, interval 28 % to 32 % compared with 50 %, interval 48 % to 52 %"' in bar
    assert bar.count("<line") == 1


def test_other_numbers_have_a_scale_around_what_is_drawn() -> None:
    bar = interval_bar(replace(ONE, is_share=False, value=10.0, interval=(8.0, 12.0), threshold=4.0, sides=()))
    # From 4 − 0.35 · 8 to 12 + 0.35 · 8.
    assert places(bar) == [pytest.approx(4 + 208 * (10 - 1.2) / 13.6, abs=0.01)]
    assert ">1.2<" in bar
    assert ">14.8<" in bar


def test_nothing_is_drawn_without_a_number() -> None:
    assert interval_bar(replace(ONE, value=None)) == ""
    assert interval_bar(replace(ONE, interval=(0.0, math.inf))) == ""
    assert interval_bar(replace(TWO, sides=(TWO.sides[0], Side("P(y)", None, None)))) == ""


def test_a_number_outside_the_scale_stays_on_the_bar() -> None:
    comparison = ComparisonVerdict(
        "E(x) > 2", "fails", -3.0, (-3.1, -2.9), 2.0, False, (Side("E(x)", -3.0, (-3.1, -2.9)),)
    )
    positions = [float(piece.split('"')[0]) for piece in interval_bar(comparison).split('cx="')[1:]]
    assert all(0 <= position <= 216 for position in positions)


@pytest.mark.parametrize(("threshold", "is_said"), [(1.65, False), (5.0, True)])
def test_no_figure_lies_on_another(threshold: float, is_said: bool) -> None:
    value, interval = 6.11, (6.11, 6.14)
    sides = (Side("value(x)", value, interval),)
    bar = interval_bar(ComparisonVerdict(f"value(x) > {threshold}", "holds", value, interval, threshold, False, sides))
    # Both ends of the scale, and what the number is compared with.
    assert bar.count("<text") == (3 if is_said else 2)
