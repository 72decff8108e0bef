"""From a game's tables to nodes of the kernel: the contract `Engine` of `solve/nodes.py`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Game, StageTable
from detente.native import plain
from detente.solve.kernel.at_belief import AxesAt, NodesAt
from detente.solve.kernel.between import find_steps, normalise
from detente.solve.kernel.blind import Blind
from detente.solve.kernel.compiled import compiled, is_first_use
from detente.solve.kernel.decision import Branches, DecisionArrays, MoverGrid, MoverTables, StateBlock, StepResults
from detente.solve.kernel.extras import has_extras
from detente.solve.kernel.nodes import Block, KernelNodes, make_policy
from detente.solve.kernel.workspace import MoverLayout, Sizes, build_layout
from detente.solve.nodes import AtBeliefs, LogPolicy, NodeShape, Precisions, Values
from detente.solve.stepping import OUT_OF_MENU

PADDING = 4
"""Numbers behind a table of continuations, as they are read in fours."""


class KernelEngine:
    """The kernel, for one game."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._beliefs: dict[tuple[int, ...], tuple[np.ndarray, tuple[MoverGrid, ...]]] = {}

    @property
    def is_first_use(self) -> bool:
        """Whether it is not in the cache folder; looking there takes a tenth of the time of a small crisis."""
        return is_first_use(*self._entrances())

    def _entrances(self) -> list[str]:
        """The last entrances that each kind of decision calls, and those that not every decision of a kind does."""
        tables = [table for period in self._game.periods for tables in period.stages for table in tables]
        alone = {table.number: table for table in tables if table.joint is None and not table.is_held}.values()
        informed = [table for table in alone if table.informs >= 0]
        have_extras = {self.have_extras((table,)) for table in informed if table.mover >= 0}
        kinds = {
            "step_blind": len(informed) < len(alone),
            "follow": False in have_extras,
            "follow_any": True in have_extras,
            "judge": bool(informed),
            "judge_pairs": any(table.joint is not None and table.mover >= 0 for table in tables),
        }
        return [name for name, is_needed in kinds.items() if is_needed]

    def have_extras(self, tables: tuple[StageTable, ...]) -> bool:
        """Whether some mover of a decision `has_extras`."""
        game = self._game
        return any(has_extras.py_func(_sizes_of(game, table, _mover_of(game, table))) for table in tables)

    def load(self, tables: tuple[StageTable, ...]) -> KernelDecision:
        """The decision of a table, or of two tables at the same states whose decisions are made at once."""
        game = self._game
        movers = tuple(_mover_of(game, table) for table in tables)
        if movers not in self._beliefs:
            self._beliefs[movers] = _others_of(game, movers), _grids_of(game, movers)
        others, grids = self._beliefs[movers]
        return KernelDecision(
            game=game,
            movers=movers,
            sizes=tuple(_sizes_of(game, table, mover) for table, mover in zip(tables, movers, strict=True)),
            tables=tuple(load_tables(table) for table in tables),
            outcome=_outcome_of(tables),
            others=others,
            grids=grids,
        )


