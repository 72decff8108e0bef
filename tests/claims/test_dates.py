"""Dates and durations of claims as periods, counted by hand."""

from __future__ import annotations

import pytest

from detente.claims.dates import read_duration, read_window
from detente.claims.tokens import ClaimError, tokenize
from detente.scenario.loading import loads
from detente.scenario.model import Calendar

NEAR = tokenize("held")[0]


def calendar(text: str) -> Calendar:
    step = "quarter" if "quarter" in text else "month"
    return loads(
        f"crisis: Dates\ncalendar: {{{text}}}\nstate: {{sky: {{scale: [grey, blue], starts: grey}}}}\n"
        f"actors: {{north: {{}}}}\neach {step}:\n  - north waits:\n      wait: {{}}\n"
    ).calendar


MONTHS = calendar("from: 2015-05, to: 2016-04, step: month")
QUARTERS = calendar("from: 2015-01, to: 2016-10, step: quarter")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", 0, 11),
        ("at 2015-05", 0, 0),
        ("by 2015-08", 0, 3),
        ("from 2015-08", 3, 11),
        ("from 2015-06 by 2015-08", 1, 3),
        ("by 2015-08 from 2015-06", 1, 3),
    ],
)
def test_windows_of_months(text: str, first: int, last: int) -> None:
    window = read_window(tokenize(text), NEAR, MONTHS)
    assert (window.first, window.last) == (first, last)


def test_a_date_within_a_quarter_is_in_it_and_after_from_before_the_next() -> None:
    # Quarters begin in January, April, July and October; May lies in the second.
    assert read_window(tokenize("at 2015-05"), NEAR, QUARTERS).first == 1
    assert read_window(tokenize("from 2015-05"), NEAR, QUARTERS).first == 2


@pytest.mark.parametrize(
    ("text", "months", "quarters"),
    [("6 months", 6, 2), ("1 year", 12, 4), ("2 quarters", 6, 2), ("3 periods", 3, 3)],
)
def test_durations(text: str, months: int, quarters: int) -> None:
    assert read_duration(tokenize(text), NEAR, MONTHS) == months
    assert read_duration(tokenize(text), NEAR, QUARTERS) == quarters


@pytest.mark.parametrize("text", ["at 2014-01", "at held", "at", "at 2015-05 by 2015-06", "from 2015-08 by 2015-06"])
def test_windows_that_make_no_sense(text: str) -> None:
    with pytest.raises(ClaimError):
        read_window(tokenize(text), NEAR, MONTHS)


@pytest.mark.parametrize("text", ["4 months", "2 weeks", "some months", "months"])
def test_durations_that_are_no_number_of_quarters(text: str) -> None:
    with pytest.raises(ClaimError):
        read_duration(tokenize(text), NEAR, QUARTERS)
