"""Ranges of numbers: their numbers, and what is wrong with ranges that are none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.scenario.keys.entry import Reading
from detente.scenario.keys.values import Placed
from detente.scenario.positions import Where
from detente.scenario.ranges import build_range, find_number, write_number

HERE, THERE, STEP = (Where("a.yaml", 1, column, "x") for column in (1, 2, 3))


def numbers(first: float, last: float, step: float | None = None, most: int = 200) -> tuple[tuple[float, ...], Reading]:
    reading = Reading()
    of_step = None if step is None else Placed(step, STEP)
    return build_range((Placed(first, HERE), Placed(last, THERE)), of_step, most, "acts", reading), reading


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [("0", "1", "0.1"), ("-2", "3", "0.05"), ("0", "100", "5"), ("0", "0", "1"), ("1", "2", "0.125")],
)
def test_a_range_has_the_numbers_that_exact_arithmetic_gives(first: str, last: str, step: str) -> None:
    count = int((Fraction(last) - Fraction(first)) / Fraction(step))
    expected = tuple(float(Fraction(first) + place * Fraction(step)) for place in range(count + 1))
    assert numbers(float(first), float(last), float(step))[0] == expected


@pytest.mark.parametrize(
    ("first", "last", "step", "place", "message"),
    [
        (0.0, 0.5, None, THERE, "a whole number is needed here, not '0.5', or a 'step' beside it"),
        (3.0, 1.0, None, THERE, "the range ends (1) below its beginning (3)"),
        (0.0, 1.0, 0.0, STEP, "a step is greater than 0, not 0"),
        (0.0, 1.0, -0.1, STEP, "a step is greater than 0, not -0.1"),
        (0.0, 75.0, 10.0, THERE, "steps of 10 from 0 do not end at 75; the nearest are 70 and 80"),
        (0.0, 1000.0, 5.0, STEP, "this range has 201 acts; at most 200 acts are allowed; take a larger step"),
        (0.0, 1e300, 1e-300, STEP, "this range has too many acts; at most 200 acts are allowed; take a larger step"),
    ],
)
def test_what_is_no_range_is_said_at_its_place(
    first: float, last: float, step: float | None, place: Where, message: str
) -> None:
    found, reading = numbers(first, last, step)
    assert found == ()
    assert [(each.where, each.message) for each in reading.mistakes] == [(place, message)]


def test_numbers_are_written_as_files_write_them_and_found_however_they_are_written() -> None:
    assert [write_number(value) for value in (35.0, 0.1 + 0.2, -0.0, -2.5)] == ["35", "0.3", "0", "-2.5"]
    assert find_number(0.1 + 0.2, {"share 0.2": 0.2, "share 0.3": 0.3}) == "share 0.3"
    assert find_number(0.25, {"share 0.2": 0.2, "share 0.3": 0.3}) == ""
