"""Payoffs of moves and of periods, by state and by what their owner knows.

A payoff belongs to an actor. For each of its rows the actor's own type is the row's; the type of the actor whose belief
the stage moves is the table's type axis; those of all other actors are averaged under the public belief. A payoff that
needs the average, or that depends on a belief, goes into the part with a belief axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from jaxtyping import Float, Int

from detente.game.frame import Frame, LargestPayoff, Reader
from detente.game.messages import Moves
from detente.game.moves import holder_name
from detente.game.tables import BeliefPayoff, Flow
from detente.scenario.expressions import Formula, Number
from detente.scenario.model import Actor, Decision

LevelRows = Int[np.ndarray, "state variable"]


@dataclass(frozen=True)
class Term:
    """One payoff of one actor, the product of its factors times `sign`, or the length of a period.

    Args:
        name: of the want; "" for what acts pay, and for what is paid afterwards.
    """

    actor: int
    factors: tuple[Formula, ...]
    sign: float = 1.0
    name: str = ""


def compute_expected_values(
    reader: Reader, term: Term, informs: int, levels: LevelRows
) -> Float[np.ndarray, "state own_type type belief"]:
    """The term by the owner's type and the type of the `informs` actor, others averaged; axes it ignores are 1 long.

    Args:
        informs: position of the actor with the type axis, or −1.
    """
    frame = reader.frame
    actors = frame.scenario.actors
    owner = actors[term.actor]
    ready = [reader.ready(factor) for factor in term.factors]
    mentioned = frozenset[str]().union(*(entry.types for entry in ready))
    informed = actors[frame.informed[informs]] if informs >= 0 else None
    own_types = _type_names(owner, mentioned)
    axis_types = _type_names(informed, mentioned) if informed is not None and informed is not owner else (None,)
    others = [actor for actor in actors if actor.name in mentioned and actor not in (owner, informed)]
    cells = []
    for own_type, axis_type in product(own_types, axis_types):
        types = {owner.name: own_type} if own_type is not None else {}
        if informed is not None and axis_type is not None:
            types[informed.name] = axis_type
        cells.append(_averaged(reader, term, levels, types, others))
    num_beliefs = max(cell.shape[1] for cell in cells)
    values = np.stack([np.broadcast_to(cell, (len(levels), num_beliefs)) for cell in cells], axis=1)
    _note_largest(reader, term, levels, abs(term.sign) * np.abs(values).max(axis=(1, 2)))
    return term.sign * values.reshape(len(levels), len(own_types), len(axis_types), num_beliefs)


def _note_largest(reader: Reader, term: Term, levels: LevelRows, amounts: Float[np.ndarray, " state"]) -> None:
    """Keep the owner's largest payoff; one that is not finite is a mistake."""
    shown = [factor.text for factor in term.factors if factor.text != "1"] or ["1"]
    text = shown[0] if len(shown) == 1 else " * ".join(f"({each})" for each in shown)
    where = term.factors[-1].where
    if not np.isfinite(amounts).all():
        first = int(np.argmin(np.isfinite(amounts)))
        reader.fault(where, "finite", f"the payoff `{text}` overflows double precision", levels[first])
        return
    place = int(np.argmax(amounts))
    largest = reader.frame.largest.get(term.actor)
    if largest is None or amounts[place] > largest.amount:
        situation = f"at {reader.date} when {reader.frame.describe(levels[place])}"
        reader.frame.largest[term.actor] = LargestPayoff(float(amounts[place]), text, where, situation)


def _type_names(actor: Actor, mentioned: frozenset[str]) -> tuple[str | None, ...]:
    return tuple(entry.name for entry in actor.types) if actor.name in mentioned else (None,)


