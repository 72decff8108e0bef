"""From the keys of a decision to how often it is taken, and what is done there if nothing presses."""

from __future__ import annotations

from dataclasses import replace

from detente.scenario import calendars
from detente.scenario import expressions as ex
from detente.scenario.keys.entry import list_entries
from detente.scenario.keys.rates import ComesUpKeys, UsuallyKeys
from detente.scenario.model import Calendar, Habit
from detente.scenario.names import Place, listed, nearest
from detente.scenario.site import Site, text_of
from detente.scenario.tree import Scalar


def read_habit(keys: UsuallyKeys | None, acts: tuple[str, ...], place: Place, site: Site) -> Habit | None:
    """The base rates of all acts of a menu; those left out are part of the rest."""
    if keys is None:
        return None
    given: dict[str, ex.Formula | None] = {}
    for act, value, where in list_entries(keys.rates):
        if act not in acts:
            site.wrong(where, f"unknown act '{act}'{nearest(act, acts)} (acts: {listed(acts)})")
        elif text_of(value) == "rest":
            given[act] = None
        else:
            given[act] = site.formula(value, place)
    once = _read_per(keys.per, replace(place, what="the condition of an occasion", kind="condition", types=()), site)
    return Habit(tuple((act, given.get(act)) for act in acts), once, site.note(keys), keys.where)


def _read_per(per: Scalar | None, place: Place, site: Site) -> ex.Formula | None:
    """Where rates are those of an occasion: `time` nowhere, `occasion` everywhere, or `occasion if` there."""
    words = "" if per is None else per.text.strip()
    if per is None or words == "time":
        return None
    if words == "occasion":
        return ex.Formula("yes", ex.Number(1.0), per.where)
    kind, _, condition = words.partition(" if ")
    if kind.strip() != "occasion" or not condition.strip():
        site.wrong(per.where, f"'{words}' is none of 'time', 'occasion' and 'occasion if CONDITION'")
        return None
    start = per.at(per.text.index(" if ") + len(" if "))
    return site.formula(replace(per, where=start, text=condition, value=condition, indent=0), place)


def read_occasions(
    keys: ComesUpKeys | None, when: ex.Formula | None, place: Place, site: Site
) -> tuple[ex.Formula | None, ex.Formula | None]:
    """The chance that a decision comes up, None if it does for sure; and its condition, dates included."""
    if keys is None:
        return None, when
    site.note(keys)
    chance = site.formula(keys.chance, replace(place, what="the chance that a decision comes up"))
    calendar = site.names.calendar
    if calendar is None or keys.chance is not None:
        return chance, when
    periods, text = (
        _every(keys.every, calendar, site) if keys.every is not None else _on(keys.dates or (), calendar, site)
    )
    if not periods:
        return None, when
    dates = tuple(ex.Date(period, calendar.labels[period]) for period in periods)
    tree: ex.Expression = ex.Membership(ex.CalendarField("date"), dates)
    if when is not None:
        tree, text = ex.Binary("and", when.tree, tree), f"({when.text}) and {text}"
    return None, ex.Formula(text, tree, keys.where)


def _every(every: Scalar, calendar: Calendar, site: Site) -> tuple[tuple[int, ...], str]:
    """The periods after every such time, from the first one on."""
    try:
        number = calendars.measure_time(every.text, calendar.step)
    except calendars.DateError as error:
        site.wrong(every.where, str(error))
        return (), ""
    if number != int(number):
        message = f"'{every.text}' is not a whole number of periods of the calendar (step {calendar.step})"
        site.wrong(every.where, message)
        return (), ""
    return tuple(range(0, calendar.num_periods, int(number))), f"every {every.text}"


def _on(dates: tuple[Scalar, ...], calendar: Calendar, site: Site) -> tuple[tuple[int, ...], str]:
    """The periods that begin on these dates."""
    periods = []
    for date in dates:
        try:
            place = calendars.find_date(date.text, calendar)
        except calendars.DateError as error:
            site.wrong(date.where, str(error))
            continue
        if not place.is_exact:
            first, last = calendar.labels[0], calendar.labels[-1]
            site.wrong(date.where, f"no period of the calendar begins at {date.text} ({first} … {last})")
            continue
        periods.append(place.period)
    return tuple(periods), f"date in [{', '.join(date.text for date in dates)}]"
