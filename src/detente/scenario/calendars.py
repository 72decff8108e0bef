"""Dates as written in files, and the periods of a calendar."""

from __future__ import annotations

import bisect
import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from detente.scenario.model import Calendar
from detente.scenario.slips import as_date

Step = Literal["week", "month", "quarter", "year", "round"]

# Bounds every later array; two centuries of weeks fit.
MAX_PERIODS = 10_000

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}

DAYS_OF_MONTH = 365.25 / 12
UNITS = ("week", "month", "quarter", "year", "round", "period")
"""Lengths of time, in the singular."""


class DateError(ValueError):
    """A date that is wrongly written, does not exist, or lies outside the calendar."""


@dataclass(frozen=True)
class DatePlace:
    """Where a date lies in a calendar.

    Args:
        period: index of the first period that begins on or after it; num_periods if there is none.
        is_exact: whether that period begins on the date.
        is_inside: whether the date lies between the calendar's first day and its last.
    """

    period: int
    is_exact: bool
    is_inside: bool

    @property
    def latest(self) -> int:
        """Index of the last period that begins on or before it: that in which it lies; −1 if there is none."""
        return self.period if self.is_exact else self.period - 1


def parse_date(text: str) -> datetime.date:
    """The day that `2015-11-30` names, or the first day of the month that `2015-11` names.

    Raises:
        DateError: the text is not such a date.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        written = as_date(text)
        raise DateError(
            f"'{text}' is not a date{f'; write {written}' if written else ' (write 2015-11 or 2015-11-30)'}"
        )
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        raise DateError(f"there is no date {text}") from None


def parse_period_date(text: str, step: Step) -> datetime.date:
    """A date written the way the step asks for: `2015-05-04` for weeks, `2015-05` for longer steps.

    Raises:
        DateError: it is written another way.
    """
    day = parse_date(text)
    is_day = text.strip().count("-") == 2
    if is_day and step != "week":
        raise DateError(f"'{text}': with step {step} dates are written YYYY-MM, here {text.strip()[:7]}")
    if not is_day and step == "week":
        raise DateError(f"'{text}': with step week dates are written YYYY-MM-DD, the day a week begins")
    return day


def list_periods(first: datetime.date, last: datetime.date, step: Step) -> tuple[datetime.date, ...]:
    """First days of the periods from `first` up to the last one that begins by `last`.

    Raises:
        DateError: there are none, or more than MAX_PERIODS.
    """
    if last < first:
        raise DateError(f"the calendar ends ({last}) before it begins ({first})")
    if step == "week":
        count = (last - first).days // 7 + 1
    else:
        count = ((last.year - first.year) * 12 + last.month - first.month) // _MONTHS[step] + 1
    check_count(count)
    return tuple(_later(first, index, step) for index in range(count))


_TIME = re.compile(r"(?:(0|[1-9]\d{0,4})\s+)?(week|month|quarter|year|round)s?")


def measure_time(text: str, step: Step) -> float:
    """How many periods a time such as `6 months` has; `month` is one of them. A month has 365.25 / 12 days.

    Raises:
        DateError: it is no time, or the calendar has no such times.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None or match[1] == "0":
        raise DateError(f"'{text}' is not a time (write month, 6 months or 4 rounds)")
    if (match[2] == "round") != (step == "round"):
        raise DateError(f"'{text}': a calendar with step {step} has no {match[2]}s")
    number = int(match[1] or 1)
    if match[2] == step:
        return float(number)
    days = {"week": 7.0, **{name: months * DAYS_OF_MONTH for name, months in _MONTHS.items()}}
    if "week" in (match[2], step):
        return number * days[match[2]] / days[step]
    return number * _MONTHS[match[2]] / _MONTHS[step]


def extend(calendar: Calendar, periods: float) -> Calendar:
    """The calendar going on for some time, in whole periods, which nobody asks about.

    Raises:
        DateError: it has more than MAX_PERIODS then.
    """
    beyond = math.ceil(periods - 1e-9)
    count = calendar.num_periods + beyond
    check_count(count)
    if calendar.step == "round":
        return replace(calendar, labels=tuple(str(each) for each in range(1, count + 1)), num_beyond=beyond)
    starts = tuple(_later(calendar.starts[0], index, calendar.step) for index in range(count))
    return replace(
        calendar, labels=tuple(label(day, calendar.step) for day in starts), starts=starts, num_beyond=beyond
    )


def check_count(count: int) -> None:
    """Raises DateError if a calendar has more than MAX_PERIODS periods."""
    if count > MAX_PERIODS:
        raise DateError(f"the calendar has {count} periods; at most {MAX_PERIODS} are allowed")


def label(day: datetime.date, step: Step) -> str:
    """The date as files write it."""
    return day.isoformat() if step == "week" else f"{day.year:04d}-{day.month:02d}"


def find_date(text: str, calendar: Calendar) -> DatePlace:
    """Where a date, or the number of a round, lies in the calendar.

    Raises:
        DateError: it is wrongly written, or the calendar has no such dates.
    """
    if calendar.step == "round":
        return _find_round(text, calendar)
    if text.strip().isdigit():
        raise DateError(f"'{text}' is not a date (dates are written like {calendar.labels[0]})")
    day = parse_date(text)
    period = bisect.bisect_left(calendar.starts, day)
    is_exact = period < calendar.num_periods and calendar.starts[period] == day
    is_inside = calendar.starts[0] <= day and (is_exact or day < _after(calendar))
    return DatePlace(period, is_exact, is_inside)


def count_periods(count: int, unit: str, step: Step) -> int | None:
    """So many months (weeks, quarters …, singular or plural) as periods of one step; None if they are no whole number.

    Raises:
        DateError: there is no such unit.
    """
    unit = unit.removesuffix("s")
    if unit not in UNITS:
        raise DateError(f"'{unit}' is not a length of time; write months (or weeks, quarters, years, rounds, periods)")
    if unit in (step, "period"):
        return count
    if unit in _MONTHS and step in _MONTHS and count * _MONTHS[unit] % _MONTHS[step] == 0:
        return count * _MONTHS[unit] // _MONTHS[step]
    return None


def _find_round(text: str, calendar: Calendar) -> DatePlace:
    if not text.strip().isdecimal() or len(text) > 9:
        raise DateError(f"'{text}' is not a round (the rounds are 1 … {calendar.num_periods})")
    index = int(text) - 1
    is_inside = 0 <= index < calendar.num_periods
    return DatePlace(min(max(index, 0), calendar.num_periods), is_inside, is_inside)


def _after(calendar: Calendar) -> datetime.date:
    """The first day after the calendar."""
    return _later(calendar.starts[-1], 1, calendar.step)


def _later(first: datetime.date, count: int, step: Step) -> datetime.date:
    """The first day of the period that many later; the last day that there is, if it lies beyond."""
    try:
        if step == "week":
            return first + datetime.timedelta(days=7 * count)
        months = first.year * 12 + first.month - 1 + count * _MONTHS[step]
        return first.replace(year=months // 12, month=months % 12 + 1)
    except (ValueError, OverflowError):
        return datetime.date.max


def furthest(ends: Iterable[int | None]) -> int | None:
    """The latest of some periods; None, which stands for the calendar's last one, is later than any other."""
    periods = list(ends)
    return None if None in periods else max(each for each in periods if each is not None)
