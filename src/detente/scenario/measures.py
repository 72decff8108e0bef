"""From the keys of measures to their records: what policies are compared by."""

from __future__ import annotations

from dataclasses import replace

from detente.scenario import calendars
from detente.scenario import expressions as ex
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.variants import MeasureKeys
from detente.scenario.model import Calendar, Measure
from detente.scenario.names import Names, Place
from detente.scenario.site import Site, text_of
from detente.scenario.tree import Scalar

_CONDITIONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "and", "or"})


def build_measures(
    measures: Named[MeasureKeys] | None, calendar: Calendar, num_stages: int, site: Site
) -> tuple[Measure, ...]:
    """The measures, in file order."""
    before, site.names = site.names, seen_by_all(site.names)
    try:
        records = [
            _measure(name, keys, calendar, num_stages, site)
            for name, keys, where in list_entries(measures)
            if site.name(name, where, "a measure")
        ]
    finally:
        site.names = before
    return tuple(measure for measure in records if measure is not None)


def seen_by_all(names: Names) -> Names:
    """The names for an observer who looks back on whole plays, and sees covert moves too."""
    return replace(names, decisions=tuple(replace(each, hidden=frozenset()) for each in names.decisions))


def _measure(name: str, keys: MeasureKeys, calendar: Calendar, num_stages: int, site: Site) -> Measure | None:
    place = Place("a measure", types=None, has_beliefs=True, before=num_stages)
    formula = site.formula(keys.of, place)
    window = _window(keys, calendar.told, site)
    if formula is None or window is None:
        return None
    is_share = has_shares(formula.tree)
    return Measure(name, formula, *window, is_share, keys.better, text_of(keys.says), site.note(keys))


def _window(keys: MeasureKeys, calendar: Calendar, site: Site) -> tuple[int, int] | None:
    """The first and the last period that count; None if there is a mistake.

    On which no period begins, a date after `from` stands for the next one that does, after `at` and `to` for the period
    in which it lies, as in claims.
    """
    first, last = 0, calendar.num_periods - 1
    if site.names.calendar is None or text_of(keys.at) == "end":
        return (first if keys.at is None else last), last
    if keys.first is not None:
        date = _find(keys.first, "", calendar, site)
        if date is None:
            return None
        first = date.period
    for entry in (keys.last, keys.at):
        if entry is None:
            continue
        hint = "; 'at' takes a date, or 'end' for the last period" if entry is keys.at else ""
        date = _find(entry, hint, calendar, site)
        if date is None:
            return None
        last = date.latest
        first = last if entry is keys.at else first
    if first > last:
        site.wrong(keys.where, "no period lies between these dates")
        return None
    return first, last


def _find(entry: Scalar, hint: str, calendar: Calendar, site: Site) -> calendars.DatePlace | None:
    try:
        if calendar.step != "round":
            calendars.parse_period_date(entry.text, calendar.step)
        date = calendars.find_date(entry.text, calendar)
    except calendars.DateError as error:
        site.wrong(entry.where, f"{error}{hint}")
        return None
    if not date.is_inside:
        span = f"{calendar.labels[0]} … {calendar.labels[-1]}"
        site.wrong(entry.where, f"{entry.text} lies outside the calendar ({span})")
        return None
    return date


def has_shares(tree: ex.Expression) -> bool:
    """Whether the value is always 0 or 1, or a probability, so that the mean is a share."""
    match tree:
        case ex.Belief() | ex.TypeTest() | ex.ActionTest() | ex.Membership():
            return True
        case ex.Unary(operator="not"):
            return True
        case ex.Binary():
            return tree.operator in _CONDITIONS
    return False
