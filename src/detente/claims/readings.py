"""Formulas and moves read off recorded plays.

A formula of the state alone is evaluated once for every reachable state and looked up; one that also asks about types,
beliefs or moves is evaluated for every play.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.errors import EvaluationError
from detente.game.evaluate import NoValueError, Situations, evaluate
from detente.game.frame import Frame, build_frame
from detente.scenario.expressions import (
    ActionTest,
    Belief,
    Binary,
    Call,
    ChosenNumber,
    Expression,
    Formula,
    Number,
    Parameter,
    StateVariable,
    TypeTest,
    substitute,
)
from detente.scenario.model import Scenario, walk
from detente.simulate.moves import decides_for
from detente.simulate.paths import Paths

EQUAL_BELIEFS = 1e-9
"""Beliefs are kept as log-odds: what is 0.6 by the file may come back as 0.6000000000000001."""

_MARGINS: Mapping[str, tuple[str, int]] = {
    ">=": (">=", -1),
    ">": (">", 1),
    "<=": ("<=", 1),
    "<": ("<", -1),
    "==": ("<=", 1),
    "!=": (">", 1),
}
"""How a difference is compared with the margin, and the margin's sign, for a comparison that allows for it."""

Private = TypeTest | Parameter | Belief | ActionTest | ChosenNumber
"""What a formula can ask about that is not in the public state."""

NOT_IN_MENU = -2  # unlike −1, which stands for "no actor decided"


