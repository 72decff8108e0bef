"""Dates and durations in claims, as periods of a calendar."""

from __future__ import annotations

from detente.claims.grouping import WINDOW_WORDS
from detente.claims.statements import Window
from detente.claims.tokens import ClaimError, Token, Tokens, join_tokens
from detente.scenario import calendars
from detente.scenario.calendars import DateError, find_date, parse_period_date
from detente.scenario.model import Calendar
from detente.scenario.slips import as_date

UNITS = (*calendars.UNITS, *(f"{unit}s" for unit in calendars.UNITS))


def read_window(tokens: Tokens, near: Token, calendar: Calendar) -> Window:
    """`at DATE`, `by DATE`, `from DATE`, or the last two together; the whole calendar without.

    On which no period begins, a date after `from` stands for the next one that does, after `at` and `by` for the
    period in which it lies.
    """
    first, last = 0, calendar.num_periods - 1
    seen: set[str] = set()
    while tokens:
        word = tokens[0]
        if word.text not in WINDOW_WORDS:
            raise ClaimError(f"unexpected '{join_tokens(tokens)}' after '{near.text}'", word.start)
        if word.text in seen or (seen and "at" in {word.text, *seen}):
            raise ClaimError(f"a second '{word.text}'; give one date, or 'from' and 'by'", word.start)
        if len(tokens) < 2:
            raise ClaimError(f"a date is missing after '{word.text}'", word.start)
        beginning, containing = _periods_of(tokens[1], calendar, tokens[1:])
        if word.text == "from":
            first = beginning
        else:
            last = containing
        if word.text == "at":
            first = containing
        seen.add(word.text)
        near, tokens = tokens[1], tokens[2:]
    if first > last:
        raise ClaimError("no period lies between these dates", near.start)
    return Window(first, last)


def _periods_of(token: Token, calendar: Calendar, following: Tokens) -> tuple[int, int]:
    """The first period that begins on the date or later, and the one in which the date lies."""
    for end in range(len(following), 1, -1):
        words = following[:end]
        written = as_date(join_closely(words)) if calendar.step != "round" else ""
        if written and token.kind != "date":
            raise ClaimError(f"'{join_closely(words)}' is not a date; write {written}", token.start)
    if token.kind not in ("date", "number"):
        raise ClaimError(f"'{token.text}' is not a date (dates are written like {calendar.labels[0]})", token.start)
    try:
        if calendar.step != "round" and token.kind == "date":
            parse_period_date(token.text, calendar.step)
        date = find_date(token.text, calendar)
    except DateError as error:
        raise ClaimError(str(error), token.start) from None
    if not date.is_inside:
        span = f"{calendar.labels[0]} … {calendar.labels[-1]}"
        raise ClaimError(f"{token.text} lies outside the calendar ({span})", token.start)
    return date.period, date.latest


def join_closely(tokens: Tokens) -> str:
    """The text of the tokens with the spaces that it was written with, each as one."""
    text = ""
    for place, token in enumerate(tokens):
        text += (" " if place and token.start > tokens[place - 1].end else "") + token.text
    return text


def read_duration(tokens: Tokens, near: Token, calendar: Calendar) -> int:
    """`6 months` as a number of periods."""
    if len(tokens) != 2 or not tokens[0].text.isdecimal() or tokens[1].text not in UNITS:
        raise ClaimError("write within NUMBER months of CONDITION (or weeks, quarters, years, rounds)", near.start)
    count = calendars.count_periods(int(tokens[0].text), tokens[1].text, calendar.step)
    if count is None:
        what = f"'{join_tokens(tokens)}' is not a whole number of periods of one {calendar.step}"
        raise ClaimError(what, tokens[0].start)
    return count
