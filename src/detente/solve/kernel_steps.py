"""Steps backwards by the kernel (`solve/kernel/`): eight nodes at a time, one program for all shapes."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from detente.game.memory import NODES_PER_BLOCK
from detente.game.tables import Game, StageTable
from detente.native import plain
from detente.solve.equilibrium import LogPolicy
from detente.solve.kernel.compiled import compiled, is_first_use
from detente.solve.kernel.nodes import KernelNodes, KernelPairNodes, by_node
from detente.solve.kernel.pair import pair_plan_of
from detente.solve.kernel.pair_stage import Outcome, Plane
from detente.solve.kernel.plan import Sizes, plan_of
from detente.solve.kernel.stage import Judged, Line, Part, Tables
from detente.solve.meetings import Meeting
from detente.solve.method import Method
from detente.solve.one_mover import BY_KERNEL
from detente.solve.steps import Concluded, NodeScores, Precision, StateScores, Values
from detente.solve.two_movers import TWO_BY_KERNEL

PADDING = 4
"""Numbers behind a table of continuations, as they are read in fours."""


class KernelSteps:
    """Steps by the kernel."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._lines = [_line_of(game, informed) for informed in range(len(game.informed))]
        self._tables: dict[int, tuple[StageTable, Tables]] = {}
        self._cores = os.cpu_count() or 1
        self.is_first_use = is_first_use(*_entrances(game))

    def parts(self, num_states: int) -> list[slice]:
        size = max(1, min(NODES_PER_BLOCK // self._game.grid.size, -(-num_states // self._cores)))
        return [slice(first, min(first + size, num_states)) for first in range(0, num_states, size)]

    def uninformed(
        self, table: StageTable, part: slice, values: Values, precision: Precision
    ) -> tuple[LogPolicy, Float[np.ndarray, "state row belief"]]:
        num_states, num_beliefs = part.stop - part.start, self._game.grid.size
        log_policy = np.empty((num_states, num_beliefs, table.payoff.shape[1], 1), dtype=np.float32)
        before = np.empty((num_states, *np.shape(values)[1:]))
        row = self._game.first_row(max(table.mover, 0))
        tables, block = self._tables_of(table), Part(part.start, num_states)
        compiled().uninformed(tables, block, np.asarray(values), precision, row, table.is_overt, log_policy, before)
        return log_policy, before

    def prepared(self, table: StageTable, part: slice, values: Values, precision: Precision) -> KernelBlock:
        num_states = part.stop - part.start
        num_nodes = num_states * self._game.grid.size
        size = self._size_of(table, num_nodes)
        plan, line = plan_of(size), self._lines[table.informs]
        rows = np.empty((num_nodes, plan.given.end))
        own_table = np.empty(size.num_messages * num_nodes * size.num_types * 2**size.num_axes)
        block, tables, values = Part(part.start, num_states), self._tables_of(table), np.asarray(values)
        compiled().prepare(plan, tables, block, line, values, precision, rows, own_table)
        return KernelBlock(KernelNodes(plan, rows, own_table), tables, block, line, values, self._game.grid.size)

    def prepared_pair(
        self, meeting: Meeting, part: slice, values: Values, precision: tuple[Precision, Precision]
    ) -> KernelPairBlock:
        game, num_states = self._game, part.stop - part.start
        num_nodes = num_states * game.grid.size
        first, second = (self._size_of(table, num_nodes) for table in meeting.tables)
        plan = pair_plan_of((first, second))
        plane = _plane_of(game, (meeting.tables[0].mover, meeting.tables[1].mover))
        rows = np.empty((num_nodes, plan.given.end))
        pairs, num_rows = first.num_messages * second.num_messages, first.num_types + second.num_types
        table = np.zeros(pairs * num_nodes * num_rows * 2 ** (num_rows - 2) + PADDING)
        tables = (kernel_tables(meeting.tables[0]), kernel_tables(meeting.tables[1]))
        # The stage may have more messages than these two tables.
        branches = [
            each[:, : first.num_messages, : second.num_messages].reshape(len(each), pairs, -1)
            for each in (meeting.joint.branch_prob, meeting.joint.branch_state)
        ]
        outcome = Outcome(plain(branches[0], np.float64), plain(branches[1], np.int64))
        block, values = Part(part.start, num_states), np.asarray(values)
        compiled().prepare_pairs(plan, tables, outcome, block, plane, values, precision, rows, table)
        nodes = KernelPairNodes(plan, rows, table)
        return KernelPairBlock(nodes, tables, outcome, block, plane, values, game.grid.size)

    def _size_of(self, table: StageTable, num_places: int) -> Sizes:
        game = self._game
        _, num_actions, num_messages, num_types = table.message_prob.shape
        return Sizes(
            num_actions=num_actions,
            num_messages=num_messages,
            num_types=num_types,
            num_axes=num_types - 1,
            num_points=game.grid.num_points[table.informs] if table.informs >= 0 else 1,
            num_places=num_places,
            limit=float(game.grid.limit),
            is_overt=table.is_overt,
        )

    def _tables_of(self, table: StageTable) -> Tables:
        """A table as the kernel takes it; kept while it repeats."""
        kept = self._tables.get(id(table))
        if kept is None:
            kept = (table, kernel_tables(table))
            self._tables = {key: value for key, value in self._tables.items() if value[0].name != table.name}
            self._tables[id(table)] = kept
        return kept[1]


class KernelBlock(NamedTuple):
    """A block of one mover."""

    nodes: KernelNodes
    tables: Tables
    part: Part
    line: Line
    values: np.ndarray
    num_beliefs: int

    @property
    def method(self) -> Method:
        return BY_KERNEL

    def to_nodes(self, scores: StateScores) -> NodeScores:
        line = self.line
        split = scores.reshape(*scores.shape[:-1], line.before, line.points, line.after)
        return np.swapaxes(split, -1, -2).reshape(*scores.shape[:2], -1)

    def from_nodes(self, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        return np.asarray(self._by_state(found))

    def concluded(self, scores: Any) -> Concluded:
        nodes, found = self.nodes, by_node(scores)
        size, judged = nodes.plan.size, _unjudged(nodes.plan.size, len(found))
        compiled().judge(nodes.plan, nodes.rows, nodes.table, found, judged)
        log_policy, residual, before = _unfilled(size, self.part.num, self.num_beliefs, self.values)
        compiled().spread(
            nodes.plan, self.tables, self.part, self.line, self.values, judged, log_policy, before, residual
        )
        return Concluded((log_policy,), before, residual, self._by_state(np.asarray(scores)))

    def _by_state(self, found: np.ndarray) -> np.ndarray:
        line, lead = self.line, found.shape[:-1]
        split = found.reshape(*lead, self.part.num, line.before, line.after, line.points)
        return np.swapaxes(split, -1, -2).reshape(*lead, self.part.num, -1)


class KernelPairBlock(NamedTuple):
    """A block of two movers."""

    nodes: KernelPairNodes
    tables: tuple[Tables, Tables]
    outcome: Outcome
    part: Part
    plane: Plane
    values: np.ndarray
    num_beliefs: int

    @property
    def method(self) -> Method:
        return TWO_BY_KERNEL

    def to_nodes(self, scores: StateScores) -> NodeScores:
        return scores[..., self._places()].reshape(*scores.shape[:2], -1)

    def from_nodes(self, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        return np.asarray(self._by_state(found))

    def concluded(self, scores: Any) -> Concluded:
        nodes, found = self.nodes, by_node(scores)
        first, second = (side.size for side in nodes.plan.sides)
        judged = (_unjudged(first, len(found)), _unjudged(second, len(found)))
        compiled().judge_pairs(nodes.plan, nodes.rows, nodes.table, found, judged)
        log_policy, residual, before = _unfilled(first, self.part.num, self.num_beliefs, self.values)
        other_policy, _, _ = _unfilled(second, self.part.num, self.num_beliefs, self.values)
        compiled().spread_pairs(
            nodes.plan, self.tables, self.outcome, self.part, self.plane, self.values, judged,
            (log_policy, other_policy), before, residual,
        )  # fmt: skip
        return Concluded((log_policy, other_policy), before, residual, self._by_state(np.asarray(scores)))

    def _by_state(self, found: np.ndarray) -> np.ndarray:
        lead = found.shape[:-1]
        by_state = np.empty((*lead, self.part.num, self.num_beliefs), dtype=found.dtype)
        by_state[..., self._places()] = found.reshape(*lead, self.part.num, -1)
        return by_state

    def _places(self) -> Int[np.ndarray, " belief"]:
        """The places in the product grid of a state's nodes, in their order."""
        plane = self.plane
        first, second = (np.arange(number) * stride for number, stride in zip(plane.points, plane.strides, strict=True))
        return np.asarray(plane.others[:, None, None] + first[:, None] + second).ravel()


def _entrances(game: Game) -> list[str]:
    """The last entrance that each kind of move in the game asks for."""
    tables = [table for period in game.periods for tables in period.stages for table in tables]
    alone = [table for table in tables if table.joint is None and not table.is_held]
    kinds = {
        "uninformed": any(table.informs < 0 for table in alone),
        "spread": any(table.informs >= 0 for table in alone),
        "spread_pairs": any(table.joint is not None and table.mover >= 0 for table in tables),
    }
    return [name for name, is_asked in kinds.items() if is_asked]


def _unjudged(size: Sizes, num_nodes: int) -> Judged:
    """Room for what is reckoned of a mover's answers."""
    cells = size.num_actions * size.num_types
    return Judged(
        np.empty((num_nodes, cells)),
        np.empty((num_nodes, cells)),
        np.empty((num_nodes, size.num_messages * size.num_axes)),
        np.empty((num_nodes, size.num_types)),
        np.empty(num_nodes),
    )


def _unfilled(
    size: Sizes, num_states: int, num_beliefs: int, values: np.ndarray
) -> tuple[LogPolicy, Float[np.ndarray, "state belief"], Float[np.ndarray, "state row belief"]]:
    """Room for a policy, for residuals, and for the values before."""
    log_policy = np.empty((num_states, num_beliefs, size.num_actions, size.num_types), dtype=np.float32)
    return log_policy, np.empty((num_states, num_beliefs)), np.empty((num_states, *values.shape[1:]))


def _line_of(game: Game, informed: int) -> Line:
    grid = game.grid
    return Line(
        before=int(np.prod(grid.sizes[:informed])),
        points=grid.sizes[informed],
        after=int(np.prod(grid.sizes[informed + 1 :])),
        first_row=game.first_row(game.informed[informed]),
        log_odds=np.ascontiguousarray(grid.log_odds(informed).T),
        belief=np.ascontiguousarray(grid.probabilities(informed)),
    )


def _plane_of(game: Game, movers: tuple[int, int]) -> Plane:
    """The plane of two movers, given by their indices among the actors."""
    grid, places = game.grid, np.arange(game.grid.size).reshape(game.grid.sizes)
    known = [game.informed.index(actor) if actor in game.informed else -1 for actor in movers]
    at_first_point = tuple(0 if axis in known else slice(None) for axis in range(len(grid.sizes)))
    strides = [int(np.prod(grid.sizes[axis + 1 :])) if axis >= 0 else 0 for axis in known]
    log_odds = [np.ascontiguousarray(grid.log_odds(axis).T) if axis >= 0 else np.zeros((0, 1)) for axis in known]
    belief = [np.ascontiguousarray(grid.probabilities(axis)) if axis >= 0 else np.ones((1, 1)) for axis in known]
    points = [grid.sizes[axis] if axis >= 0 else 1 for axis in known]
    return Plane(
        others=np.array(places[at_first_point]).ravel(),
        points=(points[0], points[1]),
        strides=(strides[0], strides[1]),
        first_rows=(game.first_row(movers[0]), game.first_row(movers[1])),
        log_odds=(log_odds[0], log_odds[1]),
        belief=(belief[0], belief[1]),
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
