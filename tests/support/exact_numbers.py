"""Exact numbers of claims: every quantity as an expectation over the exact tree, with nothing drawn.

Play goes down the tree once for a quantity. At every node stand, by what has happened so far that the quantity asks
about (its *marks*), the probability of every profile of types together with it, and two sums that are carried along,
weighted by that probability. Claims are read by the package; what they mean is worked out here anew.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detente.claims.grammar import parse
from detente.claims.statements import (
    ActionPlayed,
    Always,
    Arithmetic,
    BeliefMean,
    Combination,
    Constant,
    Event,
    Eventually,
    Expectation,
    MoveProbability,
    Negation,
    Probability,
    Quantity,
    Statement,
    Under,
    Value,
    Window,
    Within,
)
from detente.scenario.expressions import ActionTest, Belief, Formula, Parameter, TypeTest, evaluate
from detente.scenario.loading import apply_on_top
from detente.scenario.model import Decision, Scenario, walk
from detente.simulate.moves import ForcedMove
from support.branch import Exact
from support.exact_tree import Array, Group

Marks = Any


@dataclass(frozen=True)
class Move:
    """A move that is made: at which stage and date, by which actor, and what else could have been done.

    Args:
        menu: by action, for profiles of all actors' types, whether the mover's type has it.
    """

    period: int
    decision: Decision
    actor: str
    action: str
    menu: Mapping[str, Array]

    def is_by(self, owner: str) -> bool:
        return owner in (self.actor, self.decision.owner)


class Journey:
    """One way down an exact tree, with the probabilities of everything that a quantity asks about."""

    def __init__(self, exact: Exact, forced: Sequence[ForcedMove] = ()) -> None:
        self.exact, self.tree, self.forced = exact, exact.tree, forced
        self.rules = self.tree.rules
        self.shape = self.rules.num_types

    def along(self, actor: int, vector: Array) -> Array:
        """A number for every type of an actor, for profiles of all actors' types."""
        return np.asarray(vector).reshape([-1 if axis == actor else 1 for axis in range(len(self.shape))])

    def holds(self, formula: Formula, node: int, at_end: bool = True) -> Array:
        """The formula at a node by profile of types; beliefs are those at the node."""
        place = self.tree.nodes[node]
        parts = list(walk(formula.tree))
        for part in parts:
            if isinstance(part, ActionTest):
                stage = next(s for s in self.tree.scenario.stages if s.name == part.decision)
                assert isinstance(stage, Decision)
                assert not stage.is_covert
                assert all(action.looks_like is None for action in stage.actions)
        asked = {self.rules.index[p.actor] for p in parts if isinstance(p, TypeTest | Parameter)}
        situation = self.rules.situation(place.position)
        if any(isinstance(part, Belief) for part in parts):
            assert at_end, "beliefs at a decision are not worked out"
            names = [(a.name, k.name) for a in self.tree.scenario.actors for k in a.types]
            believed = self.exact.play.belief(node)[:, 0].tolist()
            situation = replace(situation, beliefs=dict(zip(names, believed, strict=True)))
        values = np.zeros([n if axis in asked else 1 for axis, n in enumerate(self.shape)])
        for profile in np.ndindex(*values.shape):
            types = {axis: profile[axis] for axis in asked}
            values[profile] = float(evaluate(formula.tree, self.rules.with_types(situation, types)))
        return values

    def run(
        self,
        start: Marks,
        at_move: Callable[[Marks, Move], Marks],
        at_end: Callable[[Marks, int, int], Iterator[tuple[Marks, Array | float]]],
        count: Callable[[Move, int], tuple[Array, Array] | None] | None,
        add: Callable[[int, int], Array | float] | None,
    ) -> dict[Marks, Array]:
        """By marks at the end of the crisis: probability and both sums, by profile of types.

        Args:
            at_move: the marks after a move. at_end: the marks after a period's end, with the profiles that have them.
            count: what a move adds to both sums, if anything. add: what the end of a period adds to the first.
        """
        prior = functools.reduce(np.multiply, [self.along(i, p) for i, p in enumerate(self.rules.prior)])
        first = np.stack([prior, 0 * prior, 0 * prior])
        here: list[dict[Marks, Array]] = [{} for _ in self.tree.nodes]
        here[0][start] = first
        last: dict[Marks, Array] = {}
        for number, group in enumerate(self.tree.groups):
            for place, node in enumerate(group.nodes.tolist()):
                ways = here[node]
                if group.is_end:
                    period = group.members[place].position.period
                    added = 0.0 if add is None else add(node, period)
                    ended: dict[Marks, Array] = {}
                    for marks, mass in ways.items():
                        more = np.stack([mass[0], mass[1] + mass[0] * added, mass[2]])
                        for after, share in at_end(marks, node, period):
                            _put(ended, after, more * share)
                    ways = ended
                elif not group.members[place].edges:
                    for marks, mass in ways.items():
                        _put(last, marks, mass)
                for acts, chance in self._acts(number, group, place):
                    self._onward(group, place, node, ways, acts, chance, here, at_move, count)
                here[node] = {}
        return last

    def _onward(
        self,
        group: Group,
        place: int,
        node: int,
        ways: Mapping[Marks, Array],
        acts: tuple[Move, ...],
        chance: Sequence[tuple[int, Array]],
        here: list[dict[Marks, Array]],
        at_move: Callable[[Marks, Move], Marks],
        count: Callable[[Move, int], tuple[Array, Array] | None] | None,
    ) -> None:
        """Everything at a node goes on to the nodes that follow these acts."""
        for marks, before in ways.items():
            mass, after = before, marks
            for move in acts:
                counted = None if count is None else count(move, node)
                if counted is not None:
                    mass = np.stack([mass[0], mass[1] + mass[0] * counted[0], mass[2] + mass[0] * counted[1]])
                after = at_move(after, move)
            for edge, prob in chance:
                _put(here[group.child[place, edge]], after, mass * prob)

    def _acts(
        self, number: int, group: Group, place: int
    ) -> Iterator[tuple[tuple[Move, ...], list[tuple[int, Array]]]]:
        """What may be done at a node, and for every edge its probability by profile, that of doing it included."""
        node = group.members[place]
        edges = range(len(node.edges))
        stage = self.tree.scenario.stages[node.position.stage] if node.edges and not group.is_end else None
        if not isinstance(stage, Decision):
            for_types = [self._for_types(group, group.prob[place, edge, 0]) for edge in edges]
            yield (), [(edge, prob) for edge, prob in zip(edges, for_types, strict=True) if prob.any()]
            return
        if group.untaken is not None:
            otherwise = [self._for_types(group, group.untaken[place, edge]) for edge in edges]
            yield (), [(edge, prob) for edge, prob in zip(edges, otherwise, strict=True) if prob.any()]
        policies = [np.exp(each[place, :, :, 0]) for each in self.exact.play.policy[number]]
        pair = [node] if node.second is None else [node, node.second]
        if len(pair) == 2 and any(one.chance < 1 for one in pair):
            raise ValueError(
                "of decisions made at once that may not come up, intended acts are not told from those done"
            )
        sides = []
        for side, one in enumerate(pair):
            decision = self.tree.scenario.stages[one.position.stage]
            assert isinstance(decision, Decision)
            name = self.tree.scenario.actors[one.actor].name
            can = np.ones(policies[side].shape, dtype=bool) if one.anchor is None else one.anchor > -np.inf
            menu = {action: self.along(one.actor, can[n]) for n, action in enumerate(one.actions)}
            moves = [Move(one.position.period, decision, name, action, menu) for action in one.actions]
            sides.append((moves, self._made(policies[side], moves, can)))
        for choice in np.ndindex(*[len(moves) for moves, _ in sides]):
            acts = tuple(sides[side][0][action] for side, action in enumerate(choice))
            doing = functools.reduce(
                np.multiply,
                [one.chance * self.along(one.actor, sides[side][1][choice[side]]) for side, one in enumerate(pair)],
            )
            chance = []
            for edge in edges:
                if len(pair) == 1:
                    prob = self._for_types(group, group.prob[place, edge, choice[0]])
                else:
                    both = group.prob[place, edge, choice[0], :, choice[1], :]
                    shape = [1] * len(self.shape)
                    for one in pair:
                        shape[one.actor] = self.shape[one.actor]
                    ordered = both if pair[0].actor < pair[1].actor else both.T
                    prob = ordered.reshape(shape)
                if prob.any():
                    chance.append((edge, prob * doing))
            yield acts, chance

    def _for_types(self, group: Group, prob: Array) -> Array:
        return self.along(group.actors[0], prob) if group.actors else np.asarray(prob).reshape([1] * len(self.shape))

    def _made(self, policy: Array, moves: Sequence[Move], can: Array) -> Array:
        """σ(a | k), or certainty where a move is forced and the type has it."""
        for force in self.forced:
            for place, move in enumerate(moves):
                if (
                    move.is_by(force.owner)
                    and move.action == force.action
                    and force.decision in (None, move.decision.name)
                    and force.first_period <= move.period <= force.last_period
                ):
                    certain = np.zeros_like(policy)
                    certain[place] = 1
                    return np.where(can[place], certain, policy)
        return policy


