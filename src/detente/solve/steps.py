"""The two ways to take a step backwards: on arrays, or by the kernel (docs/decisions/0011).

Both solve blocks of a table's states, and both give the same answers to the last few digits. *On arrays* every
operation passes over a whole block, as accelerators want it; blocks are filled up to one size, so that a shape is
compiled once. *By the kernel* nodes are solved eight at a time by a program that is compiled once for all shapes, as
processors want it.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from detente.game.memory import NODES_PER_BLOCK
from detente.game.tables import Game, StageTable
from detente.native import plain
from detente.solve import stage
from detente.solve.equilibrium import LogPolicy
from detente.solve.kernel.compiled import compiled, is_first_use
from detente.solve.kernel.nodes import KernelNodes, by_node
from detente.solve.kernel.plan import Sizes, plan_of
from detente.solve.kernel.stage import Block, Judged, Line, Tables
from detente.solve.layout import line_of, outcomes_of

Values = Float[Array, "next_state row belief"] | Float[np.ndarray, "next_state row belief"]
StateScores = Float[np.ndarray, "action type state belief"]
NodeScores = Float[np.ndarray, "action type node"]
Precision = Float[np.ndarray, " state"]


class Concluded(NamedTuple):
    """What follows from the scores of a block: policies, values before the move, residuals, and the scores again."""

    log_policy: LogPolicy
    values: Float[np.ndarray, "state row belief"]
    residual: Float[np.ndarray, "state belief"]
    scores: StateScores


FIRST_USE = "Compiling the solver (once)"
"""What progress is told before a solve that begins with that."""


@runtime_checkable
class Steps(Protocol):
    """A way to take a step backwards. A part is a slice of a table's states; one block.

    Args:
        is_first_use: its program has to be compiled before anything else.
    """

    is_first_use: bool

    def parts(self, num_states: int) -> list[slice]:
        """The blocks of a table."""

    def uninformed(
        self, table: StageTable, part: slice, values: Values, mover_row: int, precision: Precision
    ) -> tuple[LogPolicy, Float[np.ndarray, "state row belief"]]:
        """Policy and values before a move, or a chance, that says nothing about anybody's type."""

    def prepared(self, table: StageTable, part: slice, values: Values, first_row: int, precision: Precision) -> Any:
        """A block of an informed move; has `nodes` to be solved. first_row: the row of the mover's first type."""

    def to_nodes(self, block: Any, scores: StateScores) -> NodeScores:
        """From states and beliefs to nodes."""

    def from_nodes(self, block: Any, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        """Its inverse."""

    def concluded(self, block: Any, scores: Any) -> Concluded:
        """What follows from the scores that were found for the nodes."""


def steps_for(game: Game, largest_stage: int) -> Steps:
    """The way that suits this machine.

    Args:
        largest_stage: states of the largest stage.
    """
    if jax.default_backend() == "cpu":
        return KernelSteps(game)
    return ArraySteps(game, largest_stage)


class ArraySteps:
    """Steps on arrays."""

    is_first_use = False

    def __init__(self, game: Game, largest_stage: int) -> None:
        self._lines = [line_of(game, informed) for informed in range(len(game.informed))]
        self._size = states_per_block(game, largest_stage)
        self._outcomes: dict[int, tuple[StageTable, dict[int, stage.Outcomes]]] = {}

    def parts(self, num_states: int) -> list[slice]:
        return [slice(first, min(first + self._size, num_states)) for first in range(0, num_states, self._size)]

    def uninformed(
        self, table: StageTable, part: slice, values: Values, mover_row: int, precision: Precision
    ) -> tuple[LogPolicy, Float[np.ndarray, "state row belief"]]:
        filled = np.resize(precision, self._size)
        log_policy, before = stage.uninformed_step(jnp.asarray(values), self._block(table, part), mover_row, filled)
        num_states = part.stop - part.start
        return np.asarray(log_policy)[:num_states], np.asarray(before)[:num_states]

    def prepared(
        self, table: StageTable, part: slice, values: Values, first_row: int, precision: Precision
    ) -> ArrayBlock:
        line, outcomes = self._lines[table.informs], self._block(table, part)
        filled = np.resize(precision, self._size)
        prepared = stage.prepare(jnp.asarray(values), outcomes, line, first_row, filled)
        return ArrayBlock(prepared, line, first_row, part.stop - part.start)

    def to_nodes(self, block: ArrayBlock, scores: StateScores) -> NodeScores:
        places = np.resize(np.arange(block.num_states), self._size)
        return np.asarray(stage.to_nodes(jnp.asarray(scores[:, :, places]), block.line))

    def from_nodes(self, block: ArrayBlock, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        return np.asarray(stage.from_nodes(jnp.asarray(found), block.line))[: block.num_states]

    def concluded(self, block: ArrayBlock, scores: Any) -> Concluded:
        found = stage.conclude(block.stage, jnp.asarray(scores), block.line, block.first_row)
        log_policy, values, residual, by_state = (np.asarray(each) for each in found)
        own = slice(block.num_states)
        return Concluded(log_policy[own], values[own], residual[own], by_state[:, :, own])

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
    """A prepared block of `ArraySteps`."""

    stage: stage.InformedStage
    line: stage.Line
    first_row: int
    num_states: int

    @property
    def nodes(self) -> Any:
        return self.stage.nodes


class KernelSteps:
    """Steps by the kernel."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._lines = [_kernel_line(game, informed) for informed in range(len(game.informed))]
        self._tables: dict[int, tuple[StageTable, Tables]] = {}
        self._cores = os.cpu_count() or 1
        self.is_first_use = is_first_use()
        compiled()  # by one thread, before several ask for it

    def parts(self, num_states: int) -> list[slice]:
        size = max(1, min(NODES_PER_BLOCK // self._game.grid.size, -(-num_states // self._cores)))
        return [slice(first, min(first + size, num_states)) for first in range(0, num_states, size)]

    def uninformed(
        self, table: StageTable, part: slice, values: Values, mover_row: int, precision: Precision
    ) -> tuple[LogPolicy, Float[np.ndarray, "state row belief"]]:
        num_states, num_beliefs = part.stop - part.start, self._game.grid.size
        log_policy = np.empty((num_states, num_beliefs, table.payoff.shape[1], 1), dtype=np.float32)
        before = np.empty((num_states, *np.shape(values)[1:]))
        tables, block = self._tables_of(table), Block(part.start, num_states)
        compiled().uninformed(
            tables, block, np.asarray(values), precision, mover_row, table.is_overt, log_policy, before
        )
        return log_policy, before

    def prepared(
        self, table: StageTable, part: slice, values: Values, first_row: int, precision: Precision
    ) -> KernelBlock:
        game, informed = self._game, table.informs
        num_states, (_, num_actions, num_messages, num_types) = part.stop - part.start, table.message_prob.shape
        num_nodes = num_states * game.grid.size
        plan = plan_of(
            Sizes(
                num_actions=num_actions,
                num_messages=num_messages,
                num_types=num_types,
                num_axes=num_types - 1,
                num_points=game.grid.num_points[informed],
                num_places=num_nodes,
                limit=float(game.grid.limit),
                is_overt=table.is_overt,
            )
        )
        line = self._lines[informed]._replace(first_row=first_row)
        rows = np.empty((num_nodes, plan.given.end))
        own_table = np.empty(num_messages * num_nodes * num_types * 2**plan.size.num_axes)
        block, tables, values = Block(part.start, num_states), self._tables_of(table), np.asarray(values)
        compiled().prepare(plan, tables, block, line, values, precision, rows, own_table)
        return KernelBlock(KernelNodes(plan, rows, own_table), tables, block, line, values)

    def to_nodes(self, block: KernelBlock, scores: StateScores) -> NodeScores:
        line = block.line
        split = scores.reshape(*scores.shape[:-1], line.before, line.points, line.after)
        return np.swapaxes(split, -1, -2).reshape(*scores.shape[:2], -1)

    def from_nodes(self, block: KernelBlock, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        return np.asarray(self._by_state(block, found))

    def concluded(self, block: KernelBlock, scores: Any) -> Concluded:
        nodes, found = block.nodes, by_node(scores)
        size, num_nodes = nodes.plan.size, len(found)
        judged = Judged(
            np.empty(found.shape),
            np.empty(found.shape),
            np.empty((num_nodes, size.num_messages * size.num_axes)),
            np.empty((num_nodes, size.num_types)),
            np.empty(num_nodes),
        )
        compiled().judge(nodes.plan, nodes.rows, nodes.table, found, judged)
        num_states, num_beliefs = block.block.num, self._game.grid.size
        shape = (num_states, num_beliefs, size.num_actions, size.num_types)
        log_policy, residual = np.empty(shape, dtype=np.float32), np.empty((num_states, num_beliefs))
        before = np.empty((num_states, *block.values.shape[1:]))
        compiled().spread(
            nodes.plan, block.tables, block.block, block.line, block.values, judged, log_policy, before, residual
        )
        by_state = self._by_state(block, np.asarray(scores))
        return Concluded(log_policy, before, residual, by_state)

    def _by_state(self, block: KernelBlock, found: np.ndarray) -> np.ndarray:
        line, lead = block.line, found.shape[:-1]
        split = found.reshape(*lead, block.block.num, line.before, line.after, line.points)
        return np.swapaxes(split, -1, -2).reshape(*lead, block.block.num, -1)

    def _tables_of(self, table: StageTable) -> Tables:
        """A table as the kernel takes it; kept while it repeats."""
        kept = self._tables.get(id(table))
        if kept is None:
            kept = (table, kernel_tables(table))
            self._tables = {key: value for key, value in self._tables.items() if value[0].name != table.name}
            self._tables[id(table)] = kept
        return kept[1]


class KernelBlock(NamedTuple):
    """A prepared block of `KernelSteps`."""

    nodes: KernelNodes
    tables: Tables
    block: Block
    line: Line
    values: np.ndarray


def _kernel_line(game: Game, informed: int) -> Line:
    """The line of an informed actor, but for its first row."""
    grid = game.grid
    return Line(
        before=int(np.prod(grid.sizes[:informed])),
        points=grid.sizes[informed],
        after=int(np.prod(grid.sizes[informed + 1 :])),
        first_row=0,
        log_odds=np.ascontiguousarray(grid.log_odds(informed).T),
        belief=np.ascontiguousarray(grid.probabilities(informed)),
    )


def kernel_tables(table: StageTable) -> Tables:
    """Arrays of one kind each, so that the kernel is compiled for one kind alone."""
    extra = table.belief_payoff
    message_prob = np.zeros((0, 0, 0, 0))
    if not table.is_overt:
        message_prob = table.message_prob * table.available[:, :, None, None]
    return Tables(
        available=plain(table.available, np.bool_),
        payoff=plain(table.payoff, np.float64),
        belief_rows=plain(np.zeros(0) if extra is None else extra.rows, np.int64),
        belief_payoff=plain(np.zeros((0, 0, 0, 0, 0)) if extra is None else extra.values, np.float64),
        message_prob=plain(message_prob, np.float64),
        branch_prob=plain(table.branch_prob, np.float64),
        branch_state=plain(table.branch_state, np.int64),
    )


def states_per_block(game: Game, largest_stage: int) -> int:
    """States that array steps take at a time: a power of two, so that few shapes are compiled."""
    most = max(1, power_of_two(1 + NODES_PER_BLOCK // game.grid.size) // 2)
    return min(power_of_two(largest_stage), most)


def power_of_two(number: int) -> int:
    """The smallest power of two that is not below the number."""
    return 1 << (number - 1).bit_length()
