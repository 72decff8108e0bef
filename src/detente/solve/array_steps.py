"""Steps backwards on arrays (JAX): every operation at all nodes of a block together."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from detente.game.memory import NODES_PER_BLOCK
from detente.game.tables import Game, StageTable
from detente.solve import simultaneous, stage
from detente.solve.equilibrium import LogPolicy
from detente.solve.layout import line_of, outcomes_of, pair_outcomes_of, plane_of
from detente.solve.meetings import Meeting
from detente.solve.method import Method
from detente.solve.one_mover import ON_ARRAYS
from detente.solve.steps import Concluded, NodeScores, Precision, StateScores, Values
from detente.solve.two_movers import TWO_ON_ARRAYS


class ArraySteps:
    """Steps on arrays."""

    is_first_use = False

    def __init__(self, game: Game, largest_stage: int) -> None:
        self._game = game
        self._lines = [line_of(game, informed) for informed in range(len(game.informed))]
        self._size = states_per_block(game, largest_stage)
        self._outcomes: dict[int, tuple[StageTable, dict[int, stage.Outcomes]]] = {}

    def parts(self, num_states: int) -> list[slice]:
        return [slice(first, min(first + self._size, num_states)) for first in range(0, num_states, self._size)]

    def uninformed(
        self, table: StageTable, part: slice, values: Values, precision: Precision
    ) -> tuple[LogPolicy, Float[np.ndarray, "state row belief"]]:
        filled, row = np.resize(precision, self._size), self._game.first_row(max(table.mover, 0))
        log_policy, before = stage.uninformed_step(jnp.asarray(values), self._block(table, part), row, filled)
        num_states = part.stop - part.start
        return np.asarray(log_policy)[:num_states], np.asarray(before)[:num_states]

    def prepared(self, table: StageTable, part: slice, values: Values, precision: Precision) -> ArrayBlock:
        line, outcomes = self._lines[table.informs], self._block(table, part)
        first_row = self._game.first_row(self._game.informed[table.informs])
        filled = np.resize(precision, self._size)
        prepared = stage.prepare(jnp.asarray(values), outcomes, line, first_row, filled)
        return ArrayBlock(stage, prepared, line, first_row, ON_ARRAYS, part.stop - part.start, self._size)

    def prepared_pair(
        self, meeting: Meeting, part: slice, values: Values, precision: tuple[Precision, Precision]
    ) -> ArrayBlock:
        first, second = (table.mover for table in meeting.tables)
        plane = plane_of(self._game, first, second)
        outcomes = pair_outcomes_of(meeting, part.start, self._size)
        first_rows = (self._game.first_row(first), self._game.first_row(second))
        filled = (np.resize(precision[0], self._size), np.resize(precision[1], self._size))
        prepared = simultaneous.prepare(jnp.asarray(values), outcomes, plane, first_rows, filled)
        return ArrayBlock(simultaneous, prepared, plane, first_rows, TWO_ON_ARRAYS, part.stop - part.start, self._size)

    def _block(self, table: StageTable, part: slice) -> stage.Outcomes:
        """A block of a table, its states repeated to fill it up; kept while the table repeats."""
        kept = self._outcomes.get(id(table))
        if kept is None:
            others = {key: value for key, value in self._outcomes.items() if value[0].name != table.name}
            kept = (table, {})
            self._outcomes = others | {id(table): kept}
        if part.start not in kept[1]:
            kept[1][part.start] = outcomes_of(table, part.start, self._size)
        return kept[1][part.start]


class ArrayBlock(NamedTuple):
    """A block of one mover or two; its states are repeated to fill up its size.

    Args:
        step: `stage` or `simultaneous`, whose functions take the others. layout: where the beliefs lie.
        first_rows: the row of the mover's first type, or of either's.
    """

    step: Any
    prepared: stage.InformedStage | simultaneous.PairStage
    layout: stage.Line | simultaneous.Plane
    first_rows: int | tuple[int, int]
    method: Method
    num_states: int
    size: int

    @property
    def nodes(self) -> Any:
        return self.prepared.nodes

    def to_nodes(self, scores: StateScores) -> NodeScores:
        places = np.resize(np.arange(self.num_states), self.size)
        return np.asarray(self.step.to_nodes(jnp.asarray(scores[:, :, places]), self.layout))

    def from_nodes(self, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        return np.asarray(self.step.from_nodes(jnp.asarray(found), self.layout))[: self.num_states]

    def concluded(self, scores: Any) -> Concluded:
        found = self.step.conclude(self.prepared, jnp.asarray(scores), self.layout, self.first_rows)
        own = slice(self.num_states)
        return Concluded(
            tuple(np.asarray(policy)[own] for policy in found.log_policies),
            np.asarray(found.values)[own],
            np.asarray(found.residual)[own],
            np.asarray(found.scores)[:, :, own],
        )


def states_per_block(game: Game, largest_stage: int) -> int:
    """States that array steps take at a time: a power of two, so that few shapes are compiled."""
    most = max(1, power_of_two(1 + NODES_PER_BLOCK // game.grid.size) // 2)
    return min(power_of_two(largest_stage), most)


def power_of_two(number: int) -> int:
    """The smallest power of two that is not below the number."""
    return 1 << (number - 1).bit_length()
