"""Which public states can be reached, stage by stage, and the moves there.

Forward from the start, one (period, stage) after the other; a state is reached if some type of some mover, whatever
its prior, can bring it about. Stages whose formulas are the same as in an earlier period share that period's moves
where they share its states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from jaxtyping import Int

from detente.errors import Mistake, ScenarioError
from detente.game.at_once import build_pair_moves
from detente.game.frame import Frame, Reader, find_place
from detente.game.messages import Moves
from detente.game.moves import build_stage_moves
from detente.game.states import back_to_start
from detente.game.tables import Game
from detente.scenario.expressions import Formula
from detente.scenario.model import Decision, Scenario, Stage, list_formulas

Codes = Int[np.ndarray, " _"]


@dataclass(frozen=True)
class Limits:
    """When a crisis counts as too large.

    Args:
        states: of one stage. bytes: in all; default: what the machine has. seconds: of solving, as estimated.
    """

    states: int = 200_000
    bytes: int | None = None
    seconds: float = 86_400.0


@dataclass(frozen=True)
class StateSet:
    """Some states in increasing order of their codes. Equal sets have equal numbers, and no others."""

    number: int
    codes: Codes


@dataclass(frozen=True)
class StageMoves:
    """The tables of one stage. Stages with the same number share them, and no others."""

    number: int
    tables: tuple[Moves, ...]


@dataclass(frozen=True)
class ReachedPeriod:
    """The states before every stage and at the period's end, and the moves of every stage."""

    states: tuple[StateSet, ...]
    stages: tuple[StageMoves, ...]

    def codes(self) -> tuple[Codes, ...]:
        """The states as codes, stage by stage and last at the period's end."""
        return tuple(states.codes for states in self.states)


@dataclass(frozen=True)
class Reached:
    """All reachable states. final: after the last period."""

    periods: tuple[ReachedPeriod, ...]
    final: StateSet


def reach(frame: Frame, limits: Limits, also: Game | None = None) -> Reached:
    """All reachable states and the moves at them.

    Args:
        also: a game with the same state space, whose states count as reachable.

    Raises:
        ScenarioError: a stage has more states than the limit.
    """
    return _Walker(frame, limits, also).walk()


class _Walker:
    def __init__(self, frame: Frame, limits: Limits, also: Game | None) -> None:
        self.frame = frame
        self.limits = limits
        self.also = also
        self._formulas = [tuple(_formulas_of(frame.scenario, stage)) for stage in frame.scenario.stages]
        self._stages: dict[tuple[object, ...], tuple[tuple[StageMoves, ...], StateSet]] = {}
        self._num_stages = 0
        self._state_sets: dict[bytes, StateSet] = {}

    def walk(self) -> Reached:
        frame, scenario = self.frame, self.frame.scenario
        if frame.num_codes > 2**62:
            raise ScenarioError([too_many_combinations(frame)])
        start = [[variable.start for variable in scenario.variables] + [0] * len(frame.remembered)]
        states = self._state_set(frame.space.encode(np.array(start, dtype=np.int64)))
        if scenario.calendar.is_endless:
            return self._walk_for_ever(states)
        periods = []
        for period in range(scenario.calendar.num_periods):
            reached, states = self._period(period, states)
            periods.append(reached)
        if self.also is not None:
            states = self._state_set(np.union1d(states.codes, self.also.final_codes))
        return Reached(tuple(periods), states)

    def _walk_for_ever(self, start: StateSet) -> Reached:
        """The first period from the start alone, and all others from every state that can ever be reached."""
        first, states = self._period(0, start)
        states = self._state_set(np.union1d(start.codes, states.codes))
        while True:
            later, after = self._period(1, states)
            union = self._state_set(np.union1d(states.codes, after.codes))
            if union.number == states.number:
                break
            states = union
        return Reached((first, *[later] * (self.frame.scenario.calendar.num_periods - 1)), states)

    def _period(self, period: int, states: StateSet) -> tuple[ReachedPeriod, StateSet]:
        """A period that begins at some states, and the states that the next one begins at."""
        frame, scenario = self.frame, self.frame.scenario
        reader = Reader(frame, period)
        before: list[StateSet] = []
        stages: list[StageMoves] = []
        for index in range(len(scenario.stages)):
            if scenario.is_second_of_two(index):
                continue
            states = self._with_others(states, period, index)
            moves, after = self._stage(reader, index, states)
            before += [states] * len(moves)
            stages += moves
            states = after
        states = self._with_others(states, period, len(scenario.stages))
        before.append(states)
        after_end = self._state_set(np.unique(compute_next_codes(frame, period, states.codes)))
        return ReachedPeriod(tuple(before), tuple(stages)), after_end

    def _with_others(self, states: StateSet, period: int, index: int) -> StateSet:
        """The states of one (period, stage) with those of the other game."""
        if self.also is None:
            return states
        return self._state_set(np.union1d(states.codes, self.also.periods[period].codes[index]))

    def _stage(self, reader: Reader, index: int, states: StateSet) -> tuple[tuple[StageMoves, ...], StateSet]:
        """The moves of a stage, or of the two that are made at once, and the states afterwards."""
        is_pair = self.frame.scenario.is_first_of_two(index)
        key = (index, states.number, *build_stage_key(reader, self._formulas[index]))
        if is_pair:
            key = (*key, *build_stage_key(reader, self._formulas[index + 1]))
        if key not in self._stages:
            tables: tuple[tuple[Moves, ...], ...]
            if is_pair:
                tables = build_pair_moves(reader, index, states.codes)
            else:
                tables = (build_stage_moves(reader, self.frame.scenario.stages[index], index, states.codes),)
            after = np.unique(np.concatenate([table.successors for table in tables[-1]]))
            if len(after) > self.limits.states:
                _note_too_many_states(reader, index, after, self.limits.states)
                self.frame.faults.require_none()
            self._stages[key] = tuple(map(self._numbered, tables)), self._state_set(after)
        return self._stages[key]

    def _numbered(self, tables: tuple[Moves, ...]) -> StageMoves:
        """The tables of a stage with the next number."""
        self._num_stages += 1
        return StageMoves(self._num_stages - 1, tables)

    def _state_set(self, codes: Codes) -> StateSet:
        """One object for equal sets of states."""
        return self._state_sets.setdefault(codes.tobytes(), StateSet(len(self._state_sets), codes))