@dataclass(frozen=True)
class KernelDecision:
    """A decision as the kernel takes it (`LoadedDecision`, `PlayedDecision`).

    Args:
        movers: of every side, or whose type a chance tells of. The rest as in `DecisionArrays`.
    """

    game: Game
    movers: tuple[int, ...]
    sizes: tuple[Sizes, ...]
    tables: tuple[MoverTables, ...]
    outcome: Branches
    others: np.ndarray
    grids: tuple[MoverGrid, ...]

    def nodes(self, block: slice, values: Values, precision: Precisions) -> KernelNodes:
        """The nodes of a block."""
        part = _part_of(block, values, precision)
        num_nodes = part.num * self.game.grid.size
        layout = build_layout(tuple(size._replace(num_places=num_nodes) for size in self.sizes))
        rows_of = tuple(grid.first_row for grid in self.grids)
        first_rows = (rows_of[0], rows_of[-1])
        decided = DecisionArrays(
            layout.plane, self.others, first_rows, self.outcome, layout.sides, self.tables, self.grids
        )
        plane = layout.plane
        num_messages, orders = plane.num_messages[0] * plane.num_messages[1], 2 ** sum(plane.axes)
        rows = np.empty((num_nodes, layout.whole.given.end))
        table = np.zeros(num_messages * num_nodes * sum(plane.num_types) * orders + PADDING)
        compiled().prepare(decided, part, rows, table)
        return KernelNodes(layout, self.shape, rows, table, Block(decided, part))

    def step(self, block: slice, values: Values, precision: Precisions) -> tuple[LogPolicy, Values]:
        """Policy and values before a decision that says nothing about anybody's type."""
        part, size = _part_of(block, values, precision), self.sizes[0]
        log_policy, before = make_policy(part, size), np.empty((part.num, *values.shape[1:]))
        blind = Blind(self.tables[0], self.outcome, self.grids[0].first_row, size.is_overt)
        compiled().step_blind(blind, part, StepResults((log_policy,), before, np.empty((0, 0))))
        return log_policy, before

    def nodes_at(self, at: AtBeliefs) -> KernelNodes:
        """The nodes at beliefs of their own."""
        table, plane_of = self.table_at(at)
        num_places = table.shape[1] * self.num_points
        layout = build_layout(tuple(size._replace(num_places=num_places) for size in self.sizes))
        rows = np.empty((len(at.places), layout.whole.given.end))
        for number, side in enumerate(layout.sides):
            self.give(number, side, at, plane_of * self.num_points, rows)
        assert isinstance(table.base, np.ndarray)
        return KernelNodes(layout, self.shape, rows, table.base, is_watched=False)

    def step_at(self, at: AtBeliefs) -> Float[np.ndarray, "action type node"]:
        """log σ of a decision that says nothing about anybody's type, at beliefs of their own."""
        table, plane_of = self.table_at(at)
        after, tables = table[:, plane_of, 0], self.tables[0]
        payoff = tables.payoff[at.places, :, 0, self.grids[0].first_row].T
        extra = at.payoffs[0]
        if extra is not None:
            payoff = payoff + extra[:, :, 0].T
        if self.sizes[0].is_overt:
            gains = payoff + after
        else:
            gains = payoff + np.einsum("nam,mn->an", tables.message_prob[at.places, :, :, 0], after)
        scores = at.precision[0][:, 0] * gains[:, None]
        if self.sizes[0].has_anchor:
            scores = scores + tables.anchor[at.places].transpose(1, 2, 0)
        return normalise(scores, tables.available[at.places].T)

    def table_at(self, at: AtBeliefs) -> tuple[Float[np.ndarray, "message plane number"], Int[np.ndarray, " node"]]:
        """The movers' own continuations around beliefs, and which plane each node has.

        Where nothing else is private, all nodes of a state share one.
        """
        axes, others = self.axes_at
        distinct, number = np.unique(at.places, return_inverse=True)
        values = tuple(plain(each, np.float64) for each in at.values)
        num_messages = self.outcome.branch_prob.shape[1]
        kinds, orders = sum(size.num_types for size in self.sizes), 1 << len(axes.own)
        shape = (len(distinct), len(axes.other_points), 1 << len(axes.other), num_messages)
        table = np.empty((*shape, len(axes.own_points), kinds, orders))
        compiled().tabulate(self.outcome, axes, plain(distinct, np.int64), values, table)
        table = table.reshape(*shape, -1)
        if not others:
            shared = padded((num_messages, len(distinct), table.shape[-1]))
            shared[:] = table[:, 0, 0].transpose(1, 0, 2)
            return shared, number
        positions = find_steps(self.game.grid, at.log_odds, others)
        mixed = padded((num_messages, len(number), table.shape[-1]))
        compiled().mix_planes(table, plain(number, np.int64), positions, axes.other, mixed)
        return mixed, np.arange(len(number))

    @cached_property
    def axes_at(self) -> tuple[AxesAt, list[int]]:
        """The axes of beliefs about the movers and about everybody else, and which the latter are."""
        grid = self.game.grid
        points, strides = grid.axis_points, np.cumprod([1, *grid.axis_points[:0:-1]])[::-1]
        informed = [axis for axis, kinds in enumerate(grid.num_types) for _ in range(kinds - 1)]
        tracked = [axis if grid.is_tracked(axis) else None for axis in informed]
        movers = [_axis_of(self.game, mover) for mover in self.movers]
        own = [axis for mover in movers for axis, whose in enumerate(tracked) if whose == mover]
        others = [axis for axis, whose in enumerate(tracked) if whose not in (None, *movers)]

        def described(chosen: list[int]) -> tuple[np.ndarray, np.ndarray]:
            places = np.zeros(1, dtype=np.int64)
            for axis in chosen:
                places = (places[:, None] + np.arange(points[axis]) * strides[axis]).ravel()
            return np.array([(points[axis], strides[axis]) for axis in chosen], dtype=np.int64).reshape(-1, 2), places

        (own_axes, own_points), (other_axes, other_points) = described(own), described(others)
        return AxesAt(own_axes, other_axes, own_points, other_points), others

    def give(
        self,
        number: int,
        side: MoverLayout,
        at: AtBeliefs,
        offset: Int[np.ndarray, " node"],
        rows: Float[np.ndarray, "node entry"],
    ) -> None:
        """Fills in what the nodes are given of one mover (`Given`). offset: where their planes begin."""
        grid, informed = self.game.grid, _axis_of(self.game, self.movers[number])
        own, extra = grid.axis_slice(informed) if informed >= 0 else slice(0), at.payoffs[number]
        nodes = NodesAt(
            places=plain(at.places, np.int64),
            offset=plain(offset, np.int64),
            log_odds=plain(at.log_odds[:, own], np.float64),
            middle=plain(grid.middle[own], np.float64),
            payoffs=np.empty((0, 0, 0)) if extra is None else plain(extra, np.float64),
            precision=plain(at.precision[number], np.float64),
        )
        compiled().give_at(side, self.tables[number], self.grids[number].first_row, nodes, rows)

    @property
    def numbers_of_node(self) -> int:
        """How many numbers the continuations around one node are."""
        num_messages = math.prod(size.num_messages for size in self.sizes)
        return self.num_points * num_messages * sum(size.num_types for size in self.sizes) << len(self.axes_at[0].own)

    @property
    def numbers_of_state(self) -> int:
        """How many numbers the continuations at one state are, with their slopes (`at_belief.tabulate`)."""
        axes = self.axes_at[0]
        return self.numbers_of_node * len(axes.other_points) << len(axes.other)

    @property
    def num_points(self) -> int:
        """Points of a plane."""
        return math.prod(grid.points for grid in self.grids)

    @cached_property
    def shape(self) -> NodeShape:
        """What the nodes of every block have in common."""
        beliefs = self.others[:, None]
        for grid in self.grids:
            places = np.arange(grid.points) * grid.stride
            beliefs = (beliefs[..., None] + places).reshape(len(self.others), -1)
        one = self.sizes[0]
        return NodeShape(
            menus=tuple((size.num_actions, size.num_types) for size in self.sizes),
            axis_points=tuple(size.num_points for size in self.sizes for _ in range(size.num_axes)),
            beliefs=beliefs.ravel(),
            is_growth_exact=len(self.sizes) == 1 and one.num_messages * one.num_axes == 2,
        )


