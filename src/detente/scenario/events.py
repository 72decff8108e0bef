"""Dated events: what is known to have happened, as conditions of single periods of the calendar."""

from __future__ import annotations

from detente.scenario import calendars
from detente.scenario.keys.entry import Listed
from detente.scenario.keys.events import EventKeys
from detente.scenario.measures import seen_by_all
from detente.scenario.model import Calendar, Chance, DatedEvent, Decision, Stage
from detente.scenario.names import Place, listed, nearest
from detente.scenario.site import Site, text_of

_WORDS_OF_TIME = ("eventually", "always", "within", "given", "at", "by", "from")


def build_events(
    events: Listed[EventKeys] | None, calendar: Calendar, stages: tuple[Stage, ...], site: Site
) -> tuple[DatedEvent, ...]:
    """The events in the order of their dates; of one period in the order in which they are written."""
    found = [_event(keys, calendar, stages, site) for keys in (events.items if events is not None else ()) if keys]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.period))


def _event(keys: EventKeys, calendar: Calendar, stages: tuple[Stage, ...], site: Site) -> DatedEvent | None:
    period = _period(keys, calendar.told, site)
    sure = 1.0 if keys.sure is None else keys.sure.value
    if keys.sure is not None and not 0.5 < sure <= 1:
        site.wrong(
            keys.sure.where,
            f"'sure' is the probability that this happened, above 0.5 and at most 1, and is {sure:g}; "
            "of what probably did not happen write `not …`",
        )
        return None
    if (keys.happened is None) == (keys.seen is None):
        site.wrong(keys.where, "an event has either 'happened: CONDITION' or 'seen: TRACE OR SIGNAL'")
        return None
    says, source = text_of(keys.says) or "", text_of(keys.source) or ""
    if keys.seen is not None:
        name, stage = _seen(keys, stages, site)
        if not name or period is None:
            return None
        return DatedEvent(period, keys.seen.text, None, name, stage, sure, says, source, keys.seen.where)
    if words := [word for word in keys.happened.text.split() if word in _WORDS_OF_TIME] if keys.happened else []:
        message = f"'{words[0]}' is a word of claims; an event is about the one period in which its date lies"
        site.wrong(keys.happened.where if keys.happened else keys.where, message)
        return None
    before, site.names = site.names, seen_by_all(site.names)
    try:
        condition = site.formula(keys.happened, Place("an event", kind="condition", before=len(stages)))
    finally:
        site.names = before
    if condition is None or period is None or keys.happened is None:
        return None
    return DatedEvent(period, condition.text, condition, "", "", sure, says, source, keys.happened.where)


def _period(keys: EventKeys, calendar: Calendar, site: Site) -> int | None:
    """The period in which the date lies."""
    if keys.date is None:
        return None
    span = f"{calendar.labels[0]} … {calendar.labels[-1]}"
    text = keys.date.text
    try:
        # A day lies in the month, quarter or year of the calendar.
        date = calendars.find_date(text, calendar)
    except calendars.DateError as error:
        site.wrong(keys.date.where, str(error))
        return None
    if not date.is_inside:
        advice = "a scenario that begins earlier can use it" if date.period == 0 else "nothing is known of it"
        site.wrong(keys.date.where, f"{text} lies outside the calendar ({span}); {advice}")
        return None
    return date.latest


def list_seen(stages: tuple[Stage, ...]) -> list[tuple[str, str]]:
    """What can be seen beside acts and the state: (stage, trace or message of a signal)."""
    found = []
    for stage in stages:
        if isinstance(stage, Decision):
            found += [(stage.name, each.name) for each in stage.traces]
        elif isinstance(stage, Chance) and stage.about is not None:
            found += [(stage.name, each.name) for each in stage.results]
    return found


def _seen(keys: EventKeys, stages: tuple[Stage, ...], site: Site) -> tuple[str, str]:
    """The name of what was seen, and the stage if it is given; nothing if there is a mistake."""
    assert keys.seen is not None
    allowed = list_seen(stages)
    stage, dot, name = keys.seen.text.strip().rpartition(".")
    stages_of = [own for own, each in allowed if each == name and own == (stage or own)]
    if not stages_of:
        names = sorted({each for _, each in allowed})
        what = f"'{keys.seen.text}' is neither a trace of a decision nor a result of a signal"
        site.wrong(keys.seen.where, f"{what}{nearest(name, names)} (known: {listed(names)})")
        return "", ""
    if len(stages_of) > 1 and not dot:
        several = ", ".join(f"{own}.{name}" for own in stages_of)
        site.wrong(keys.seen.where, f"'{name}' can be seen at several stages; write {several}")
        return "", ""
    return name, stages_of[0]