def _formulas_of(scenario: Scenario, stage: Stage) -> Iterator[Formula]:
    """All formulas that the tables of a stage depend on."""
    yield from list_formulas(stage)
    if isinstance(stage, Decision):
        yield from list_formulas(tuple(actor.holds_when for actor in scenario.movers(stage)))


def compute_next_codes(frame: Frame, period: int, codes: Codes) -> Codes:
    """For every state at a period's end the state after it.

    If the last period repeats for ever, what lasts one period stays as it is after that one: it repeats too.
    """
    calendar = frame.scenario.calendar
    is_last = period + 1 == calendar.num_periods and not calendar.is_endless
    if is_last and calendar.afterwards == "repeats":
        return codes
    return frame.space.encode(back_to_start(frame.space.decode(codes), frame.scenario))


def build_stage_key(reader: Reader, formulas: Iterable[object]) -> tuple[int, ...]:
    """What is left of the formulas in this period, as numbers that are equal where that is."""
    return tuple(reader.ready(formula).number for formula in list_formulas(tuple(formulas)))


def check_use(frame: Frame, reached: Reached) -> None:
    """Note the stages that never take place, and the actions that are never in a menu."""
    scenario = frame.scenario
    for index, stage in enumerate(scenario.stages):
        tables = [table for period in reached.periods for table in period.stages[index].tables if table.name]
        if not tables:
            message = f"{stage.name} never takes place: its `when` is true in no reachable state"
            frame.faults.add(find_place(stage, scenario), "never", message)
        elif isinstance(stage, Decision):
            ever = np.any([table.available.any(axis=0) for table in tables], axis=0)
            for action, is_used in zip(stage.actions, ever, strict=True):
                # A rule may leave acts out, and say what to do where play never gets.
                if not is_used and not stage.rule:
                    message = f"{action.name} is never in the menu of {stage.name} in any reachable state"
                    frame.faults.add(find_place(action, scenario), "never", message)


def too_many_combinations(frame: Frame) -> Mistake:
    """The mistake of a state space that has no codes left."""
    space = frame.space
    widest = int(np.argmax(space.sizes))
    message = (
        f"the {len(space.names)} variables have {Decimal(frame.num_codes):.1e} combinations of levels, too many to "
        f"enumerate; the largest is {space.names[widest]} with {space.sizes[widest]} levels"
    )
    return Mistake(find_place(_owner(frame, widest), frame.scenario), message)


def _note_too_many_states(reader: Reader, index: int, codes: Codes, limit: int) -> None:
    frame = reader.frame
    column, message = find_largest_variables(frame, codes, limit)
    stage = frame.scenario.stages[index].name
    message = f"after {stage} at {reader.date} there are {len(codes):,} states, more than {limit:,}; {message}"
    frame.faults.add(find_place(_owner(frame, column), frame.scenario), "states", message)


def find_largest_variables(frame: Frame, codes: Codes, limit: int) -> tuple[int, str]:
    """Which variables multiply the states, and the least change that would keep them within the limit.

    Returns:
        the column of the variable to change, and the advice in words.
    """
    levels = frame.space.decode(codes)
    without = []
    for column in range(len(frame.space.names)):
        frozen = levels.copy()
        frozen[:, column] = 0
        without.append(len(np.unique(frame.space.encode(frozen))))
    order = sorted(range(len(without)), key=lambda column: without[column])
    counts = ", ".join(f"{frame.space.names[column]} × {len(codes) / without[column]:.2g}" for column in order[:6])
    enough = [column for column in order if without[column] <= limit]
    # Among the variables whose absence is enough, the one that costs least to give up.
    chosen = max(enough, key=lambda column: without[column]) if enough else order[0]
    name = frame.space.names[chosen]
    return chosen, f"what multiplies: {counts}. Without {name} there would be {without[chosen]:,}"


def _owner(frame: Frame, column: int) -> object:
    """The variable or decision in that column of the state."""
    variables = frame.scenario.variables
    if column < len(variables):
        return variables[column]
    return list(frame.remembered.values())[column - len(variables)].decision