def _averaged(
    reader: Reader, term: Term, levels: LevelRows, types: Mapping[str, str], others: Sequence[Actor]
) -> Float[np.ndarray, "state belief"]:
    """The product of the factors, averaged over the types of `others` under the public belief."""
    total: np.ndarray | None = None
    known = reader.frame.known_types
    possible = [[known[a.name]] if a.name in known else [entry.name for entry in a.types] for a in others]
    for combination in product(*possible):
        hidden = dict(zip((actor.name for actor in others), combination, strict=True))
        value: np.ndarray = np.ones((1, 1))
        for factor in term.factors:
            with np.errstate(over="ignore", invalid="ignore"):
                value = value * reader.values(factor, levels, {**types, **hidden}, allow_belief=True)
        for name, kind in hidden.items():
            if name not in known:
                value = value * reader.frame.beliefs[name, kind][None, :]
        total = value if total is None else total + value
    assert total is not None
    return np.broadcast_to(total, (len(levels), total.shape[1]))


def find_payoff_relevant_actors(frame: Frame) -> tuple[int, ...]:
    """The actors on whose types others' payoffs depend, other than in a move of these actors themselves.

    It reads the terms that payoffs are compiled from, so that none can be forgotten here.
    """
    scenario = frame.scenario
    relevant: set[str] = set()

    def look(reader: Reader, term: Term, *known: int) -> None:
        """Note whose types the term depends on, besides its owner and those whose types are known."""
        mentioned = frozenset[str]().union(*(reader.ready(factor).types for factor in term.factors))
        relevant.update(mentioned.difference(scenario.actors[index].name for index in (term.actor, *known)))

    for period in range(scenario.calendar.num_periods):
        reader = Reader(frame, period)
        for term in list_flow_terms(frame, period):
            look(reader, term)
        for stage in (each for each in scenario.stages if isinstance(each, Decision)):
            for mover in scenario.movers(stage):
                index = frame.actor_index(mover.name)
                seated = replace(reader, holder=holder_name(reader, stage, mover))
                for term in list_move_terms(seated, stage, index):
                    look(seated, term, index)
    afterwards, terms = list_aftermath_terms(frame)
    for term in terms:
        look(afterwards, term)
    return tuple(i for i, actor in enumerate(scenario.actors) if actor.name in relevant and len(actor.types) > 1)


def compute_office_weight(frame: Frame, actor: Actor, period: int) -> tuple[Formula, ...] | None:
    """What multiplies the actor's payoffs in a period: nothing in office, `legacy` afterwards; None if that is zero."""
    if actor.leaves is None or period < actor.leaves:
        return ()
    if actor.legacy is None:
        return None
    tree = frame.ready(actor.legacy, period).tree
    return None if isinstance(tree, Number) and tree.value == 0 else (actor.legacy,)


def compute_move_payoffs(
    reader: Reader, decision: Decision, moves: Moves
) -> tuple[Float[np.ndarray, "state action type row"], BeliefPayoff | None]:
    """What an action costs and gives at once, without and with a part that depends on the public belief."""
    frame = reader.frame
    reader = replace(reader, holder=holder_name(reader, decision, frame.scenario.actors[moves.actor]))
    num_states, num_actions, _, num_types = moves.message_prob.shape
    plain = np.zeros((num_states, num_actions, num_types, len(frame.rows)))
    on_belief: dict[int, np.ndarray] = {}
    for number in range(len(decision.actions)):
        rows = np.nonzero(moves.available[:, number])[0]
        for term in list_action_terms(reader, decision, number, moves.actor) if len(rows) else ():
            values = compute_expected_values(reader, term, moves.informs, moves.levels[rows])
            is_plain = values.shape[3] == 1
            for kind in range(len(frame.scenario.actors[term.actor].types)):
                row = frame.row_index(term.actor, kind)
                value = values[:, min(kind, values.shape[1] - 1)]
                if is_plain:
                    plain[rows, number, :, row] += value[:, :, 0]
                    continue
                if row not in on_belief:
                    on_belief[row] = np.zeros((num_states, num_actions, num_types, frame.grid.size))
                on_belief[row][rows, number] += value
    return plain, _belief_payoff(on_belief)


