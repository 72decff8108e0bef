"""What persons and the umpire do at the table, as they do it: checked, and kept so that a game can be taken again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.claims.grammar import parse_given
from detente.claims.statements import Event
from detente.errors import DetenteError, ScenarioError, UnknownNameError
from detente.scenario.model import Decision, Scenario
from detente.scenario.names import listed, nearest
from detente.simulate.moments import Due
from detente.simulate.moves import ForcedMove, decides_for

KINDS = ("act", "inject", "override", "pause", "resume", "reveal", "withdraw")


class TableError(DetenteError):
    """Something that cannot be done at the table now; the message says what can."""


@dataclass(frozen=True)
class TableEntry:
    """Something that a person or the umpire did.

    Args:
        turn: of the moment at which it was done. kind: one of `KINDS`. stamp: wall clock; "" where none was given.
        seat: who did it, "" for the umpire. stage: the decision, of an act. text: the act; what was injected, revealed
            or told. to: the seat that was told; "" for all. actor: whose act is overridden.
    """

    turn: int
    kind: str
    stamp: str = ""
    seat: str = ""
    stage: str = ""
    text: str = ""
    actor: str = ""
    to: str = ""
    expects: Mapping[str, float] = field(default_factory=dict)
    intends: str = ""

    def to_json(self) -> dict[str, Any]:
        plain = {name: value for name, value in vars(self).items() if value not in ("", {}) and name != "expects"}
        return plain | ({"expects": dict(self.expects)} if self.expects else {})


@dataclass(frozen=True)
class GivenAct:
    """The act that a decision will be. by: `player` or `umpire`; entry: with which a person gave it."""

    act: str
    by: str
    entry: TableEntry | None = None


@dataclass(frozen=True)
class ToldMessage:
    """What the umpire told. to: a seat; None: all."""

    turn: int
    date: str
    words: str
    to: str | None


@dataclass(frozen=True)
class Injection:
    """What the umpire lets happen: moves made for their owners, or a public variable at another level at once.

    Args:
        text: as the umpire wrote it. moves: to be made. variable, level: set at once; "" for moves.
    """

    text: str
    moves: tuple[ForcedMove, ...] = ()
    variable: str = ""
    level: str = ""


_ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=\s*([\w-]+)\s*")


def read_injection(text: str, scenario: Scenario, period: int) -> Injection:
    """What the umpire wrote: `do(rebels plays advance at 2015-07)`, the same without `do(…)`, or `front = beyond`.

    Args:
        period: the one that is under way; moves of earlier ones cannot be made any more.

    Raises:
        TableError, UnknownNameError: it names something that the crisis lacks, is none of these, or comes too late.
    """
    assigned = _ASSIGNMENT.fullmatch(text)
    if assigned is not None:
        return Injection(text.strip(), (), *_read_assignment(assigned[1], assigned[2], scenario))
    wanted = text.strip()
    event, moves = read_given(
        "inject", wanted if wanted.startswith("do") and "(" in wanted else f"do({wanted})", scenario
    )
    if event is not None or not moves:
        raise TableError(
            f"inject: '{wanted}' is a condition; write moves that are made, 'ACTOR plays ACT at DATE', or "
            "'VARIABLE = LEVEL' for what becomes of the state at once"
        )
    if all(move.last_period < period for move in moves):
        raise TableError(f"inject: the dates of '{wanted}' are over; it is {scenario.calendar.labels[period]}")
    return Injection(wanted, tuple(moves))


def read_given(what: str, text: str, scenario: Scenario) -> tuple[Event | None, tuple[ForcedMove, ...]]:
    """An event, and moves that are made, as after `given` in a claim.

    Raises:
        TableError: it is none, or names something that the crisis lacks. what: it is for, in the message.
    """
    try:
        return parse_given(text, scenario)
    except ScenarioError as error:
        raise TableError(f"{what}: '{text}': {'; '.join(each.message for each in error.mistakes)}") from None


def _read_assignment(variable: str, level: str, scenario: Scenario) -> tuple[str, str]:
    variables = {each.name: each for each in scenario.variables}
    if variable not in variables:
        known = f"{nearest(variable, list(variables))} (state: {listed(list(variables))})"
        raise UnknownNameError(f"inject: no variable '{variable}'{known}")
    levels = variables[variable].levels
    if level not in levels:
        raise UnknownNameError(f"inject: {variable} has no level '{level}'{nearest(level, levels)} ({listed(levels)})")
    return variable, level


def find_forced(moves: tuple[ForcedMove, ...], scenario: Scenario, period: int, due: Due) -> str | None:
    """The act that moves make of a decision; None if they do not speak of it. A later move wins."""
    stage = scenario.stages[due.stage]
    found = None
    for move in moves:
        if (
            move.first_period <= period <= move.last_period
            and move.decision in (None, stage.name)
            and decides_for(scenario, move.owner, stage.name, scenario.actors[due.actor].name)
            and can_choose(due, move.action)
        ):
            found = move.action
    return found


def require_act(due: Due, act: str) -> str:
    """An act that the mover can choose; words as people write them do as well.

    Raises:
        TableError: it cannot, with what it can.
    """
    if not due.comes_up:
        return ""
    can = [name for place, name in enumerate(due.stand.acts) if due.stand.menu[place, due.stand.kind]]
    wanted = act.strip().replace(" ", "_")
    found = next((name for name in can if wanted in (name, name.replace(" ", "_"))), None)
    if found is None:
        raise TableError(f"there is no act '{act.strip()}' in the menu{nearest(act.strip(), can)} ({listed(can)})")
    return found


def can_choose(due: Due, act: str) -> bool:
    """Whether an act is in the menu of a decision, its mover being what it is."""
    return act in due.stand.acts and bool(due.stand.menu[due.stand.acts.index(act), due.stand.kind])


def find_actor(scenario: Scenario, name: str, what: str) -> int:
    """The index of an actor.

    Args:
        what: it is looked for, in the message.

    Raises:
        UnknownNameError: there is none of this name.
    """
    names = [actor.name for actor in scenario.actors]
    if name not in names:
        raise UnknownNameError(f"{what}: no actor '{name}'{nearest(name, names)} ({listed(names)})")
    return names.index(name)


def require_any_act(scenario: Scenario, actor: str, act: str) -> str:
    """An act that an actor has at some decision.

    Raises:
        UnknownNameError: it has none of this name, with those that it has.
    """
    decisions = [each for each in scenario.stages if isinstance(each, Decision)]
    acts = list(
        dict.fromkeys(
            action.name
            for each in decisions
            if actor in [mover.name for mover in scenario.movers(each)]
            for action in each.actions
        )
    )
    if act not in acts:
        raise UnknownNameError(f"override: {actor} has no act '{act}'{nearest(act, acts)} ({listed(acts)})")
    return act
