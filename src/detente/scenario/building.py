"""From the keys of a file to the records of a scenario: calendar, state and numbers."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Literal

from detente.scenario import calendars
from detente.scenario import expressions as ex
from detente.scenario.doubts import build_shape
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.state import CalendarKeys, NumberKeys, ScaleKeys, VariableKeys
from detente.scenario.keys.values import Placed, number_of
from detente.scenario.limits import MAX_LEVELS
from detente.scenario.model import Calendar, NumberEntry, Variable
from detente.scenario.names import Place, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.ranges import build_range, find_number, write_number
from detente.scenario.shapes import find_median
from detente.scenario.site import Site, text_of
from detente.scenario.tree import Override, Scalar

Afterwards = Literal["nothing", "repeats"] | tuple[tuple[str, ex.Formula], ...]


# Calendar


def build_calendar(keys: CalendarKeys | None, site: Site) -> Calendar | None:
    """The periods; `afterwards` is filled in once the actors are known."""
    if keys is None:
        return None
    calendar = _periods(keys, site)
    if calendar is not None and keys.beyond is not None and keys.rounds != "endless":
        calendar = _going_on(calendar, keys.beyond, site)
    return calendar if calendar is None or keys.per is None else _with_unit(calendar, keys.per, site)


def _going_on(calendar: Calendar, beyond: Scalar, site: Site) -> Calendar:
    """The calendar with the periods that nobody asks about."""
    try:
        return calendars.extend(calendar, calendars.measure_time(beyond.text, calendar.step))
    except calendars.DateError as error:
        site.wrong(beyond.where, str(error))
        return calendar


def _with_unit(calendar: Calendar, unit: Scalar, site: Site) -> Calendar:
    """The calendar with the unit of time that flows and rates are counted by."""
    try:
        periods = calendars.measure_time(unit.text, calendar.step)
    except calendars.DateError as error:
        site.wrong(unit.where, str(error))
        return calendar
    return replace(calendar, unit=unit.text, length=1 / periods)


def _periods(keys: CalendarKeys, site: Site) -> Calendar | None:
    if keys.has("rounds"):
        if keys.rounds == "endless":
            # As many rounds as can be named; how many are played out follows from how patient the actors are.
            return replace(_list_rounds(calendars.MAX_PERIODS), is_endless=True)
        return None if keys.rounds is None else _rounds(keys.rounds, site)
    if keys.first is None or keys.last is None or (keys.step is None and keys.has("step")):
        return None
    step: calendars.Step = keys.step or "month"
    days = []
    for entry in (keys.first, keys.last):
        try:
            days.append(calendars.parse_period_date(entry.text, step))
        except calendars.DateError as error:
            site.wrong(entry.where, str(error))
    if len(days) < 2:
        return None
    try:
        starts = calendars.list_periods(days[0], days[1], step)
    except calendars.DateError as error:
        site.wrong(keys.last.where, str(error))
        return None
    return Calendar(step, tuple(calendars.label(day, step) for day in starts), starts)


def _rounds(rounds: Placed[int], site: Site) -> Calendar | None:
    try:
        calendars.check_count(rounds.value)
    except calendars.DateError as error:
        site.wrong(rounds.where, str(error))
        return None
    if rounds.value < 1:
        site.wrong(rounds.where, f"there must be at least one round, not {rounds.value}")
        return None
    return _list_rounds(rounds.value)


def _list_rounds(number: int) -> Calendar:
    return Calendar("round", tuple(str(each) for each in range(1, number + 1)), ())


def build_afterwards(keys: CalendarKeys | None, calendar: Calendar, site: Site) -> Afterwards:
    """What follows the last period."""
    afterwards = keys.afterwards if keys is not None else None
    if isinstance(afterwards, Named):
        return _final_payoffs(afterwards, site)
    if afterwards is None or afterwards.text in ("", "nothing"):
        return "nothing"
    if site.names.calendar and afterwards.text not in (
        "the last period repeats",
        f"the last {calendar.step} repeats",
    ):
        allowed = f"'nothing', 'the last {calendar.step} repeats', or a mapping 'actor: expression'"
        site.wrong(afterwards.where, f"afterwards is {allowed}, not '{afterwards.text}'")
    return "repeats"


def _final_payoffs(payoffs: Named[Scalar], site: Site) -> tuple[tuple[str, ex.Formula], ...]:
    formulas = []
    for actor, value, where in list_entries(payoffs):
        if actor not in site.names.actors:
            hint = f"{nearest(actor, site.names.actors)} (actors: {listed(site.names.actors)})"
            site.wrong(where, f"unknown actor '{actor}'{hint}")
            continue
        formula = site.formula(value, Place("what comes afterwards", types=None, own=actor, has_beliefs=True))
        if formula is not None:
            formulas.append((actor, formula))
    return tuple(formulas)


# State


def build_variables(state: Named[VariableKeys] | None, site: Site) -> tuple[dict[str, Variable], frozenset[str]]:
    """The public variables by name, and the names of those that have mistakes."""
    variables = {}
    for name, keys, where in list_entries(state):
        if site.name(name, where, "a variable"):
            variable = build_variable(name, keys, where, site)
            if variable is not None:
                variables[name] = variable
    declared = state.places if state is not None else ()
    return variables, frozenset(name for name in declared if name not in variables)


def build_variable(name: str, keys: ScaleKeys, where: Where, site: Site) -> Variable | None:
    """The variable, if it has levels."""
    words = keys.one_of or keys.scale
    levels = _named_levels(words, site) if words is not None else _number_levels(keys, site)
    if not levels:
        return None
    is_ordered = not keys.has("one of")
    values = tuple(float(number) for number in (range(len(levels)) if words is not None else levels))
    start = _start_name(keys, levels, words is None)
    if keys.starts is not None and start not in levels:
        hint = f"{nearest(start, levels)} (levels: {listed(levels)})"
        site.wrong(keys.starts.where, f"{name} has no level '{start}'{hint}")
        start = levels[0]
    is_brief = isinstance(keys, VariableKeys) and keys.lasts == "one period"
    lasts: Literal["always", "period"] = "period" if is_brief else "always"
    called = (text_of(keys.called) or "") if isinstance(keys, VariableKeys) else ""
    return Variable(name, levels, values, is_ordered, levels.index(start), lasts, site.note(keys), where, called)


def _start_name(keys: ScaleKeys, levels: tuple[str, ...], is_number: bool) -> str:
    """The name of the level at the start, as the file has it; 0.50 is 0.5."""
    number = number_of(keys.starts) if keys.starts is not None and is_number else None
    name = find_number(number, {level: float(level) for level in levels}) if number is not None else ""
    return name or text_of(keys.starts) or levels[0]


def _named_levels(words: tuple[Scalar, ...], site: Site) -> tuple[str, ...]:
    names: list[str] = []
    for word in words:
        if word.text in names:
            site.wrong(word.where, f"the level '{word.text}' is given twice")
        elif site.name(word.text, word.where, "a level"):
            names.append(word.text)
    return tuple(names)


def _number_levels(keys: ScaleKeys, site: Site) -> tuple[str, ...]:
    if keys.first is None or keys.last is None:
        return ()
    numbers = build_range((keys.first, keys.last), keys.step, MAX_LEVELS, "levels", site)
    return tuple(write_number(number) for number in numbers)


# Numbers


def build_numbers(numbers: Named[NumberKeys] | None, site: Site) -> tuple[NumberEntry, ...]:
    """The named numbers, in file order."""
    entries = [
        site.once((keys,), (name, where), functools.partial(_number, name, keys, where, site))
        for name, keys, where in list_entries(numbers)
    ]
    return tuple(entry for entry in entries if entry is not None)


def _number(name: str, keys: NumberKeys, where: Where, site: Site) -> NumberEntry | None:
    note, grade = site.note(keys), keys.grade or ""
    if keys.value is not None:
        formula = site.formula(keys.value, Place("a number", has_state=False))
        return NumberEntry(name, formula, note=note, grade=grade) if formula else None
    shape = build_shape(keys, site)
    if shape is None:
        return None
    base = number_of(keys.base) if keys.base is not None else None
    if keys.base is None or base is None:
        # Twelve digits, so that the number is the one that its text says: 0.9, and not 0.8999999999999999.
        text = f"{find_median(shape):.12g}"
        formula = ex.Formula(text, ex.Number(float(text)), where)
        return NumberEntry(name, formula, shape.low, shape.high, note, shape, grade)
    if isinstance(keys.base, Override):
        # Whoever sets it is warned where it is set.
        pass
    elif shape.values and base not in shape.values:
        values = listed(write_number(each) for each in shape.values)
        site.wrong(keys.base.where, f"the base value {base:g} is none of the values {values}")
    elif not shape.low <= base <= shape.high:
        message = f"the base value {base:g} is outside the range {shape.low:g} … {shape.high:g}"
        site.wrong(keys.base.where, message)
    formula = ex.Formula(keys.base.text, ex.Number(base), keys.base.where)
    return NumberEntry(name, formula, shape.low, shape.high, note, shape, grade)
