"""What one seat may see: made here alone, from what is public and from what the seat's own actors know and did.

Everything that is read here is one of these: the public state, what everybody saw of a move, the belief of somebody who
sees just that, the structure of the crisis, and what the actors of the seat are and chose. A decision that nobody may
know to have come up is asked for in either case, so that waiting for a chair tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from detente.claims.numbers import format_share
from detente.report.model import describe_act
from detente.report.telling import date_in_words, quoted, title_of
from detente.report.words import capitalize, in_words
from detente.scenario.expressions import Formula
from detente.scenario.model import Action, Actor, Decision, Scenario
from detente.simulate.moments import Due
from detente.table.records import (
    Foreseeable,
    HeldBelief,
    MenuEntry,
    PrivateKnowledge,
    Question,
    SeatView,
    Statement,
    TableClock,
    ToldMoment,
    UmpireMessage,
)
from detente.table.words import (
    amount_in_words,
    figures_in_words,
    find_appearance,
    moment_in_words,
    odds_in_words,
    said_in_words,
    secrets_in_words,
    state_in_words,
    traits_in_words,
)

if TYPE_CHECKING:
    from detente.table.session import Table


def view(table: Table, seat: str) -> SeatView:
    """All that a seat may see at this moment.

    Raises:
        UnknownNameError: nobody sits there.
    """
    chair = table.chair(seat)
    scenario, course = table.scenario, table.course
    clock = read_clock(table)
    asked = table.list_asked(seat)
    open_ = [due for due in asked if due.stage not in table.given]
    return SeatView(
        seat=seat,
        who=chair.who,
        player=chair.player,
        title=scenario.title,
        about=" ".join(scenario.about.split()),
        date=clock.date,
        date_words=clock.words,
        rounds_left=clock.left,
        state=state_in_words(scenario, course.levels),
        history=_history(table, chair.actors),
        said=_statements(table),
        private=tuple(_private(table, actor) for actor in table.find_present(seat)),
        beliefs=list_beliefs(table, chair.actors),
        to_move=bool(open_) and not table.is_paused,
        is_decided=bool(asked) and not open_,
        questions=tuple(_question(table, due) for due in open_),
        clock=clock,
        waiting_for=table.list_waited_for(),
        messages=tuple(
            UmpireMessage(each.turn, each.date, each.words, each.to is None)
            for each in table.messages
            if each.to in (None, seat)
        ),
        foreseeable=tuple(_list_foreseeable(table, chair.actors)),
        is_over=course.is_over,
    )


def read_clock(table: Table) -> TableClock:
    """When it is at the table."""
    calendar, course = table.scenario.calendar, table.course
    period = min(course.period, calendar.num_periods - 1)
    return TableClock(
        turn=table.turn,
        date=calendar.labels[period],
        words=date_in_words(calendar.labels[period]),
        period=period + 1,
        num_periods=calendar.num_periods,
        left=calendar.num_periods - 1 - period,
        step=calendar.step,
        is_paused=table.is_paused,
    )


def list_beliefs(table: Table, own: Iterable[int] = (), observer: int | None = None) -> tuple[HeldBelief, ...]:
    """What is believed of every actor with private types, in the view of the first of the own actors."""
    owners = sorted(own)
    eyes = observer if observer is not None else owners[0] if owners else -1
    found = []
    for index in table.course.game.informed:
        actor = table.scenario.actors[index]
        for kind, probability in zip(actor.types, table.course.belief(index, eyes), strict=True):
            who = title_of(actor.name, table.names)
            found.append(
                HeldBelief(actor.name, who, kind.name, in_words(kind.name), float(probability), index in owners)
            )
    return tuple(found)


def _history(table: Table, own: frozenset[int]) -> tuple[ToldMoment, ...]:
    told = []
    for moment in table.course.moments:
        words = moment_in_words(moment, table.scenario, table.names, own)
        if words:
            if moment.mover in own and table.is_made_by_umpire(moment.number):
                words += " (The umpire made this move.)"
            told.append(_told(table, moment.number, moment.period, words, moment.mover in own))
    return tuple(told)


def _told(table: Table, number: int, period: int, words: str, is_own: bool) -> ToldMoment:
    date = table.scenario.calendar.labels[period]
    return ToldMoment(number + 1, date, date_in_words(date), words, is_own)


def _statements(table: Table) -> tuple[Statement, ...]:
    """What was said so that everybody heard it."""
    found = []
    for moment in table.course.moments:
        stage = table.scenario.stages[moment.stage]
        if not isinstance(stage, Decision) or stage.is_covert or moment.actor < 0:
            continue
        shown = find_appearance(moment, stage)
        words = said_in_words(next((each for each in stage.actions if each.name == shown), None))
        if words:
            actor = table.scenario.actors[moment.actor]
            date = table.scenario.calendar.labels[moment.period]
            who = title_of(actor.name, table.names)
            found.append(Statement(moment.number + 1, date, actor.name, who, f"{who} {words}"))
    return tuple(found)


def _private(table: Table, index: int) -> PrivateKnowledge:
    scenario = table.scenario
    actor = scenario.actors[index]
    kind = actor.types[table.course.kinds[index]]
    who = title_of(actor.name, table.names)
    is_private = len(actor.types) > 1
    wants = _list_wants(scenario, actor)
    return PrivateKnowledge(
        actor=actor.name,
        who=who,
        type=kind.name if is_private else "",
        words=f"{who} is {quoted(kind.name)}." if is_private else f"{who} has nothing to hide.",
        secrets=secrets_in_words(actor, kind),
        traits=traits_in_words(kind, table.numbers),
        wants=tuple((label, formula.text) for label, formula in wants),
        numbers=figures_in_words([formula for _, formula in wants], table.numbers),
    )


def _list_wants(scenario: Scenario, actor: Actor) -> list[tuple[str, Formula]]:
    """What an actor wants, with what it gets after the last period."""
    wants = [(in_words(want.name), want.formula) for want in actor.wants]
    calendar = scenario.calendar
    if not isinstance(calendar.afterwards, str):
        after = f"after {date_in_words(calendar.labels[-1]).replace('Round', 'round')}"
        wants += [(after, formula) for name, formula in calendar.afterwards if name == actor.name]
    return wants


def _question(table: Table, due: Due) -> Question:
    scenario = table.scenario
    stage = scenario.stages[due.stage]
    assert isinstance(stage, Decision)
    actor = scenario.actors[due.actor]
    at_once = [name for name in stage.together if name != stage.name] or [stage.at_once_with]
    others = [
        each.owner for each in scenario.stages if isinstance(each, Decision) and each.name in at_once and at_once[0]
    ]
    who = title_of(actor.name, table.names)
    words = f"{who} {in_words(stage.name)}."
    words += " Nobody sees what it chooses." if stage.is_covert else ""
    words += f" {title_of(others[0], table.names)} decides at the same time." if others else ""
    if not due.comes_up:
        nothing = MenuEntry("", "the decision does not come up now")
        return Question(actor.name, stage.name, words, stage.is_covert, others[0] if others else "", (nothing,))
    payoffs = table.course.payoffs_of(due)
    menu = tuple(
        _menu_entry(table, due, action, payoffs[place])
        for place, action in enumerate(stage.actions)
        if due.stand.menu[place, due.stand.kind]
    )
    return Question(actor.name, stage.name, words, stage.is_covert, others[0] if others else "", menu)


def _menu_entry(table: Table, due: Due, action: Action, payoffs: np.ndarray) -> MenuEntry:
    row = describe_act(action, odds_in_words(action, table.scenario, table.course.levels, table.numbers))
    return MenuEntry(
        act=action.name,
        words=capitalize(in_words(action.name)),
        effects=row["effects"],
        costs=_costs(table, due, action, payoffs),
        why=action.note.why or "",
    )


def _costs(table: Table, due: Due, action: Action, payoffs: np.ndarray) -> str:
    """What an act costs its mover and gives others now, with numbers where they do not depend on what is hidden."""
    game, actors = table.course.game, table.scenario.actors
    own = float(payoffs[game.first_row(due.actor) + due.stand.kind])
    parts = []
    if abs(own) > 1e-12:
        parts.append(f"costs you {amount_in_words(-own)}" if own < 0 else f"brings you {amount_in_words(own)}")
    for receiver, formula in action.gives:
        index = next(number for number, actor in enumerate(actors) if actor.name == receiver)
        if index == due.actor:
            continue
        amounts = payoffs[game.rows_of(index)]
        whom = table.names.titles.get(receiver, in_words(receiver))
        if np.ptp(amounts) > 1e-12:
            parts.append(f"gives {whom} {formula.text}")
        elif abs(amounts[0]) > 1e-12:
            given = float(amounts[0])
            parts.append(
                f"gives {whom} {amount_in_words(given)}" if given > 0 else f"costs {whom} {amount_in_words(-given)}"
            )
    return "; ".join(parts)


def _list_foreseeable(table: Table, own: frozenset[int]) -> Iterable[Foreseeable]:
    """The next decision of every other owner that can still come up: by the file and what everybody sees, by nothing of
    what is hidden.
    """
    scenario = table.scenario
    for owner, place in table.find_next_decisions().items():
        movers = {scenario.actors.index(actor) for actor in scenario.owners(owner)}
        if movers <= own:
            continue
        stage = scenario.stages[place]
        assert isinstance(stage, Decision)
        events = tuple((f"{owner} plays {each.name}", in_words(each.name)) for each in stage.actions)
        yield Foreseeable(owner, title_of(owner, table.names), events)


def belief_in_words(belief: HeldBelief) -> str:
    """`Moscow is “defender”: 62 %`."""
    return f"{belief.who} is {quoted(belief.type)}: {format_share(belief.probability)}"
