"""From the tree of a file to its measures: what policies are judged by."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from detente.scenario import calendars
from detente.scenario import expressions as ex
from detente.scenario.building import Site, text_of
from detente.scenario.model import Calendar, Measure
from detente.scenario.names import Names, Place
from detente.scenario.reading import Node, Scalar, Table

_CONDITIONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "and", "or"})


def build_measures(node: Node | None, calendar: Calendar, num_stages: int, site: Site) -> tuple[Measure, ...]:
    """The measures, in file order."""
    if not isinstance(node, Table):
        return ()
    before, site.names = site.names, seen_by_all(site.names)
    try:
        found = [
            _measure(name, entry, calendar, num_stages, site)
            for name, entry in node.entries.items()
            if site.name(name, node.keys[name], "a measure")
        ]
    finally:
        site.names = before
    return tuple(measure for measure in found if measure is not None)


def seen_by_all(names: Names) -> Names:
    """The names for somebody who looks back on whole plays, and sees covert moves too."""
    return replace(names, decisions=tuple(replace(each, hidden=frozenset()) for each in names.decisions))


def _measure(name: str, entry: Node, calendar: Calendar, num_stages: int, site: Site) -> Measure | None:
    table = entry if isinstance(entry, Table) else Table(entry.where, {"of": entry})
    place = Place("a measure", types=None, has_beliefs=True, before=num_stages)
    formula = site.formula(table.get("of"), place)
    window = _window(table, calendar, site)
    if formula is None or window is None:
        return None
    text = text_of(table.get("better"))
    better: Literal["more", "less"] | None = "more" if text == "more" else "less" if text == "less" else None
    says = text_of(table.get("says"))
    return Measure(name, formula, *window, _is_share(formula.tree), better, says, site.note(table))


def _window(table: Table, calendar: Calendar, site: Site) -> tuple[int, int] | None:
    """The first and the last period that count; None if there is a mistake.

    On which no period begins, a date after `from` stands for the next one that does, after `at` and `to` for the period
    in which it lies, as in claims.
    """
    first, last = 0, calendar.num_periods - 1
    at = table.get("at")
    if site.names.calendar is None or text_of(at) == "end":
        return (first if at is None else last), last
    for key in ("from", "to", "at"):
        entry = table.get(key)
        if not isinstance(entry, Scalar) or entry.value is None:
            continue
        found = _found(entry, key, calendar, site)
        if found is None:
            return None
        beginning, containing = found.period, found.period if found.is_exact else found.period - 1
        first = beginning if key == "from" else containing if key == "at" else first
        last = last if key == "from" else containing
    if first > last:
        site.wrong(table.where, "no period lies between these dates")
        return None
    return first, last


def _found(entry: Scalar, key: str, calendar: Calendar, site: Site) -> calendars.Found | None:
    try:
        if calendar.step != "round":
            calendars.parse_period_date(entry.text, calendar.step)
        found = calendars.find_date(entry.text, calendar)
    except calendars.DateError as error:
        hint = "; 'at' takes a date, or 'end' for the last period" if key == "at" else ""
        site.wrong(entry.where, f"{error}{hint}")
        return None
    if not found.is_inside:
        span = f"{calendar.labels[0]} … {calendar.labels[-1]}"
        site.wrong(entry.where, f"{entry.text} lies outside the calendar ({span})")
        return None
    return found


def _is_share(tree: ex.Expression) -> bool:
    """Whether the value is always 0 or 1, or a probability, so that the mean is a share."""
    match tree:
        case ex.Belief() | ex.TypeTest() | ex.Plays() | ex.Membership():
            return True
        case ex.Unary(operator="not"):
            return True
        case ex.Binary():
            return tree.operator in _CONDITIONS
    return False
