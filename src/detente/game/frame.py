"""What every part of the compiler reads: the scenario with its numbers computed, and formulas folded for a period."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.errors import Mistake, ScenarioError
from detente.game.beliefs import BeliefGrid
from detente.game.evaluate import NoValueError, Situations, evaluate
from detente.game.fold import Known, find_types, fold, has_belief, has_date
from detente.game.states import Remembered, build_space, describe_levels, find_remembered_decisions
from detente.game.tables import Row, StateSpace
from detente.scenario.constants import compute_number_values, evaluate_constant
from detente.scenario.expressions import Expression, Formula
from detente.scenario.model import Actor, Scenario
from detente.scenario.positions import Where


class Faults:
    """Mistakes found so far: of each kind at each place only the first, which names the earliest state."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Mistake] = {}

    def add(self, where: Where, kind: str, message: str) -> None:
        self._found.setdefault((str(where), kind), Mistake(where, message))

    @property
    def are_found(self) -> bool:
        return bool(self._found)

    def require_none(self) -> None:
        """Raise ScenarioError if there are any."""
        if self._found:
            raise ScenarioError(list(self._found.values()))


@dataclass(frozen=True)
class Ready:
    """A formula folded for a period, with the actors whose types it depends on.

    Args:
        number: equal trees of one frame have equal numbers, and no others.
    """

    tree: Expression
    number: int
    types: frozenset[str]
    has_belief: bool


@dataclass(frozen=True)
class _Folded:
    """A formula in every period and for every holder so far; period −1 where it does not depend on the date."""

    is_dated: bool
    ready: dict[tuple[int, str], Ready]


@dataclass(frozen=True)
class LargestPayoff:
    """A payoff term at its largest, in absolute value: when and where that is, in words."""

    amount: float
    text: str
    where: Where
    situation: str


@dataclass(frozen=True)
class Frame:
    """The scenario with its numbers computed.

    Args:
        parameters: actor -> for each of its types (actor, parameter) -> value.
        informed: indices of the actors with two or more types.
        remembered: the decisions that have a transient variable.
        largest: by actor its largest payoff term among those read so far.
        known_types: actor -> its type, at which others' payoffs are taken instead of averaging under the belief.
    """

    scenario: Scenario
    space: StateSpace
    grid: BeliefGrid
    numbers: Mapping[str, float]
    parameters: Mapping[str, tuple[Mapping[tuple[str, str], float], ...]]
    informed: tuple[int, ...]
    rows: tuple[Row, ...]
    remembered: Mapping[str, Remembered]
    faults: Faults
    largest: dict[int, LargestPayoff] = field(default_factory=dict)
    known_types: Mapping[str, str] = field(default_factory=dict)
    _folded: dict[Expression, _Folded] = field(default_factory=dict)
    _seen: dict[int, tuple[Expression, _Folded]] = field(default_factory=dict)
    _ready: dict[Expression, Ready] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Mapping[str, tuple[int, np.ndarray]]:
        variables = self.scenario.variables
        return {variable.name: (column, np.array(variable.values)) for column, variable in enumerate(variables)}

    @cached_property
    def acts(self) -> Mapping[str, tuple[int, tuple[str, ...]]]:
        return {
            name: (entry.column, tuple(action.name for action in entry.decision.actions))
            for name, entry in self.remembered.items()
        }

    @cached_property
    def single(self) -> Mapping[str, str]:
        return {actor.name: actor.types[0].name for actor in self.scenario.actors if len(actor.types) == 1}

    @cached_property
    def common_parameters(self) -> Mapping[tuple[str, str], float]:
        """Parameters that are the same for all types of their actor."""
        return {
            key: value
            for by_type in self.parameters.values()
            for key, value in by_type[0].items()
            if all(other[key] == value for other in by_type)
        }

    @cached_property
    def beliefs(self) -> Mapping[tuple[str, str], np.ndarray]:
        """(actor, type) -> public probability at every point of the product grid, for the informed actors."""
        beliefs = {}
        for position, index in enumerate(self.informed):
            actor = self.scenario.actors[index]
            probabilities = self.grid.spread(position, self.grid.probabilities(position))
            for column, entry in enumerate(actor.types):
                beliefs[actor.name, entry.name] = np.ascontiguousarray(probabilities[:, column])
        return beliefs

    def prior(self, actor: int) -> Float[np.ndarray, " type"]:
        """The prior over the types of an actor."""
        entries = self.scenario.actors[actor].types
        return np.array([evaluate_constant(entry.prior.tree, self.numbers) for entry in entries], dtype=np.float64)

    @cached_property
    def num_codes(self) -> int:
        return math.prod(map(int, self.space.sizes))

    def row_index(self, actor: int, kind: int) -> int:
        return self.rows.index(Row(actor, kind))

    def actor_index(self, name: str) -> int:
        return [actor.name for actor in self.scenario.actors].index(name)

    def describe(self, levels: Int[np.ndarray, " variable"]) -> str:
        return describe_levels(self.space, levels, len(self.scenario.variables))

    def month_and_year(self, period: int) -> tuple[int, int]:
        """Of a period; of the last one for the time after it."""
        starts = self.scenario.calendar.starts[: period + 1]
        return (starts[-1].month, starts[-1].year) if starts else (0, 0)

    def ready(self, formula: Formula, period: int, holder: str = "") -> Ready:
        """The formula folded for the period, and for states where `holder` (an actor) holds its seat."""
        # Hashing an expression walks through it, so that one that was seen before is known by its place in memory;
        # as it is kept, no other one comes to stand there.
        seen = self._seen.get(id(formula.tree))
        if seen is None:
            memo = self._folded.get(formula.tree)
            if memo is None:
                memo = self._folded[formula.tree] = _Folded(has_date(formula.tree), {})
            seen = self._seen[id(formula.tree)] = (formula.tree, memo)
        memo = seen[1]
        key = (period if memo.is_dated else -1, holder)
        if key not in memo.ready:
            month, year = self.month_and_year(period)
            known = Known(
                self.numbers, self.common_parameters, self.single, period, month, year, self._conditions(holder)
            )
            tree = fold(formula.tree, known)
            if tree not in self._ready:
                self._ready[tree] = Ready(tree, len(self._ready), find_types(tree), has_belief(tree))
            memo.ready[key] = self._ready[tree]
        return memo.ready[key]

    def _conditions(self, holder: str) -> dict[Expression, bool]:
        """Who holds the seat of `holder`, and who does not."""
        conditions = {}
        if holder:
            seat = self.scenario.actors[self.actor_index(holder)].seat
            for actor in self.scenario.actors:
                if actor.seat == seat and actor.holds_when is not None:
                    conditions[actor.holds_when.tree] = actor.name == holder
        return conditions

    def situations(
        self,
        levels: Int[np.ndarray, "state variable"],
        period: int,
        types: Mapping[str, str],
        act: str | None,
        with_beliefs: bool,
    ) -> Situations:
        """The states with everything else that formulas can depend on.

        Args:
            with_beliefs: whether a formula asks for them; their arrays are as long as the grid.
        """
        month, year = self.month_and_year(period)
        parameters: dict[tuple[str, str], float] = {}
        for actor in self.scenario.actors:
            name = types.get(actor.name, self.single.get(actor.name))
            for entry, values in zip(actor.types, self.parameters[actor.name], strict=True):
                if entry.name == name:
                    parameters |= values
        return Situations(
            levels=levels,
            columns=self.columns,
            numbers=self.numbers,
            period=period,
            month=month,
            year=year,
            parameters=parameters,
            types={**self.single, **types},
            beliefs=self.beliefs if with_beliefs else {},
            acts=self.acts,
            act=act,
        )


