"""What the umpire sees, and what it can reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.report.telling import date_in_words, quoted, title_of
from detente.report.words import in_words
from detente.scenario.model import Decision
from detente.simulate.moments import Due
from detente.table.records import PolicyOfAct, ToldMoment, UmpirePending, UmpireView
from detente.table.seat import list_beliefs, read_clock, view
from detente.table.words import find_appearance, moment_in_words, state_in_words

if TYPE_CHECKING:
    from detente.table.session import Table


def oversee(table: Table) -> UmpireView:
    """Everything that is at the table now."""
    scenario, course = table.scenario, table.course
    return UmpireView(
        title=scenario.title,
        clock=read_clock(table),
        state=state_in_words(scenario, course.levels),
        types=tuple(
            (title_of(actor.name, table.names), in_words(actor.types[course.kinds[index]].name))
            for index, actor in enumerate(scenario.actors)
            if len(actor.types) > 1
        ),
        beliefs=list_beliefs(table),
        history=tuple(tell_all(table)),
        pending=tuple(_pending(table, due) for due in course.list_due()),
        log=table.log(),
        injected=table.orders.list_injected(course.period),
        overrides=tuple(table.orders.overrides.items()),
        views=tuple(view(table, seat) for seat in table.chairs),
        is_over=course.is_over,
    )


def tell_all(table: Table) -> list[ToldMoment]:
    """The history with what was hidden."""
    told = []
    for moment in table.course.moments:
        words = moment_in_words(moment, table.scenario, table.names, sees_all=True)
        if words:
            words += " (The umpire made this move.)" if table.is_made_by_umpire(moment.number) else ""
            date = table.scenario.calendar.labels[moment.period]
            told.append(ToldMoment(moment.number + 1, date, date_in_words(date), words))
    return told


def _pending(table: Table, due: Due) -> UmpirePending:
    seat = table.seat_of(due.actor)
    given, stand = table.given.get(due.stage), due.stand
    probabilities = stand.probabilities()
    policy = tuple(
        PolicyOfAct(stand.acts[place], in_words(stand.acts[place]), float(probabilities[place]))
        for place in np.flatnonzero(stand.menu[:, stand.kind])
    )
    return UmpirePending(
        seat=seat or "",
        player="" if seat is None else table.chair(seat).player,
        actor=table.scenario.actors[due.actor].name,
        who=title_of(table.scenario.actors[due.actor].name, table.names),
        stage=table.scenario.stages[due.stage].name,
        given=None if given is None else given.act,
        policy=policy if due.comes_up else (),
    )


def reveal_in_words(table: Table, what: str) -> str:
    """What is told: the type of an actor, what it did unseen (`ACTOR acts`), or the text itself."""
    scenario = table.scenario
    name, _, rest = what.strip().partition(" ")
    index = next((number for number, actor in enumerate(scenario.actors) if actor.name == name), None)
    if index is None or rest not in ("", "acts"):
        return what.strip()
    who = title_of(name, table.names)
    if not rest:
        return f"{who} is {quoted(scenario.actors[index].types[table.course.kinds[index]].name)}."
    hidden = []
    for moment in table.course.moments:
        stage = scenario.stages[moment.stage]
        if moment.actor != index or not isinstance(stage, Decision):
            continue
        if stage.is_covert or find_appearance(moment, stage) != moment.act:
            date = date_in_words(scenario.calendar.labels[moment.period])
            hidden.append(f"{date}: {in_words(moment.act)}")
    return f"{who}, unseen: {'; '.join(hidden)}." if hidden else f"{who} has done nothing unseen."