def list_move_terms(reader: Reader, decision: Decision, mover: int) -> list[Term]:
    """The payoffs of every action of a decision."""
    numbers = range(len(decision.actions))
    return [term for number in numbers for term in list_action_terms(reader, decision, number, mover)]


def list_action_terms(reader: Reader, decision: Decision, number: int, mover: int) -> list[Term]:
    """The payoffs of an action."""
    frame, action = reader.frame, decision.actions[number]
    length = frame.scenario.calendar.length if action.per == "time" else 1.0
    paid = [(frame.actor_index(receiver), amount, 1.0) for receiver, amount in action.gives]
    if action.costs is not None:
        paid.append((mover, action.costs, -1.0))
    terms = []
    for actor, amount, sign in paid:
        weight = compute_office_weight(frame, frame.scenario.actors[actor], reader.period)
        if weight is not None:
            terms.append(Term(actor, (*weight, amount), sign * length))
    return terms


def _belief_payoff(on_belief: Mapping[int, np.ndarray]) -> BeliefPayoff | None:
    if not on_belief:
        return None
    rows = sorted(on_belief)
    return BeliefPayoff(np.array(rows, dtype=np.int64), np.stack([on_belief[row] for row in rows], axis=3))


def list_flow_terms(frame: Frame, period: int) -> list[Term]:
    """Everybody's wants in a period, weights included."""
    terms = []
    for index, actor in enumerate(frame.scenario.actors):
        office = compute_office_weight(frame, actor, period)
        if office is not None:
            length = frame.scenario.calendar.length
            terms += [
                Term(index, (*office, want.weight, want.formula), length if want.per == "time" else 1.0, want.name)
                for want in actor.wants
            ]
    return terms


def list_aftermath_terms(frame: Frame) -> tuple[Reader, list[Term]]:
    """What is paid after the last period, and who reads it: the last period's wants where that period repeats."""
    scenario = frame.scenario
    afterwards, num_periods = scenario.calendar.afterwards, scenario.calendar.num_periods
    if isinstance(afterwards, str):
        last = num_periods - 1
        return Reader(frame, last), list_flow_terms(frame, last) if afterwards == "repeats" else []
    terms = []
    for name, formula in afterwards:
        index = frame.actor_index(name)
        weight = compute_office_weight(frame, scenario.actors[index], num_periods)
        if weight is not None:
            terms.append(Term(index, (*weight, formula)))
    return Reader(frame, num_periods), terms


def sum_flow(reader: Reader, terms: Sequence[Term], levels: LevelRows, number: int) -> Flow:
    """The sum of the terms by row. number: that of the flow."""
    frame = reader.frame
    plain = np.zeros((len(levels), len(frame.rows)))
    on_belief: dict[int, np.ndarray] = {}
    for term in terms:
        values = compute_expected_values(reader, term, -1, levels)[:, :, 0]
        for kind in range(len(frame.scenario.actors[term.actor].types)):
            row = frame.row_index(term.actor, kind)
            value = values[:, min(kind, values.shape[1] - 1)]
            if value.shape[1] == 1:
                plain[:, row] += value[:, 0]
            elif row in on_belief:
                on_belief[row] += value
            else:
                on_belief[row] = value.copy()
    rows = sorted(on_belief)
    return Flow(
        values=plain,
        belief_rows=np.array(rows, dtype=np.int64),
        belief_values=np.stack([on_belief[row] for row in rows], axis=1) if rows else None,
        number=number,
    )


def repeat_for_ever(flow: Flow, patience: Float[np.ndarray, " row"], number: int) -> Flow:
    """What a flow is worth that is paid in every period for ever: 1/(1 − δ) of it. number: that of the flow."""
    factor = 1 / (1 - patience)
    values = flow.belief_values
    if values is not None:
        values = values * factor[flow.belief_rows][None, :, None]
    return Flow(flow.values * factor, flow.belief_rows, values, number)
