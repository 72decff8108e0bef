"""Numbers as they are read."""

from __future__ import annotations

import pytest

from detente.claims.verdict import ComparisonVerdict, Side
from detente.report.bars import interval_bar
from detente.report.words import comparison_in_words, format_number, format_plus_minus, format_points

SHARES = [
    (0.0, "0 %"),
    (-1e-16, "0 %"),
    (1.0, "100 %"),
    (0.5, "50 %"),
    (0.684, "68.4 %"),
    (0.9, "90 %"),
    (0.95, "95.0 %"),
    (0.013, "1.3 %"),
    (0.0001, "< 0.1 %"),
    (0.9999, "> 99.9 %"),
    (-0.026, "−2.6 %"),
]


@pytest.mark.parametrize(("share", "words"), SHARES)
def test_shares(share: float, words: str) -> None:
    assert format_number(share, True) == words


def test_other_numbers() -> None:
    assert format_number(-1.23456, False) == "−1.23"
    assert format_number(float("nan"), False) == "no number"


def test_one_number_and_its_interval() -> None:
    comparison = ComparisonVerdict(
        "P(x) > 0.5", "holds", 0.6, (0.55, 0.65), 0.5, True, (Side("P(x)", 0.6, (0.55, 0.65)),)
    )
    assert comparison_in_words(comparison) == [("60 %", "55 % … 65 %")]
    bar = interval_bar(comparison)
    assert 'aria-label="60 %, interval 55 % to 65 % compared with 50 %"' in bar
    assert "50 %" in bar


def test_two_numbers_and_their_difference() -> None:
    sides = (Side("P(x)", 0.3, (0.28, 0.32)), Side("P(y)", 0.5, (0.48, 0.52)))
    comparison = ComparisonVerdict("P(x) > P(y)", "fails", -0.2, (-0.22, -0.18), 0.0, True, sides)
    assert comparison_in_words(comparison) == [
        ("30 %", "28 % … 32 %"),
        ("50 %", "48 % … 52 %"),
        ("Δ −20.0", "−22.0 … −18.0 points"),
    ]
    assert "compared with 50 %" in interval_bar(comparison)


def test_small_differences_keep_their_digits() -> None:
    assert format_points(-0.00042) == "−0.042"
    assert format_points(0.0) == "0.0"


def test_exact_numbers_have_no_interval() -> None:
    comparison = ComparisonVerdict(
        "value(x) > 0", "holds", 2.5, (2.5, 2.5), 0.0, False, (Side("value(x)", 2.5, (2.5, 2.5)),)
    )
    assert comparison_in_words(comparison) == [("2.5", "exact")]


def test_no_number_has_no_bar() -> None:
    comparison = ComparisonVerdict("P(x) > 0.5", "undecided", None, None, None, True, (Side("P(x)", None, None),))
    assert comparison_in_words(comparison) == [("no number", "")]
    assert interval_bar(comparison) == ""


@pytest.mark.parametrize(
    ("value", "interval", "is_share", "is_difference", "words"),
    [
        (0.6213, (0.6146, 0.628), True, False, "62.1 % ± 0.7"),
        (0.1812, (0.1722, 0.1902), True, True, "+18.1 ± 0.9"),
        (-0.3, (-0.312, -0.288), False, True, "−0.300 ± 0.012"),
        (17.1394, (17.1394, 17.1394), False, False, "17.139"),
        (1.0, (1.0, 1.0), True, False, "100.0 %"),
    ],
)
def test_numbers_with_their_intervals(
    value: float, interval: tuple[float, float], is_share: bool, is_difference: bool, words: str
) -> None:
    assert format_plus_minus(value, interval, is_share, is_difference) == words