class Readings:
    """What can be read off the plays of one run.

    Args:
        like: readings of another run of the same crisis, on any belief grid; what follows from the scenario alone is
            theirs too.
    """

    def __init__(self, paths: Paths, like: Readings | None = None) -> None:
        self.paths = paths
        self.game = paths.game
        self.scenario = paths.game.scenario
        self.frame: Frame = build_frame(self.scenario) if like is None else like.frame
        self._discounted: Float[np.ndarray, "play actor"] | None = None

    def discounted(self) -> Float[np.ndarray, "play actor"]:
        """What every actor got in every play, discounted to the start."""
        if self._discounted is None:
            self._discounted = self.paths.discounted()
        return self._discounted

    @property
    def num_stages(self) -> int:
        """Also the index of the period's end."""
        return len(self.game.stage_names)

    def values(self, formula: Formula, period: int, stage: int) -> Float[np.ndarray, " play"]:
        """The formula in every play, at a stage or (`num_stages`) at the end of a period.

        Beliefs are those of the period's end; at a stage those of the period's start.

        Raises:
            EvaluationError: a division by zero, or a part that overflows double precision.
        """
        state = self.paths.state[:, period, stage]
        decoded = self.decode(period, stage)
        tree = with_equal_beliefs(formula.tree)
        try:
            if not any(isinstance(part, Private) for part in walk(tree)):
                by_state = evaluate(tree, self._situations(decoded, self.frame.columns, period))[:, 0]
                return np.asarray(np.broadcast_to(by_state, len(decoded))[state])
            return self._by_play(tree, period, stage, decoded[state])
        except NoValueError as error:
            date = self.scenario.calendar.labels[period]
            raise EvaluationError(f"{formula.where}: {error.reason} in `{formula.text}` at {date}") from None

    def holds(self, formula: Formula, period: int, stage: int) -> Bool[np.ndarray, " play"]:
        """Where the condition is true."""
        return np.asarray(self.values(formula, period, stage) != 0)

    def decode(self, period: int, stage: int) -> Int[np.ndarray, "state variable"]:
        """Levels of the public variables in every state that can be reached."""
        return self.game.space.decode(self.game.periods[period].codes[stage])[:, : len(self.scenario.variables)]

    def evaluate(
        self,
        tree: Expression,
        leaves: Mapping[Expression, float],
        levels: Int[np.ndarray, "state variable"],
        period: int,
    ) -> Float[np.ndarray, " state_or_1"]:
        """A formula by state (one number where the state does not matter), some of its leaves being known.

        Raises:
            NoValueError: a division by zero, or a part that overflows double precision.
        """
        known = substitute(with_equal_beliefs(tree), lambda leaf: Number(leaves[leaf]) if leaf in leaves else None)
        return np.asarray(evaluate(known, self._situations(levels, self.frame.columns, period))[:, 0])

    def _situations(
        self, levels: Int[np.ndarray, "state variable"], columns: Mapping[str, tuple[int, np.ndarray]], period: int
    ) -> Situations:
        month, year = self.frame.month_and_year(period)
        return Situations(levels, columns, self.frame.numbers, period, month, year)

    def _by_play(
        self, tree: Expression, period: int, stage: int, levels: Int[np.ndarray, "play variable"]
    ) -> Float[np.ndarray, " play"]:
        """Evaluates with a variable of its own for everything that is not in the public state."""
        columns = dict(self.frame.columns)
        extra: list[np.ndarray] = []

        def stand_in(leaf: Expression) -> Expression | None:
            if not isinstance(leaf, Private):
                return None
            name = f"#{len(extra)}"
            index, numbers = self._leaf(leaf, period, stage)
            columns[name] = (levels.shape[1] + len(extra), numbers)
            extra.append(index)
            return StateVariable(name)

        changed = substitute(tree, stand_in)
        all_levels = np.column_stack([levels, *extra])
        by_play = evaluate(changed, self._situations(all_levels, columns, period))[:, 0]
        return np.asarray(np.broadcast_to(by_play, len(levels)))

    def _leaf(
        self, leaf: Private, period: int, stage: int
    ) -> tuple[Int[np.ndarray, " play"], Float[np.ndarray, " number"]]:
        """The leaf in every play, as an index into numbers."""
        every = np.arange(self.paths.num_plays)
        if isinstance(leaf, ActionTest):
            position = self.game.stage_names.index(leaf.decision)
            wanted = self.menu_index(leaf.owner, leaf.action, period, position)
            chosen = self.paths.act[:, period, position] == wanted[self.paths.state[:, period, position]]
            return chosen.astype(np.int64), np.array([0.0, 1.0])
        if isinstance(leaf, ChosenNumber):
            return self._chosen_number(leaf, period)
        actor = self.frame.actor_index(leaf.actor)
        types = self.scenario.actors[actor].types
        if isinstance(leaf, Parameter):
            by_type = [float(values[leaf.actor, leaf.name]) for values in self.frame.parameters[leaf.actor]]
            return self._types(actor, period, stage), np.array(by_type)
        kinds = find_kinds(self.scenario, leaf)
        if isinstance(leaf, Belief):
            boundary = period + (stage == self.num_stages)
            return every, sum_of([self.paths.belief(boundary, actor, kind) for kind in kinds])
        return self._types(actor, period, stage), np.array([float(kind in kinds) for kind in range(len(types))])

    def _types(self, actor: int, period: int, stage: int) -> Int[np.ndarray, " play"]:
        """What the actor knows itself to be when the stage begins, or (`num_stages`) at the period's end."""
        return self.paths.types_at(period, stage)[:, actor].astype(np.int64)

    def _chosen_number(
        self, leaf: ChosenNumber, period: int
    ) -> tuple[Int[np.ndarray, " play"], Float[np.ndarray, " number"]]:
        """The number that was chosen in every play, as an index into all that can be; the first stands for none."""
        position = self.game.stage_names.index(leaf.decision)
        state, act = self.paths.state[:, period, position], self.paths.act[:, period, position]
        chosen = np.zeros(self.paths.num_plays, dtype=np.int64)
        for place, (action, _) in enumerate(leaf.choices, start=1):
            chosen[act == self.menu_index(leaf.owner, action, period, position)[state]] = place
        return chosen, np.array([0.0, *(number for _, number in leaf.choices)])

    def menu_index(self, owner: str, action: str, period: int, stage: int) -> Int[np.ndarray, " state"]:
        """By state of the stage: the action's place in the menu, if the owner decides there and has it."""
        index_of_state = np.full(len(self.game.periods[period].codes[stage]), NOT_IN_MENU, dtype=np.int16)
        for table in self.game.periods[period].stages[stage]:
            if table.mover < 0 or action not in table.actions:
                continue
            if decides_for(self.scenario, owner, table.name, self.scenario.actors[table.mover].name):
                index = table.actions.index(action)
                index_of_state[table.states[table.available[:, index]]] = index
        return index_of_state

    def find_choosers(self, owner: str, action: str, period: int, stage: int) -> Bool[np.ndarray, " play"]:
        """In which plays the owner decides, the decision having come up, and its type has the action."""
        states = self.paths.state[:, period, stage]
        chooses = (self.menu_index(owner, action, period, stage)[states] >= 0) & (
            self.paths.mover[:, period, stage] >= 0
        )
        for table in self.game.periods[period].stages[stage]:
            if table.anchor is not None and action in table.actions:
                can = np.ones((len(self.game.periods[period].codes[stage]), table.anchor.shape[2]), dtype=bool)
                can[table.states] = table.anchor[:, table.actions.index(action)] > -np.inf
                own = self.paths.types_at(period, stage)[:, table.mover] if can.shape[1] > 1 else 0
                chooses &= can[states, own]
        return np.asarray(chooses)


def find_kinds(scenario: Scenario, leaf: TypeTest | Belief) -> list[int]:
    """The types that a test or a belief is about."""
    (actor,) = (each for each in scenario.actors if each.name == leaf.actor)
    return [number for number, kind in enumerate(actor.types) if kind.name in (leaf.type, *leaf.others)]


def sum_of(parts: list[Float[np.ndarray, " play"]]) -> Float[np.ndarray, " play"]:
    """The sum of the beliefs in several types; one of them alone as it is."""
    return np.asarray(parts[0] if len(parts) == 1 else np.sum(parts, axis=0))


def with_equal_beliefs(tree: Expression) -> Expression:
    """The tree with comparisons of beliefs that take numbers as equal up to `EQUAL_BELIEFS`."""

    def tolerant(part: Expression) -> Expression | None:
        if not (isinstance(part, Binary) and part.operator in _MARGINS):
            return None
        if not any(isinstance(each, Belief) for each in walk(part)):
            return None
        operator, sign = _MARGINS[part.operator]
        apart: Expression = Binary("-", with_equal_beliefs(part.left), with_equal_beliefs(part.right))
        if part.operator in ("==", "!="):
            apart = Call("abs", (apart,))
        return Binary(operator, apart, Number(sign * EQUAL_BELIEFS))

    return substitute(tree, tolerant)
