"""Numbers as they are read, with the digits that their intervals warrant."""

from __future__ import annotations

import math

import pytest

from detente.claims.numbers import (
    format_compared,
    format_decimals,
    format_difference,
    format_interval,
    format_interval_of_compared,
    format_interval_of_difference,
    format_number,
    format_percent,
    format_plain,
    format_plus_minus,
    format_points,
)

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


@pytest.mark.parametrize(
    ("share", "interval", "words"),
    [
        (0.6213, (0.6146, 0.6280), "62.1 %"),
        (0.6213, (0.59, 0.65), "62 %"),
        (0.6, (0.593, 0.607), "60.0 %"),
        (0.62134, (0.6208, 0.6220), "62.13 %"),
        (0.0, (0.0, 0.0002), "0 %"),
        (0.003, (0.0, 0.05), "0.3 %"),  # not never
        (0.0001, (0.0, 0.0004), "< 0.1 %"),
        (0.5, (0.5, 0.5), "50 %"),
        (math.nan, None, "no number"),
    ],
)
def test_a_share_has_the_digits_that_its_interval_warrants(
    share: float, interval: tuple[float, float] | None, words: str
) -> None:
    assert format_number(share, True, interval) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (-1.23456, "−1.23"),
        (0.0000833, "0.0000833"),
        (8.33e-9, "8.33 × 10⁻⁹"),
        (-4.2e12, "−4.20 × 10¹²"),
        (1234567.0, "1,230,000"),
        (2.5, "2.5"),
        (-0.0, "0"),
        (math.inf, "no number"),
    ],
)
def test_a_number_alone_has_three_digits(number: float, words: str) -> None:
    assert format_number(number, False) == words


@pytest.mark.parametrize(
    ("number", "interval", "words"),
    [
        (3.14159, (3.12, 3.16), "3.14"),
        (3.14159, (3.0, 3.3), "3.14"),  # half a width of 0.15: two digits
        (17.13942, (17.13942, 17.13942), "17.14"),
        (0.0000833, (0.00005, 0.00012), "0.00008"),
        (-0.0004, (-0.01, 0.01), "0.000"),
        (12345.6, (12000.0, 12600.0), "12,346"),
        (3e10, (2e10, 4e10), "3.000 × 10¹⁰"),
        (0.8511612, (0.8511611, 0.8511613), "0.8512"),
        (1234.5678, (1234.5677, 1234.5679), "1234.6"),
    ],
)
def test_a_number_has_the_digits_that_its_interval_warrants(
    number: float, interval: tuple[float, float], words: str
) -> None:
    assert format_plain(number, interval=interval) == words


def test_differences_of_shares_are_in_points_and_have_a_sign() -> None:
    assert format_difference(0.26, True, (0.247, 0.273)) == "+26.0 points"
    assert format_difference(-0.0001, True, (-0.004, 0.004)) == "0.0 points"
    assert format_difference(-0.125, False, (-0.15, -0.10)) == "−0.12"
    assert format_interval_of_difference((0.247, 0.273), True) == "+24.7 … +27.3"
    assert format_interval_of_difference((-0.5, 0.25), False) == "−0.5 … +0.2"
    assert format_interval_of_difference((0.0, 0.0), True) == "exact"
    assert format_difference(0.02871243, True, (0.02871242, 0.02871244)) == "+2.87 points"
    assert format_interval_of_difference((0.02871242, 0.02871244), True) == "+2.87"
    assert format_points(-0.00042) == "−0.042"
    assert format_points(0.0) == "0.0"


def test_what_is_compared_is_a_difference_or_not() -> None:
    assert format_compared(0.0902, True, (0.079, 0.102), is_difference=True) == "+9.0 points"
    assert format_compared(0.0902, True, (0.079, 0.102)) == "9.0 %"
    assert format_interval_of_compared((-0.0018, 0.0001), True, is_difference=True) == "−0.18 … +0.01"
    assert format_compared(0.25, False, is_difference=True) == "+0.25"


def test_intervals() -> None:
    assert format_interval((0.6146, 0.6280), True) == "61.5 % … 62.8 %"
    assert format_interval((0.0, 0.0002), True) == "0 % … < 0.1 %"
    assert format_interval((0.0001, 0.0002), True) == "< 0.1 %"
    assert format_interval((2.5, 2.5), False) == "exact"


def test_nothing_below_zero_is_zero() -> None:
    """No text of a number that rounds to zero has a sign, whatever its style."""
    for number in (-1e-17, -0.0):
        texts = [
            format_number(number, True),
            format_number(number, True, (-0.004, 0.004)),
            format_difference(number, True, (-0.004, 0.004)),
            format_difference(number, False, (-0.4, 0.4)),
            format_plus_minus(number, (-0.4, 0.4), False, is_difference=True),
            format_decimals(number, 3),
            format_percent(number),
        ]
        assert not any("−" in text or "-" in text or "+" in text for text in texts), texts


@pytest.mark.parametrize(
    ("value", "interval", "is_share", "is_difference", "words"),
    [
        (0.6213, (0.6146, 0.628), True, False, "62.1 % ± 0.7"),
        (0.1812, (0.1722, 0.1902), True, True, "+18.1 ± 0.9"),
        (-0.3, (-0.312, -0.288), False, True, "−0.300 ± 0.012"),
        (17.1394, (17.1394, 17.1394), False, False, "17.14"),
        (1.0, (1.0, 1.0), True, False, "100 %"),
        (-0.0004, (-0.0124, 0.0116), False, True, "0.000 ± 0.012"),
        (0.05, (0.05, 0.05), True, True, "+5.0"),
        (-0.125, (-0.125, -0.125), False, True, "−0.125"),
    ],
)
def test_numbers_with_their_intervals(
    value: float, interval: tuple[float, float], is_share: bool, is_difference: bool, words: str
) -> None:
    assert format_plus_minus(value, interval, is_share, is_difference) == words