def _put(into: dict[Marks, Array], marks: Marks, mass: Array) -> None:
    into[marks] = into[marks] + mass if marks in into else mass


# ---- events


def _start(event: Event | None) -> Marks:
    match event:
        case Eventually() | ActionPlayed():
            return False
        case Always():
            return True
        case Within():
            return (None, False)
        case Negation():
            return _start(event.event)
        case Combination():
            return tuple(_start(each) for each in event.events)
    return None


def _after_move(event: Event | None, marks: Marks, move: Move) -> Marks:
    match event:
        case ActionPlayed():
            inside = event.window.first <= move.period <= event.window.last
            return marks or (inside and move.action == event.action and move.is_by(event.owner))
        case Negation():
            return _after_move(event.event, marks, move)
        case Combination():
            return tuple(_after_move(each, mark, move) for each, mark in zip(event.events, marks, strict=True))
    return marks


def _conditions(event: Event | None) -> Iterator[Formula]:
    match event:
        case Eventually() | Always():
            yield event.condition
        case Within():
            yield from (event.condition, event.trigger)
        case Negation():
            yield from _conditions(event.event)
        case Combination():
            for each in event.events:
                yield from _conditions(each)


def _after_end(event: Event | None, marks: Marks, period: int, holds: Mapping[int, bool]) -> Marks:
    """The marks after a period's end; `holds` has the truth of every condition by its identity."""
    match event:
        case Eventually() | Always():
            if not event.window.first <= period <= event.window.last:
                return marks
            truth = holds[id(event.condition)]
            return marks or truth if isinstance(event, Eventually) else marks and truth
        case Within():
            first, happened = marks
            if first is None and holds[id(event.trigger)]:
                first = period
            inside = first is not None and period <= first + event.num_periods
            return first, happened or (inside and holds[id(event.condition)])
        case Negation():
            return _after_end(event.event, marks, period, holds)
        case Combination():
            return tuple(_after_end(e, m, period, holds) for e, m in zip(event.events, marks, strict=True))
    return marks


