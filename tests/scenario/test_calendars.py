"""Dates and the periods of a calendar."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario.calendars import (
    MAX_PERIODS,
    DateError,
    DatePlace,
    Step,
    count_periods,
    find_date,
    furthest,
    label,
    list_periods,
    parse_date,
    parse_period_date,
)
from detente.scenario.model import Calendar

STEPS: tuple[Step, ...] = ("week", "month", "quarter", "year")
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 28))


def calendar(step: Step, first: datetime.date, last: datetime.date) -> Calendar:
    starts = list_periods(first, last, step)
    return Calendar(step, tuple(label(day, step) for day in starts), starts)


@pytest.mark.parametrize(
    ("step", "labels"),
    [
        ("month", ("2015-11", "2015-12", "2016-01", "2016-02")),
        ("quarter", ("2015-11", "2016-02")),
        ("year", ("2015-11",)),
        ("week", ("2015-11-01", "2015-11-08", "2015-11-15")),
    ],
)
def test_periods(step: Step, labels: tuple[str, ...]) -> None:
    last = datetime.date(2015, 11, 21) if step == "week" else datetime.date(2016, 2, 1)
    assert calendar(step, datetime.date(2015, 11, 1), last).labels == labels


@given(st.sampled_from(STEPS), DAYS, DAYS)
def test_every_period_is_found_by_its_label_and_its_days(step: Step, first: datetime.date, last: datetime.date) -> None:
    first, last = min(first, last), min(max(first, last), min(first, last) + datetime.timedelta(days=3000))
    first = first if step == "week" else first.replace(day=1)
    made = calendar(step, first, last)
    assert made.starts[0] == first
    assert made.starts[-1] <= last
    assert list(made.starts) == sorted(set(made.starts))
    for index, text in enumerate(made.labels):
        assert find_date(text, made) == DatePlace(index, True, True)
        assert parse_period_date(text, step) == made.starts[index]
    after = (made.starts[-1] + datetime.timedelta(days=1)).isoformat()
    assert find_date(after, made) == DatePlace(made.num_periods, False, True)
    before = (first - datetime.timedelta(days=1)).isoformat()
    assert find_date(before, made) == DatePlace(0, False, False)
    assert find_date("2400-01", made) == DatePlace(made.num_periods, False, False)


@pytest.mark.parametrize(
    ("step", "first", "last", "date", "index"),
    [
        ("week", datetime.date(9999, 12, 6), datetime.date(9999, 12, 27), "9999-12-30", 4),
        ("month", datetime.date(9999, 1, 1), datetime.date(9999, 12, 1), "9999-12-30", 12),
        ("quarter", datetime.date(9999, 1, 1), datetime.date(9999, 10, 1), "9999-12-30", 4),
        ("year", datetime.date(9998, 1, 1), datetime.date(9999, 1, 1), "9999-12-30", 2),
    ],
)
def test_the_end_of_time_is_no_trouble(
    step: Step, first: datetime.date, last: datetime.date, date: str, index: int
) -> None:
    made = calendar(step, first, last)
    assert find_date(made.labels[-1], made) == DatePlace(index - 1, True, True)
    assert find_date(date, made) == DatePlace(index, False, True)


def test_rounds() -> None:
    made = Calendar("round", ("1", "2", "3"), ())
    assert find_date("2", made) == DatePlace(1, True, True)
    assert find_date("9", made) == DatePlace(3, False, False)
    assert find_date("0", made) == DatePlace(0, False, False)
    with pytest.raises(DateError, match="is not a round"):
        find_date("2015-05", made)


@pytest.mark.parametrize(
    "text", ["2015", "2015-5", "2015-13", "2015-02-30", "15-05", "0000-01", "May 2015", "", "2015-05-"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text)


def test_too_many_periods() -> None:
    with pytest.raises(DateError, match=f"at most {MAX_PERIODS} are allowed"):
        list_periods(datetime.date(1, 1, 1), datetime.date(9999, 1, 1), "week")


@pytest.mark.parametrize(
    ("count", "unit", "step", "periods"),
    [
        (6, "months", "month", 6),
        (1, "year", "month", 12),
        (6, "months", "quarter", 2),
        (4, "months", "quarter", None),
        (3, "weeks", "month", None),
        (2, "rounds", "round", 2),
        (5, "periods", "year", 5),
    ],
)
def test_lengths_of_time_as_periods(count: int, unit: str, step: Step, periods: int | None) -> None:
    assert count_periods(count, unit, step) == periods


def test_an_unknown_length_of_time() -> None:
    with pytest.raises(DateError, match="'decade' is not a length of time"):
        count_periods(2, "decades", "year")


def test_the_calendars_end_is_later_than_any_period() -> None:
    assert furthest([3, 7, 5]) == 7
    assert furthest([3, None, 5]) is None
