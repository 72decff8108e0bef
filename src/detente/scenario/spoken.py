"""The variables that remember what was said: promises, and assertions that were found out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.scenario import calendars
from detente.scenario.calendars import DateError
from detente.scenario.keys.entry import list_entries
from detente.scenario.keys.months import ActKeys, DecisionKeys, WrittenItem
from detente.scenario.limits import MAX_LEVELS
from detente.scenario.model import Calendar, Variable
from detente.scenario.names import listed
from detente.scenario.positions import Where
from detente.scenario.site import Site
from detente.scenario.utterances import ASSERTION_LEVELS, PROMISE_LEVELS, STANDING


def name_spoken(stages: Sequence[WrittenItem], before: Sequence[WrittenItem], site: Site) -> None:
    """Puts the variables that remember what is said among the names.

    Args:
        before: the stages without the variant's changes. What an act would remember that the variant took away is
            never said, and expressions may still mention it.
    """
    taken: dict[str, Where] = {}
    for act, keys, where in _acts(stages):
        for variable in _variables(act, keys, where, site):
            _add(variable, keys, taken, site)
    silent = Site(names=site.names)
    for act, keys, where in _acts(before):
        for variable in _variables(act, keys, where, silent):
            if variable.name not in site.names.variables:
                site.names = replace(site.names, variables={**site.names.variables, variable.name: variable})


def name_of(act: str, keys: ActKeys) -> str:
    """The variable that remembers what an act says."""
    return keys.remembered_as.text if keys.remembered_as is not None else act


def name_of_rest(variable: str) -> str:
    """The variable that counts for how many periods a promise still stands."""
    return f"{variable}_left"


def count_standing(keys: ActKeys, calendar: Calendar | None, site: Site) -> int | None:
    """For how many periods a promise stands; None if there is no end to it, or a mistake, which is noted."""
    if keys.stands_for is None or calendar is None:
        return None
    text, where = keys.stands_for.text, keys.stands_for.where
    count, _, unit = text.strip().partition(" ")
    if not count.isdecimal() or len(count) > 9:
        site.wrong(where, f"a promise stands for a length of time, such as '6 months', not for '{text}'")
        return None
    try:
        number = calendars.count_periods(int(count), unit.strip(), calendar.step)
    except DateError as error:
        site.wrong(where, str(error))
        return None
    if number is None or not 1 <= number < MAX_LEVELS:
        bounds = f"from 1 to {MAX_LEVELS - 1}"
        site.wrong(where, f"'{text}' is not a whole number of periods of one {calendar.step}, {bounds}")
        return None
    return number


def _acts(stages: Sequence[WrittenItem]) -> Iterator[tuple[str, ActKeys, Where]]:
    for item in stages:
        for stage in item.stages:
            if isinstance(stage.keys, DecisionKeys):
                yield from list_entries(stage.keys.acts)


def _variables(act: str, keys: ActKeys, where: Where, site: Site) -> Iterator[Variable]:
    """What remembers what an act says, as it is if the state does not declare it."""
    place = keys.remembered_as.where if keys.remembered_as is not None else where
    name = name_of(act, keys)
    if not (keys.has("promises") or keys.has("found out")) or not site.name(name, place, "a variable"):
        return
    if keys.remembered_as is None and (keys.has("from") or keys.has("to")):
        what = f"'{act}' is a range of numbers, and what remembers what is said needs another name"
        site.wrong(place, f"{what}; give it one by 'remembered as'")
        return
    if keys.has("found out"):
        yield _words(name, ASSERTION_LEVELS, place, "period")
        return
    yield _words(name, PROMISE_LEVELS, place, "always")
    count = count_standing(keys, site.names.calendar, site)
    if count is not None:
        declared = site.names.variables.get(name)
        stands = declared is not None and declared.levels[declared.start] == STANDING
        levels = tuple(str(number) for number in range(count + 1))
        start = count if stands else 0
        yield Variable(name_of_rest(name), levels, tuple(map(float, levels)), True, start, where=place)


def _words(name: str, levels: tuple[str, ...], where: Where, lasts: str) -> Variable:
    values = tuple(float(number) for number in range(len(levels)))
    return Variable(name, levels, values, False, 0, "period" if lasts == "period" else "always", where=where)


def _add(variable: Variable, keys: ActKeys, taken: dict[str, Where], site: Site) -> None:
    """One variable among the names; one that the state declares must have its levels, and be meant."""
    name, where = variable.name, variable.where
    assert where is not None
    if name in taken:
        what = f"'{name}' remembers what another act says already (line {taken[name].line})"
        site.wrong(where, f"{what}; give this one a name of its own by 'remembered as'")
        return
    taken[name] = where
    declared = site.names.variables.get(name)
    if declared is None:
        if name not in site.names.broken:
            site.names = replace(site.names, variables={**site.names.variables, name: variable})
    elif keys.remembered_as is None:
        what = f"the state has a variable '{name}' already"
        site.wrong(where, f"{what}; write 'remembered as: {name}' if it is to remember this, or another name")
    elif declared.levels != variable.levels:
        what = f"'{name}' must have the levels {listed(variable.levels)} to remember this"
        site.wrong(where, f"{what}, and has {listed(declared.levels)}")