def _outcome(event: Event | None, marks: Marks, num_periods: int) -> tuple[bool, bool]:
    """Whether the event happened, and whether the play counts."""
    match event:
        case None:
            return True, True
        case Within():
            first, happened = marks
            return happened, first is not None and first + event.num_periods < num_periods
        case Negation():
            happened, counts = _outcome(event.event, marks, num_periods)
            return not happened, counts
        case Combination():
            each = [_outcome(e, m, num_periods) for e, m in zip(event.events, marks, strict=True)]
            join = all if event.operator == "and" else any
            return join(happened for happened, _ in each), all(counts for _, counts in each)
    return bool(marks), True


# ---- quantities


class Numbers:
    """The exact numbers of the claims of a scenario.

    Args:
        solved: the exact equilibrium of the base (None) or a variant.
    """

    def __init__(self, scenario: Scenario, solved: Callable[[str | None], Exact]) -> None:
        self.scenario, self.solved = scenario, solved

    def statements(self) -> list[Statement]:
        return [
            parse(claim, self.scenario, lambda name: apply_on_top(self.scenario, name))
            for claim in self.scenario.claims
        ]

    def number(self, quantity: Quantity, variant: str | None = None) -> float:
        """The quantity, in the crisis or changed by a variant; not a number if its condition never holds."""
        match quantity:
            case Constant():
                return quantity.value
            case Arithmetic():
                left, right = (self.number(each, variant) for each in (quantity.left, quantity.right))
                return {"+": left + right, "-": left - right, "*": left * right}.get(quantity.operator, np.nan)
            case Under():
                return self.number(quantity.quantity, quantity.variant)
            case Value():
                return self._value(quantity, self.solved(variant))
            case Probability():
                return self._probability(quantity, self.solved(variant))
            case MoveProbability():
                return self._rate(quantity, self.solved(variant))
            case Expectation() | BeliefMean():
                return self._mean(quantity, self.solved(variant))
        raise TypeError(f"no exact number for {quantity!r}")

    def _value(self, quantity: Value, exact: Exact) -> float:
        actor = exact.tree.rules.index[quantity.actor]
        values = exact.play.value[0, exact.tree.rows(actor), 0]
        if quantity.type is None:
            return float(values @ exact.tree.rules.prior[actor])
        names = [kind.name for kind in self.scenario.actors[actor].types]
        return float(values[names.index(quantity.type)])

    def _probability(self, quantity: Probability, exact: Exact) -> float:
        ended = self._events(exact, quantity.forced, (quantity.event, quantity.given))
        num = len(exact.tree.scenario.calendar.labels)
        happened = counted = 0.0
        for (event, given), mass in ended.items():
            is_so, counts = _outcome(quantity.event, event, num)
            if counts and all(_outcome(quantity.given, given, num)):
                counted += float(mass[0].sum())
                happened += float(mass[0].sum()) * is_so
        return happened / counted if counted > 0 else float("nan")

    def _mean(self, quantity: Expectation | BeliefMean, exact: Exact) -> float:
        journey = Journey(exact, quantity.forced)
        if isinstance(quantity, BeliefMean):
            assert quantity.eyes is None
            actor = exact.tree.rules.index[quantity.actor]
            names = [kind.name for kind in exact.tree.scenario.actors[actor].types]
            row = exact.tree.first_row[actor] + names.index(quantity.type)
            window = Window(quantity.period, quantity.period)
        else:
            window = quantity.window

        def add(node: int, period: int) -> Array | float:
            if not window.first <= period <= window.last:
                return 0.0
            if isinstance(quantity, BeliefMean):
                return float(exact.play.belief(node)[row, 0])
            return journey.holds(quantity.formula, node)

        ended = self._events(exact, quantity.forced, (None, quantity.given), add)
        num = len(exact.tree.scenario.calendar.labels)
        counting = [m for (_, given), m in ended.items() if all(_outcome(quantity.given, given, num))]
        counted = sum(float(mass[0].sum()) for mass in counting)
        total = sum(float(mass[1].sum()) for mass in counting)
        return total / counted / (window.last - window.first + 1) if counted > 0 else float("nan")

    def _rate(self, quantity: MoveProbability, exact: Exact) -> float:
        journey, wanted = Journey(exact, quantity.forced), quantity.move

        def count(move: Move, node: int) -> tuple[Array, Array] | None:
            inside = wanted.window.first <= move.period <= wanted.window.last
            if not inside or not move.is_by(wanted.owner) or wanted.action not in move.menu:
                return None
            is_occasion = move.menu[wanted.action].astype(float)
            if quantity.condition is not None:
                is_occasion = is_occasion * (journey.holds(quantity.condition, node, at_end=False) != 0)
            return is_occasion * (move.action == wanted.action), is_occasion

        ended = self._events(exact, quantity.forced, (None, None), count=count)
        made, number = (sum(float(mass[place].sum()) for mass in ended.values()) for place in (1, 2))
        return made / number if number > 0 else float("nan")

    def _events(
        self,
        exact: Exact,
        forced: Sequence[ForcedMove],
        events: tuple[Event | None, ...],
        add: Callable[[int, int], Array | float] | None = None,
        count: Callable[[Move, int], tuple[Array, Array] | None] | None = None,
    ) -> dict[Marks, Array]:
        """By marks of all events at the end: probability and sums by profile of types."""
        journey = Journey(exact, forced)
        formulas = [formula for event in events for formula in _conditions(event)]

        def at_move(marks: Marks, move: Move) -> Marks:
            return tuple(_after_move(event, mark, move) for event, mark in zip(events, marks, strict=True))

        def at_end(marks: Marks, node: int, period: int) -> Iterator[tuple[Marks, Array | float]]:
            truths = [journey.holds(formula, node) != 0 for formula in formulas]
            for combination in np.ndindex(*[2] * len(formulas)):
                share: Array | float = 1.0
                for truth, wanted in zip(truths, combination, strict=True):
                    share = share * (truth == bool(wanted))
                if np.any(share):
                    holds = {id(f): bool(w) for f, w in zip(formulas, combination, strict=True)}
                    pairs = zip(events, marks, strict=True)
                    yield tuple(_after_end(event, mark, period, holds) for event, mark in pairs), share

        return journey.run(tuple(_start(event) for event in events), at_move, at_end, count, add)