def padded(shape: tuple[int, ...]) -> np.ndarray:
    """An array with `PADDING` behind it in its base."""
    size = math.prod(shape)
    base = np.empty(size + PADDING)
    base[size:] = 0.0
    return base[:size].reshape(shape)


def load_tables(table: StageTable) -> MoverTables:
    """Arrays of one kind each, so that the kernel is compiled for one kind alone."""
    extra = table.belief_payoff
    message_prob, shift_prob = np.zeros((0, 0, 0, 0)), np.zeros((0, 0, 0, 0, 0))
    if not table.is_overt:
        message_prob = table.message_prob * table.available[:, :, None, None]
    if table.shift_prob is not None:
        shift_prob = table.shift_prob * table.available[:, :, None, None, None]
    return MoverTables(
        available=plain(table.available, np.bool_),
        payoff=plain(table.payoff, np.float64),
        belief_rows=plain(np.zeros(0) if extra is None else extra.rows, np.int64),
        belief_payoff=plain(np.zeros((0, 0, 0, 0, 0)) if extra is None else extra.values, np.float64),
        message_prob=plain(message_prob, np.float64),
        anchor=plain(
            np.zeros((0, 1, 1)) if table.anchor is None else np.maximum(table.anchor, OUT_OF_MENU), np.float64
        ),
        shift_prob=plain(shift_prob, np.float64),
    )


