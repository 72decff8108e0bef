"""A slow and independent judge of the solver: agent quantal-response equilibrium of the enumerated tree.

The tree of public histories is built straight from the scenario by plain Python: a node holds the public state and
what everybody has observed so far, and beliefs follow from the strategies along the history by Bayes. With scores y
at every (public history, type of the mover), σ = softmax(y + log η), all strategies solve jointly

    F(y) = λ Q(σ(y)) − y = 0,                                                            (1)

where Q is the exact expectation over everything that follows. Equation (1) is solved by pseudo-transient continuation
from uniform play, (1 + 1/h − λQ′) δ = F, with the derivative of the whole tree by finite differences. Nothing of
`detente.game` or `detente.solve` is used: neither grids nor interpolation, nor a compiled table.

Arrays end with a batch axis: the strategy profiles that are played out side by side.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from detente.scenario.expressions import (
    Belief,
    Expression,
    Formula,
    NamedNumber,
    Parameter,
    Situation,
    TypeTest,
    evaluate,
)
from detente.scenario.model import Action, Actor, Chance, Decision, Effect, Result, Scenario, walk

Array = NDArray[np.float64]
History = tuple[str, ...]


def numbers_of(scenario: Scenario) -> dict[str, float]:
    """The values of `numbers`, each computed after those that it mentions."""
    values: dict[str, float] = {}
    waiting = list(scenario.numbers)
    while waiting:
        entry = waiting.pop(0)
        mentioned = {part.name for part in walk(entry.formula.tree) if isinstance(part, NamedNumber)}
        if mentioned <= values.keys():
            values[entry.name] = float(evaluate(entry.formula.tree, Situation(levels={}, numbers=values, period=0)))
        else:
            waiting.append(entry)
    return values


@dataclass(frozen=True)
class Position:
    """A public state at a stage: level indices of the variables, and the acts of this period as displayed."""

    period: int
    stage: int
    levels: tuple[int, ...]
    acts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Payment:
    """Payoff units that `payee` receives at a node: a product of expressions, times a weight.

    Args:
        mover: the actor whose type is known besides the payee's own; −1 if none.
        others: actors mentioned whose types are averaged under the public belief.
        table: the amount for every type of payee, mover and others; None if it depends on the belief itself.
    """

    payee: int
    mover: int
    others: tuple[int, ...]
    trees: tuple[Expression, ...]
    situation: Situation
    weight: float
    table: Array | None = None

    def times(self, share: float) -> Payment:
        """The payment as often as the act is done."""
        table = None if self.table is None else share * self.table
        return self if share == 1 else replace(self, weight=share * self.weight, table=table)


@dataclass(frozen=True)
class Edge:
    """What everybody observes of a move (None at a period's end), its probability by action and type, what follows.

    Args:
        untaken: its probability by type together with the decision's not coming up; None if it does for sure.
    """

    observation: str | None
    prob: Array
    child: Node
    untaken: Array | None = None


@dataclass(frozen=True, eq=False)
class Node:
    """A public history. Where nobody decides there is one unnamed action.

    Args:
        actor: index of the decision maker, or of the actor whom a signal is about; −1 if none.
        payments: what each action pays. is_period_end: what follows is discounted.
        second: the decision made at once with this one, without edges; the edges here are then those of both, with
            probabilities by action and type of the first, action and type of the second.
        anchor: log of the base rates by action and type; −∞ for what a type cannot do. None: all alike.
        chance: that the decision comes up.
    """

    history: History
    position: Position
    actor: int
    actions: tuple[str, ...]
    payments: tuple[tuple[Payment, ...], ...]
    edges: tuple[Edge, ...]
    is_period_end: bool = False
    second: Node | None = None
    anchor: Array | None = None
    chance: float = 1.0


class Rules:
    """The scenario's rules of play: from a position to the node there, with everything below it."""

    def __init__(self, scenario: Scenario) -> None:
        pairs = [stage.name for stage in scenario.stages if isinstance(stage, Chance) and stage.also is not None]
        if pairs or any(actor.is_changing for actor in scenario.actors):
            raise ValueError("the twin knows types that stay, and signals about one actor; Gambit judges the others")
        self.scenario = scenario
        self.numbers = numbers_of(scenario)
        self.index = {actor.name: position for position, actor in enumerate(scenario.actors)}
        self.num_types = tuple(len(actor.types) for actor in scenario.actors)
        self.prior = tuple(np.array([self.number(t.prior) for t in actor.types]) for actor in scenario.actors)
        self.length = scenario.calendar.length
        self.patience = tuple(
            np.array([self.number(kind.patience or actor.patience) ** self.length for kind in actor.types])
            for actor in scenario.actors
        )
        self.precision = tuple(
            np.array([self.number(kind.precision or actor.precision) for kind in actor.types])
            for actor in scenario.actors
        )

    def number(self, formula: Formula) -> float:
        return float(evaluate(formula.tree, Situation(levels={}, numbers=self.numbers, period=0)))

    def situation(self, position: Position, types: Mapping[int, int] | None = None) -> Situation:
        """What expressions see at a position; `types` are the types at hand of actors with several."""
        starts = self.scenario.calendar.starts
        period = min(position.period, self.scenario.calendar.num_periods - 1)
        situation = Situation(
            levels={v.name: v.values[level] for v, level in zip(self.scenario.variables, position.levels, strict=True)},
            numbers=self.numbers,
            period=position.period,
            month=starts[period].month if starts else 0,
            year=starts[period].year if starts else 0,
            acts=dict(position.acts),
        )
        return self.with_types(situation, types or {})

    def with_types(self, situation: Situation, types: Mapping[int, int]) -> Situation:
        names: dict[str, str] = {}
        parameters: dict[tuple[str, str], float] = {}
        for place, actor in enumerate(self.scenario.actors):
            if len(actor.types) == 1 or place in types:
                chosen = actor.types[types.get(place, 0)]
                names[actor.name] = chosen.name
                parameters |= {(actor.name, name): self.number(formula) for name, formula in chosen.parameters}
        return replace(situation, types=names, parameters=parameters)

    def holds(self, formula: Formula | None, situation: Situation) -> bool:
        return formula is None or bool(evaluate(formula.tree, situation))

    def after(self, effects: tuple[Effect, ...], position: Position, situation: Situation) -> Position:
        """The position with the effects carried out in order, each seeing what the earlier ones did."""
        begun = replace(situation, levels=self.situation(position).levels)
        for effect in effects:
            seen = replace(situation, levels=self.situation(position).levels)
            if not (self.holds(effect.condition, seen) and self.holds(effect.given, begun)):
                continue
            place = next(i for i, v in enumerate(self.scenario.variables) if v.name == effect.variable)
            values = self.scenario.variables[place].values
            amount = float(evaluate(effect.amount.tree, seen))
            present = values[position.levels[place]]
            wanted = {"set": amount, "up": present + amount, "down": present - amount}[effect.kind]
            level = values.index(min(max(wanted, min(values)), max(values)))
            position = replace(position, levels=(*position.levels[:place], level, *position.levels[place + 1 :]))
        return position

    def lottery(self, results: tuple[Result, ...], situation: Situation) -> list[float]:
        """The probabilities of the results; `rest` is what the others leave."""
        given = [None if r.probability is None else float(evaluate(r.probability.tree, situation)) for r in results]
        rest = 1.0 - sum(prob for prob in given if prob is not None)
        return [rest if prob is None else prob for prob in given]

    def competing(self, results: tuple[Result, ...], chances: list[float]) -> list[float]:
        """The probabilities within a period of results that compete with constant hazards."""
        rest = next(number for number, result in enumerate(results) if result.probability is None)
        hazard = -self.length * np.log(np.maximum(chances[rest], 1e-300))
        total = sum(chances) - chances[rest]
        happens = 1 - float(np.exp(-hazard))
        return [
            1 - happens if number == rest else happens * chance / total if total else 0.0
            for number, chance in enumerate(chances)
        ]

    def anchor(self, stage: Decision, menu: list[Action], actor: int, at: Position) -> Array | None:
        """log η(action | type)."""
        kinds = range(self.num_types[actor])
        situations = [self.situation(at, {actor: kind}) for kind in kinds]
        can = np.array([[self.holds(action.when, seen) for seen in situations] for action in menu])
        rates = dict(stage.usually.rates) if stage.usually is not None else {}
        shares = np.zeros(can.shape)
        for kind, seen in enumerate(situations):
            rated = {a.name: rates.get(a.name) for a, is_there in zip(menu, can[:, kind], strict=True) if is_there}
            given = {name: float(evaluate(rate.tree, seen)) for name, rate in rated.items() if rate is not None}
            others = [name for name in rated if name not in given]
            total = sum(given.values())
            leaves = (1 - total) ** self.length if others else 0.0
            for number, action in enumerate(menu):
                if action.name in given:
                    shares[number, kind] = (1 - leaves) * given[action.name] / total
                elif action.name in others:
                    shares[number, kind] = leaves / len(others)
        with np.errstate(divide="ignore"):
            return np.log(shares) if rates or not can.all() else None

    def payment(
        self, payee: int, mover: int, trees: tuple[Expression, ...], situation: Situation, weight: float
    ) -> Payment:
        """A payment at a position; its table is filled in unless it depends on the public belief."""
        inside = tuple(part for tree in trees for part in walk(tree))
        mentioned = {self.index[part.actor] for part in inside if isinstance(part, TypeTest | Parameter)}
        others = tuple(sorted(i for i in mentioned - {payee, mover} if self.num_types[i] > 1))
        payment = Payment(payee, -1 if mover == payee else mover, others, trees, situation, weight)
        if any(isinstance(part, Belief) for part in inside):
            return payment
        return replace(payment, table=self.amounts(payment, situation))

    def amounts(self, payment: Payment, situation: Situation) -> Array:
        """The payment for every combination of types of payee, mover and others."""
        axes = (payment.payee, payment.mover, *payment.others)
        shape = tuple(1 if actor < 0 else self.num_types[actor] for actor in axes)
        table = np.zeros(shape)
        for profile in itertools.product(*map(range, shape)):
            typed = self.with_types(situation, {a: t for a, t in zip(axes, profile, strict=True) if a >= 0})
            table[profile] = payment.weight * np.prod([float(evaluate(tree, typed)) for tree in payment.trees])
        return table

    def legacy(self, actor: Actor, period: int) -> float:
        """The weight of an actor's payoffs in this period."""
        if actor.leaves is None or period < actor.leaves:
            return 1.0
        return 0.0 if actor.legacy is None else self.number(actor.legacy)

    # ---- nodes

    def root(self) -> Node:
        return self.node((), Position(0, 0, tuple(variable.start for variable in self.scenario.variables)))

    def node(self, history: History, position: Position) -> Node:
        """The node at a position, with everything that can follow; stages in which nothing happens are passed over."""
        if position.period == self.scenario.calendar.num_periods:
            raise ValueError("nothing is played after the last period")
        for number in range(position.stage, len(self.scenario.stages)):
            stage = self.scenario.stages[number]
            at = replace(position, stage=number)
            if self.scenario.is_first_of_two(number):
                both = self.scenario.stages[number : number + 2]
                taken = [
                    other
                    for other in both
                    if isinstance(other, Decision)
                    and self.holds(other.when, self.situation(at))
                    and self.occasion(other, at) > 0
                ]
                if len(taken) == 2:
                    return self.at_once(history, at)
                for other in taken:
                    return self.decision(history, replace(at, stage=number + both.index(other)), other, number + 2)
            elif not self.scenario.is_second_of_two(number) and self.holds(stage.when, self.situation(at)):
                if isinstance(stage, Decision):
                    return self.decision(history, at, stage)
                actor = -1 if stage.about is None else self.index[stage.about]
                outcomes = _Outcomes(1, max(1, self.num_types[actor] if actor >= 0 else 1))
                for kind in range(outcomes.num_types):
                    situation = self.situation(at, {actor: kind})
                    chances = self.lottery(stage.results, situation)
                    if stage.per == "time":
                        chances = self.competing(stage.results, chances)
                    for result, prob in zip(stage.results, chances, strict=True):
                        outcomes.add(result.name, self.after(result.effects, at, situation), 0, kind, prob)
                return Node(history, at, actor, ("",), ((),), self.edges(history, at, outcomes))
        return self.period_end(history, replace(position, stage=len(self.scenario.stages)))

    def decision(self, history: History, at: Position, stage: Decision, following: int | None = None) -> Node:
        """A decision of the actor that holds the seat (or moves in its own name).

        Args:
            following: the stage after it, if not the next one.
        """
        chance = self.occasion(stage, at)
        if chance == 0:
            return self.node(history, replace(at, stage=at.stage + 1 if following is None else following))
        actor, menu, found = self.menu(at, stage)
        outcomes = _Outcomes(len(menu), self.num_types[actor])
        for part in self.untaken(stage, at, actor) if chance < 1 else ():
            final = self.after(part.effects, at, self.situation(at))
            for kind, prob in enumerate(part.prob):
                outcomes.add_untaken(part.label, final, kind, (1 - chance) * prob)
        for part in found:
            final = self.after(part.effects, replace(at, acts=(*at.acts, *part.acts)), self.situation(at))
            for kind, prob in enumerate(part.prob):
                outcomes.add(part.label, final, part.action, kind, prob)
        names = tuple(action.name for action in menu)
        payments = tuple(self.act_payments(action, actor, at) for action in menu)
        edges = self.edges(history, at, outcomes, following)
        return Node(
            history, at, actor, names, payments, edges, anchor=self.anchor(stage, menu, actor, at), chance=chance
        )

    def occasion(self, stage: Decision, at: Position) -> float:
        """The probability that the decision comes up within the period."""
        if stage.comes_up is None:
            return 1.0
        rate = float(evaluate(stage.comes_up.tree, self.situation(at)))
        return 1 - (1 - rate) ** self.length

    def untaken(self, stage: Decision, at: Position, actor: int, action: int = 0) -> list[Part]:
        """What is seen if the decision does not come up: that it did not, or of a covert one its traces."""
        if not stage.is_covert:
            return [Part(action, "no occasion", (), (), (1.0,) * self.num_types[actor])]
        by_kind = [self.traces(stage, self.situation(at, {actor: kind})) for kind in range(self.num_types[actor])]
        # The state does not tell whether a hidden act is remembered as none.
        return [
            Part(
                action,
                "" if trace is None else trace.name,
                (),
                () if trace is None else trace.effects,
                tuple(traces[number][1] for traces in by_kind),
            )
            for number, (trace, _) in enumerate(by_kind[0])
        ]

    def intended(self, stage: Decision, at: Position, side: tuple[int, list[Action], list[Part]]) -> list[Part]:
        """What can come of the acts of a decision made at once with another, if it may not come up."""
        (actor, menu, found), chance = side, self.occasion(stage, at)
        if chance == 1:
            return found
        done = [replace(part, prob=tuple(chance * prob for prob in part.prob)) for part in found]
        missed = [part for number in range(len(menu)) for part in self.untaken(stage, at, actor, number)]
        return [*done, *(replace(part, prob=tuple((1 - chance) * prob for prob in part.prob)) for part in missed)]

    def menu(self, at: Position, stage: Decision) -> tuple[int, list[Action], list[Part]]:
        """Who decides, the menu, and everything that can come of it."""
        public = self.situation(at)
        holders = [a for a in self.scenario.owners(stage.owner) if a.seat is None or self.holds(a.holds_when, public)]
        (mover,) = holders
        actor = self.index[mover.name]
        by_type = [self.situation(at, {actor: kind}) for kind in range(self.num_types[actor])]
        menu = [action for action in stage.actions if any(self.holds(action.when, seen) for seen in by_type)]
        found = []
        for number, action in enumerate(menu):
            shown = action.looks_like or action.name
            acts = () if stage.is_covert else ((stage.name, shown),)
            cover = next((each for each in menu if each.name == action.looks_like), None)
            situations = [
                replace(self.situation(at, {actor: kind}), act=action.name) for kind in range(self.num_types[actor])
            ]
            lotteries = [
                [
                    (result, word, trace, p * c * q)
                    for result, p in self.results(action, s)
                    for word, c in self.words(stage, action, cover, result, s)
                    for trace, q in self.traces(stage, s)
                ]
                for s in situations
            ]
            for by_kind in zip(*lotteries, strict=True):
                result, word, trace, _ = by_kind[0]
                label = "" if stage.is_covert else shown + word
                label = label if trace is None else f"{label} {trace.name}".strip()
                effects = [each.effects for each in (action, result, trace) if each is not None]
                prob = tuple(chance for *_, chance in by_kind)
                found.append(Part(number, label, acts, tuple(itertools.chain(*effects)), prob))
        return actor, menu, found

    def at_once(self, history: History, at: Position) -> Node:
        """Two decisions of which neither knows the other, and what everybody then sees of both.

        Who decides one that may not come up intends an act, which is done if it does: values of intended acts differ
        by as much less, for which `value_of_both` makes up.
        """
        stages = [each for each in self.scenario.stages[at.stage : at.stage + 2] if isinstance(each, Decision)]
        sides = [self.menu(at, stage) for stage in stages]
        chances = [self.occasion(stage, at) for stage in stages]
        (one, first_menu, _), (two, second_menu, _) = sides
        first, second = (self.intended(stage, at, side) for stage, side in zip(stages, sides, strict=True))
        after = [[self.after_both(a, b, at) for b in second] for a in first]
        # Two moves of one side that look alike are one message if they lead to the same state whatever the other does.
        tell_first = [(a.label, *row) for a, row in zip(first, after, strict=True)]
        tell_second = [(b.label, *column) for b, column in zip(second, zip(*after, strict=True), strict=True)]
        shape = (len(first_menu), self.num_types[one], len(second_menu), self.num_types[two])
        probs: dict[tuple[object, object, Position], Array] = {}
        for (i, a), (j, b) in itertools.product(enumerate(first), enumerate(second)):
            key = tell_first[i], tell_second[j], after[i][j]
            probs.setdefault(key, np.zeros(shape))[a.action, :, b.action, :] += np.outer(a.prob, b.prob)
        edges = []
        said: set[str] = set()
        for (left, right, position), prob in probs.items():
            if prob.any():
                observation = f"{left[0] or 'unseen'} & {right[0] or 'unseen'}{self.changes(at, position)}"  # type: ignore[index]
                while observation in said:
                    observation += "'"
                said.add(observation)
                child = self.node((*history, observation), replace(position, stage=at.stage + 2))
                edges.append(Edge(observation, prob, child))
        payments = [
            tuple(tuple(p.times(chance) for p in self.act_payments(action, actor, at)) for action in menu)
            for chance, (actor, menu, _) in zip(chances, sides, strict=True)
        ]
        names = [tuple(action.name for action in menu) for menu in (first_menu, second_menu)]
        anchors = [
            self.anchor(stage, menu, actor, at)
            for stage, menu, actor in zip(stages, (first_menu, second_menu), (one, two), strict=True)
        ]
        later = replace(at, stage=at.stage + 1)
        other = Node((*history, "at once"), later, two, names[1], payments[1], (), anchor=anchors[1], chance=chances[1])
        return Node(
            history, at, one, names[0], payments[0], tuple(edges), False, other, anchor=anchors[0], chance=chances[0]
        )

    def after_both(self, one: Part, two: Part, at: Position) -> Position:
        """Effects of both on the state as it was: ups and downs add up, settings must agree."""
        begun = replace(at, acts=(*at.acts, *one.acts, *two.acts))
        alone = [self.after(part.effects, begun, self.situation(begun)) for part in (one, two)]
        levels = []
        for place, variable in enumerate(self.scenario.variables):
            took = [
                [
                    effect
                    for effect in part.effects
                    if effect.variable == variable.name
                    and self.holds(effect.condition, self.situation(begun))
                    and self.holds(effect.given, self.situation(begun))
                ]
                for part in (one, two)
            ]
            if took[0] and took[1] and all(effect.kind != "set" for effect in (*took[0], *took[1])):
                seen = self.situation(begun)
                shift = sum(
                    (1 if effect.kind == "up" else -1) * float(evaluate(effect.amount.tree, seen))
                    for effect in (*took[0], *took[1])
                )
                wanted = variable.values[at.levels[place]] + shift
                levels.append(variable.values.index(min(max(wanted, min(variable.values)), max(variable.values))))
                continue
            if took[0] and took[1]:
                assert alone[0].levels[place] == alone[1].levels[place]
            levels.append(alone[1 if took[1] else 0].levels[place])
        return replace(begun, levels=tuple(levels))

    def results(self, action: Action, situation: Situation) -> list[tuple[Result | None, float]]:
        if not action.results:
            return [(None, 1.0)]
        return list(zip(action.results, self.lottery(action.results, situation), strict=True))

    def words(
        self, stage: Decision, action: Action, cover: Action | None, result: Result | None, situation: Situation
    ) -> list[tuple[str, float]]:
        """What is said of a result after the act that is seen, and how likely each is given the result."""
        if stage.is_covert or (action.looks_like and (cover is None or not cover.results)):
            return [("", 1.0)]
        if cover is None:
            return [("" if result is None else f"/{result.name}", 1.0)]
        # A disguised act says what its cover would say: the truth where it can, lies for what is then missing.
        own = {} if not action.results else {each.name: p for each, p in self.results(action, situation) if each}
        said = {each.name: p for each, p in self.results(cover, situation) if each}
        missing = {name: max(p - own.get(name, 0.0), 0.0) for name, p in said.items()}
        lies = {name: p / (sum(missing.values()) or 1.0) for name, p in missing.items()}
        if result is None:
            return [(f"/{name}", p) for name, p in said.items()]
        truth = min(1.0, said.get(result.name, 0.0) / own[result.name]) if own[result.name] else 1.0
        return [(f"/{n}", truth * (n == result.name) + (1 - truth) * p) for n, p in lies.items()]

    def traces(self, stage: Decision, situation: Situation) -> list[tuple[Result | None, float]]:
        if not stage.traces:
            return [(None, 1.0)]
        return list(zip(stage.traces, self.lottery(stage.traces, situation), strict=True))

    def act_payments(self, action: Action, mover: int, at: Position) -> tuple[Payment, ...]:
        """What choosing the action costs the mover and gives to others."""
        situation = self.situation(at)
        owed = [] if action.costs is None else [(mover, -1.0, action.costs)]
        owed += [(self.index[receiver], 1.0, amount) for receiver, amount in action.gives]
        return tuple(
            self.payment(
                payee,
                mover,
                (formula.tree,),
                situation,
                sign
                * self.legacy(self.scenario.actors[payee], at.period)
                * (self.length if action.per == "time" else 1.0),
            )
            for payee, sign, formula in owed
        )

    def edges(
        self, history: History, at: Position, outcomes: _Outcomes, following: int | None = None
    ) -> tuple[Edge, ...]:
        """One edge for every observation: what is said of the move, and the new state."""
        found = []
        following = at.stage + 1 if following is None else following
        for (label, position), prob in outcomes.probs.items():
            untaken = outcomes.untaken.get((label, position))
            if not prob.any() and (untaken is None or not untaken.any()):
                continue
            observation = (label or "unseen") + self.changes(at, position)
            child = self.node((*history, observation), replace(position, stage=following))
            found.append(Edge(observation, prob, child, untaken))
        return tuple(found)

    def changes(self, before: Position, after: Position) -> str:
        """What has changed of the state, in words."""
        return "".join(
            f" {variable.name}={variable.levels[new]}"
            for variable, old, new in zip(self.scenario.variables, before.levels, after.levels, strict=True)
            if old != new
        )

    def period_end(self, history: History, at: Position) -> Node:
        """A period's end: wants are paid, what lasts one period goes back to its start."""
        levels = tuple(
            variable.start if variable.lasts == "period" else level
            for variable, level in zip(self.scenario.variables, at.levels, strict=True)
        )
        fresh = Position(at.period + 1, 0, levels)
        is_last = fresh.period == self.scenario.calendar.num_periods
        child = self.aftermath(history, fresh, at) if is_last else self.node(history, fresh)
        edge = Edge(None, np.ones((1, 1)), child)
        return Node(history, at, -1, ("",), (self.wants(at),), (edge,), is_period_end=True)

    def wants(self, at: Position) -> tuple[Payment, ...]:
        situation = self.situation(at)
        return tuple(
            self.payment(
                self.index[a.name],
                -1,
                (want.weight.tree, want.formula.tree),
                situation,
                self.legacy(a, at.period) * (self.length if want.per == "time" else 1.0),
            )
            for a in self.scenario.actors
            for want in a.wants
        )

    def aftermath(self, history: History, fresh: Position, last: Position) -> Node:
        """What the time after the last period is worth, in units of its first period."""
        rule = self.scenario.calendar.afterwards
        if rule == "repeats":
            payments = tuple(self.for_ever(p) for p in self.wants(last))
        elif rule == "nothing":
            payments = ()
        else:
            payments = tuple(
                self.payment(
                    self.index[name],
                    -1,
                    (formula.tree,),
                    self.situation(fresh),
                    self.legacy(self.scenario.actors[self.index[name]], fresh.period),
                )
                for name, formula in rule
            )
        return Node(history, fresh, -1, ("",), (payments,), ())

    def for_ever(self, payment: Payment) -> Payment:
        """The payment again and again, by type of the payee."""
        factor = 1.0 / (1.0 - self.patience[payment.payee])
        if payment.table is None:
            assert np.ptp(factor) == 0, "by type only what does not depend on beliefs is paid for ever"
            return replace(payment, weight=payment.weight * float(factor[0]))
        table = payment.table * factor.reshape(-1, *[1] * (payment.table.ndim - 1))
        return replace(payment, weight=payment.weight * float(factor[0]), table=table)


@dataclass(frozen=True)
class Part:
    """One result and one trace of one action: what is seen of it, the act as displayed, and P(it | type)."""

    action: int
    label: str
    acts: tuple[tuple[str, str], ...]
    effects: tuple[Effect, ...]
    prob: tuple[float, ...]


class _Outcomes:
    """P(what is observed | action, type), collected by what is observed: the words and the new state."""

    def __init__(self, num_actions: int, num_types: int) -> None:
        self.num_types = num_types
        self.shape = (num_actions, num_types)
        self.probs: dict[tuple[str, Position], Array] = {}
        self.untaken: dict[tuple[str, Position], Array] = {}

    def add_untaken(self, label: str, position: Position, kind: int, prob: float) -> None:
        self.probs.setdefault((label, position), np.zeros(self.shape))
        self.untaken.setdefault((label, position), np.zeros(self.num_types))[kind] += prob

    def add(self, label: str, position: Position, action: int, kind: int, prob: float) -> None:
        self.probs.setdefault((label, position), np.zeros(self.shape))[action, kind] += prob


@dataclass(frozen=True)
class Visit:
    """A public history in equilibrium: the node, the belief about every actor, and σ(action | type)."""

    node: Node
    beliefs: tuple[Array, ...]
    policy: Array


@dataclass
class PlayOut:
    """Values and logit targets of one or many strategy profiles (the batch axis), by one walk over the tree.

    Args:
        scores: y of every node with a choice, axes action, type, batch.
        wanted: λQ at the same nodes, filled in by the walk. visits: filled in if there is one profile only.
    """

    rules: Rules
    scores: Mapping[Node, Array]
    wanted: dict[Node, Array] = field(default_factory=dict)
    visits: dict[History, Visit] = field(default_factory=dict)

    def value(self, node: Node, beliefs: tuple[Array, ...]) -> tuple[Array, ...]:
        """For every actor its value by type, at a node with this public belief."""
        rules, actor = self.rules, node.actor
        if node.second is not None:
            return self.value_of_both(node, node.second, beliefs)
        num_batch = beliefs[0].shape[-1]
        num_kinds = rules.num_types[actor] if actor >= 0 else 1
        policy = self.policy(node, num_kinds, num_batch)
        if num_batch == 1 and not node.is_period_end and node.edges:
            self.visits[node.history] = Visit(node, tuple(b[:, 0] for b in beliefs), policy[..., 0])
        discount = [
            (patience if node.is_period_end else np.ones(len(patience)))[:, None] for patience in rules.patience
        ]
        prior = beliefs[actor] if actor >= 0 else np.ones((1, num_batch))

        own = np.zeros((len(node.actions), num_kinds, num_batch))
        otherwise = np.zeros((num_kinds, num_batch))
        values = [np.zeros((num, num_batch)) for num in rules.num_types]
        for edge in node.edges:
            likelihood = node.chance * np.einsum("ak,akn->kn", edge.prob, policy)
            if edge.untaken is not None:
                likelihood = likelihood + edge.untaken[:, None]
            joint = prior * likelihood
            total = joint.sum(axis=0)
            posterior = beliefs
            if actor >= 0:
                updated = np.where(total > 0, joint / np.where(total > 0, total, 1.0), prior)
                posterior = (*beliefs[:actor], updated, *beliefs[actor + 1 :])
            future = self.value(edge.child, posterior)
            for place in range(len(values)):
                if place == actor:
                    own += edge.prob[:, :, None] * future[place] * discount[place]
                    if edge.untaken is not None:
                        otherwise += edge.untaken[:, None] * future[place]
                else:
                    values[place] += total * future[place] * discount[place]
        for number, payments in enumerate(node.payments):
            for payment in payments:
                amount = self.amount(payment, beliefs)
                if payment.payee == actor:
                    own[number] += amount[:, 0]
                else:
                    chosen = node.chance * (prior * policy[number])[None]
                    values[payment.payee] += (amount * chosen).sum(axis=1)
        if actor >= 0:
            values[actor] = node.chance * (policy * own).sum(axis=0) + otherwise
            if len(node.actions) > 1:
                self.wanted[node] = rules.precision[actor][:, None] * own
        return tuple(values)

    def value_of_both(self, one: Node, two: Node, beliefs: tuple[Array, ...]) -> tuple[Array, ...]:
        """`value` at two decisions made at once: neither knows the other's act, nor learns from it before."""
        rules, num_batch = self.rules, beliefs[0].shape[-1]
        pair = (one, two)
        policies = [self.policy(node, rules.num_types[node.actor], num_batch) for node in pair]
        chosen = [beliefs[node.actor] * policy for node, policy in zip(pair, policies, strict=True)]
        if num_batch == 1:
            for node, policy in zip(pair, policies, strict=True):
                self.visits[node.history] = Visit(node, tuple(b[:, 0] for b in beliefs), policy[..., 0])
        own = [np.zeros(policy.shape) for policy in policies]
        values = [np.zeros((num, num_batch)) for num in rules.num_types]
        for edge in one.edges:
            joint = np.einsum("akbl,akn,bln->kln", edge.prob, *chosen)
            total = joint.sum(axis=(0, 1))
            posterior = list(beliefs)
            for axis, node in enumerate(pair):
                share = joint.sum(axis=1 - axis) / np.where(total > 0, total, 1.0)
                posterior[node.actor] = np.where(total > 0, share, beliefs[node.actor])
            product = posterior[one.actor][:, None] * posterior[two.actor]
            assert np.allclose(joint, total * product, rtol=0, atol=1e-12), "the two secrets are no longer independent"
            future = self.value(edge.child, tuple(posterior))
            own[0] += np.einsum("akbl,bln->akn", edge.prob, chosen[1]) * future[one.actor]
            own[1] += np.einsum("akbl,akn->bln", edge.prob, chosen[0]) * future[two.actor]
            for place in range(len(values)):
                if place not in (one.actor, two.actor):
                    values[place] += total * future[place]
        for side, node in enumerate(pair):
            for number, payments in enumerate(node.payments):
                for payment in payments:
                    amount = self.amount(payment, beliefs)
                    if payment.payee == node.actor:
                        own[side][number] += amount[:, 0]
                    else:
                        values[payment.payee] += (amount * chosen[side][number]).sum(axis=1)
        for node, policy, mine in zip(pair, policies, own, strict=True):
            values[node.actor] = values[node.actor] + (policy * mine).sum(axis=0)
            if len(node.actions) > 1:
                self.wanted[node] = rules.precision[node.actor][:, None] / node.chance * mine
        return tuple(values)

    def policy(self, node: Node, num_kinds: int, num_batch: int) -> Array:
        if node in self.scores:
            return anchored(node, self.scores[node])
        return np.ones((1, num_kinds, num_batch))

    def amount(self, payment: Payment, beliefs: tuple[Array, ...]) -> Array:
        """A payment's expectation by type of payee and mover, given the public belief about others."""
        num_batch = beliefs[0].shape[-1]
        if payment.table is not None:
            table = np.repeat(payment.table[..., None], num_batch, axis=-1)
        else:
            # Few profiles differ in what was done before this node, and only these in its beliefs.
            _, firsts, which = np.unique(np.concatenate(beliefs), axis=1, return_index=True, return_inverse=True)
            columns = [self.rules.amounts(payment, self.believing(payment, beliefs, first)) for first in firsts]
            table = np.stack(columns, axis=-1)[..., which.ravel()]
        for other in payment.others:
            table = np.einsum("pmo...n,on->pm...n", table, beliefs[other])
        return table

    def believing(self, payment: Payment, beliefs: tuple[Array, ...], column: int) -> Situation:
        """The payment's situation with the public belief of one profile."""
        believed = {
            (actor.name, kind.name): float(beliefs[place][number, column])
            for place, actor in enumerate(self.rules.scenario.actors)
            for number, kind in enumerate(actor.types)
        }
        return replace(payment.situation, beliefs=believed)


def anchored(node: Node, scores: Array) -> Array:
    """The policy at a node, from scores that are counted from its anchor."""
    return softmax(scores if node.anchor is None else scores + node.anchor[..., None])


def from_anchor(node: Node, policy: Array) -> Array:
    """The scores of a policy, counted from the anchor: the inverse of `anchored`."""
    scores: Array = np.log(np.maximum(policy, 1e-300))
    return scores if node.anchor is None else np.where(node.anchor > -np.inf, scores - node.anchor, 0.0)


def softmax(scores: Array) -> Array:
    """Probabilities along the first axis."""
    powers: Array = np.exp(scores - scores.max(axis=0))
    probabilities: Array = powers / powers.sum(axis=0)
    return probabilities


@dataclass(frozen=True)
class Solution:
    """The equilibrium of the tree.

    Args:
        values: (actor, type) -> expected payoff at the start.
        visits: every public history at which somebody moves or chance does.
        residual: largest |σ − softmax(λQ)| over all public histories and types.
    """

    values: Mapping[tuple[str, str], float]
    visits: Mapping[History, Visit]
    residual: float

    def at(self, *observations: str) -> Visit:
        """State, belief and policy after these observations."""
        return self.visits[observations]

    @property
    def decisions(self) -> tuple[Visit, ...]:
        """All histories at which somebody has a choice."""
        return tuple(visit for visit in self.visits.values() if len(visit.node.actions) > 1)


@dataclass(frozen=True)
class Tree:
    """The enumerated tree, with the unknown scores of all its choices as one vector."""

    rules: Rules
    root: Node
    choices: tuple[Node, ...]

    def shape(self, node: Node) -> tuple[int, int]:
        return len(node.actions), self.rules.num_types[node.actor]

    @property
    def num_scores(self) -> int:
        return sum(int(np.prod(self.shape(node))) for node in self.choices)

    def unpack(self, vector: Array) -> dict[Node, Array]:
        """The scores of every choice, from a vector with a batch axis."""
        scores, first = {}, 0
        for node in self.choices:
            size = int(np.prod(self.shape(node)))
            scores[node] = vector[first : first + size].reshape(*self.shape(node), -1)
            first += size
        return scores

    def play(self, vector: Array) -> tuple[PlayOut, tuple[Array, ...]]:
        """The tree played out under these scores, and the values at the root."""
        played = PlayOut(self.rules, self.unpack(vector))
        beliefs = tuple(np.repeat(prior[:, None], vector.shape[-1], axis=-1) for prior in self.rules.prior)
        return played, played.value(self.root, beliefs)

    def wanted(self, vector: Array) -> Array:
        """λQ(σ(y)) as a vector."""
        played, _ = self.play(vector)
        wanted = [played.wanted[node].reshape(-1, vector.shape[-1]) for node in self.choices]
        return np.concatenate([np.zeros((0, vector.shape[-1])), *wanted])


def enumerate_tree(scenario: Scenario) -> Tree:
    """All public histories of the scenario."""
    rules = Rules(scenario)
    root = rules.root()
    choices: list[Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        choices += [each for each in (node, node.second) if each is not None and len(each.actions) > 1]
        waiting.extend(edge.child for edge in node.edges)
    return Tree(rules, root, tuple(choices))


def play_by(tree: Tree, policy_at: Callable[[Visit], Array]) -> PlayOut:
    """The tree played by the policies that somebody else finds at its public histories.

    What is believed at a history follows from the policies before it, so that they are asked for round after round.
    """
    scores: dict[Node, Array] = {}
    beliefs = tuple(prior[:, None] for prior in tree.rules.prior)
    while True:
        known = {node: scores.get(node, np.zeros((*tree.shape(node), 1))) for node in tree.choices}
        played = PlayOut(tree.rules, known)
        played.value(tree.root, beliefs)
        asked = {visit.node: visit for visit in played.visits.values() if visit.node in known}
        found = {node: from_anchor(node, policy_at(visit))[..., None] for node, visit in asked.items()}
        if scores and all(
            np.abs(anchored(node, found[node]) - anchored(node, scores[node])).max() < 1e-12 for node in scores
        ):
            return played
        scores = found


def solve_tree(scenario: Scenario, tolerance: float = 1e-11) -> Solution:
    """The agent quantal-response equilibrium that play drifts to from uniform play.

    Raises:
        ArithmeticError: the residual is above the tolerance.
    """
    tree = enumerate_tree(scenario)
    vector = _continue_to_equilibrium(tree)
    played, values = tree.play(vector[:, None])
    gaps = [np.abs(anchored(n, played.scores[n]) - anchored(n, played.wanted[n])).max() for n in tree.choices]
    residual = float(max(gaps, default=0.0))
    if residual > tolerance:
        raise ArithmeticError(f"the slow twin is left with a residual of {residual:.1e}")
    named = {
        (actor.name, kind.name): float(values[place][number, 0])
        for place, actor in enumerate(scenario.actors)
        for number, kind in enumerate(actor.types)
    }
    return Solution(named, played.visits, residual)


def _continue_to_equilibrium(tree: Tree, max_steps: int = 100, nudge: float = 1e-7) -> Array:
    """Pseudo-transient continuation of (1) from uniform play."""
    size = tree.num_scores
    vector = np.zeros(size)
    step, last = 1.0, np.inf
    for _ in range(max_steps):
        columns = np.concatenate([np.zeros((size, 1)), nudge * np.eye(size)], axis=1)
        wanted = tree.wanted(vector[:, None] + columns)
        defect = wanted[:, 0] - vector
        defect_size = float(np.abs(defect).max(initial=0.0))
        if defect_size < 1e-12:
            break
        step = min(step * min(max(last / defect_size, 0.25), 10.0), 1e12) if np.isfinite(last) else step
        last = defect_size
        derivative = (wanted[:, 1:] - wanted[:, :1]) / nudge
        vector = vector + np.linalg.solve((1 + 1 / step) * np.eye(size) - derivative, defect)
    return vector