@dataclass(frozen=True)
class Reader:
    """Reads formulas at the states of one period, and notes what goes wrong.

    Args:
        holder: the actor that holds its seat at all states read; "" where that is open.
    """

    frame: Frame
    period: int
    holder: str = ""

    @property
    def date(self) -> str:
        labels = self.frame.scenario.calendar.labels
        return labels[self.period] if self.period < len(labels) else f"the time after {labels[-1]}"

    def ready(self, formula: Formula) -> Ready:
        return self.frame.ready(formula, self.period, self.holder)

    def values(
        self,
        formula: Formula,
        levels: Int[np.ndarray, "state variable"],
        types: Mapping[str, str] | None = None,
        act: str | None = None,
        allow_belief: bool = False,
    ) -> Float[np.ndarray, "state belief"]:
        """Values of the formula; zero where it cannot be computed, which is noted as a mistake."""
        ready, types = self.ready(formula), types or {}
        hidden = sorted(ready.types - types.keys())
        if hidden or (ready.has_belief and not allow_belief):
            what = f"the type of {hidden[0]}" if hidden else "beliefs"
            self.frame.faults.add(formula.where, "hidden", f"`{formula.text}` cannot depend on {what} here")
            return np.zeros((len(levels), 1))
        try:
            values = evaluate(ready.tree, self.frame.situations(levels, self.period, types, act, ready.has_belief))
        except NoValueError as fault:
            kind = type(fault).__name__
            self.fault(formula.where, kind, f"{fault.reason} in `{formula.text}`", levels[fault.index])
            return np.zeros((len(levels), 1))
        return values

    def holds(self, formula: Formula | None, levels: Int[np.ndarray, "state variable"]) -> Bool[np.ndarray, " state"]:
        """Where the condition is true; everywhere without one."""
        if formula is None:
            return np.ones(len(levels), dtype=bool)
        return np.asarray(self.values(formula, levels)[:, 0] != 0)

    def fault(self, where: Where, kind: str, message: str, state: Int[np.ndarray, " variable"]) -> None:
        """Note a mistake at one state of this period."""
        self.frame.faults.add(where, kind, f"{message} at {self.date} when {self.frame.describe(state)}")


def find_place(record: object, scenario: Scenario) -> Where:
    """Where a part of the scenario is written; the file's beginning where that is not known."""
    return getattr(record, "where", None) or Where(scenario.path, 1, 1, getattr(record, "name", "crisis"))


def build_frame(
    scenario: Scenario, grid: BeliefGrid | None = None, known_types: Mapping[str, str] | None = None
) -> Frame:
    """The frame of a scenario; without a belief grid it serves to count states only."""
    numbers = compute_number_values(scenario)
    remembered = find_remembered_decisions(scenario)
    informed = tuple(index for index, actor in enumerate(scenario.actors) if len(actor.types) > 1)
    num_types = tuple(len(scenario.actors[index].types) for index in informed)
    return Frame(
        scenario=scenario,
        space=build_space(scenario, remembered),
        grid=grid or BeliefGrid(num_types, (2,) * len(num_types)),
        numbers=numbers,
        parameters={actor.name: _parameters(actor, numbers) for actor in scenario.actors},
        informed=informed,
        rows=tuple(Row(index, kind) for index, actor in enumerate(scenario.actors) for kind in range(len(actor.types))),
        remembered=remembered,
        faults=Faults(),
        known_types=known_types or {},
    )


def _parameters(actor: Actor, numbers: Mapping[str, float]) -> tuple[Mapping[tuple[str, str], float], ...]:
    return tuple(
        {(actor.name, name): evaluate_constant(formula.tree, numbers) for name, formula in entry.parameters}
        for entry in actor.types
    )