def _outcome_of(tables: tuple[StageTable, ...]) -> Branches:
    """What comes of a decision; of two, by pair of messages, of which their stage may have more than these tables."""
    joint = tables[-1].joint
    if joint is None or len(tables) == 1:
        return Branches(plain(tables[0].branch_prob, np.float64), plain(tables[0].branch_state, np.int64))
    first, second = (table.message_prob.shape[2] for table in tables)
    branch_prob, branch_state = (
        each[:, :first, :second].reshape(len(each), first * second, -1)
        for each in (joint.branch_prob, joint.branch_state)
    )
    return Branches(plain(branch_prob, np.float64), plain(branch_state, np.int64))


def _mover_of(game: Game, table: StageTable) -> int:
    """The actor whose belief the decision can move, or else who decides; chance counts as the first."""
    return game.informed[table.informs] if table.informs >= 0 else max(table.mover, 0)


def _sizes_of(game: Game, table: StageTable, mover: int) -> Sizes:
    _, num_actions, num_messages, num_types = table.message_prob.shape
    return Sizes(
        num_actions=num_actions,
        num_messages=num_messages,
        num_types=num_types,
        num_axes=game.grid.num_axes(table.informs) if table.informs >= 0 else num_types - 1,
        num_points=game.grid.num_points[table.informs] if table.informs >= 0 else 1,
        num_places=0,
        limit=game.grid.limits[table.informs] if table.informs >= 0 else float(game.grid.limit),
        is_overt=table.is_overt,
        has_anchor=table.anchor is not None,
        is_by_type=any(kind.precision is not None for kind in game.scenario.actors[mover].types),
        is_shifting=table.shift_prob is not None,
    )


def _part_of(block: slice, values: Values, precision: Precisions) -> StateBlock:
    own = tuple(plain(each, np.float64) for each in precision)
    return StateBlock(block.start, block.stop - block.start, plain(values, np.float64), own)


def _axis_of(game: Game, actor: int) -> int:
    """Which axis of the grid of all beliefs an actor has; −1 where nothing about it is private."""
    return game.informed.index(actor) if actor in game.informed else -1


def _others_of(game: Game, movers: tuple[int, ...]) -> np.ndarray:
    """Where in the grid of all beliefs each plane of beliefs about the movers begins."""
    sizes, own = game.grid.sizes, {_axis_of(game, mover) for mover in movers}
    at_first_point = tuple(0 if axis in own else slice(None) for axis in range(len(sizes)))
    return np.array(np.arange(game.grid.size).reshape(sizes)[at_first_point]).ravel()


def _grids_of(game: Game, movers: tuple[int, ...]) -> tuple[MoverGrid, ...]:
    grid, found, repeat = game.grid, list[MoverGrid](), 1
    for mover in reversed(movers):
        axis = _axis_of(game, mover)
        points = grid.sizes[axis] if axis >= 0 else 1
        found.append(
            MoverGrid(
                first_row=game.first_row(mover),
                points=points,
                stride=math.prod(grid.sizes[axis + 1 :]) if axis >= 0 else 0,
                repeat=repeat,
                log_odds=np.ascontiguousarray(grid.places(axis).T) if axis >= 0 else np.zeros((0, 1)),
                belief=np.ascontiguousarray(grid.probabilities(axis)) if axis >= 0 else np.ones((1, 1)),
            )
        )
        repeat *= points
    return tuple(reversed(found))
