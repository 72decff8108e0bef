"""The reference behind the solver's contract (`detente.solve.nodes`): the same equations, on JAX's arrays.

Every operation passes over all nodes of a block together. Numbers of states and nodes are filled up to powers of two,
so that few shapes are compiled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from detente.game.tables import Game, StageTable
from detente.solve.nodes import Concluded, LogPolicy, NodeIndex, NodeScores, NodeShape, Precisions, Progress, Values
from detente.solve.stepping import StepRule
from reference import response, simultaneous, stage
from reference.layout import line_of, outcomes_of, pair_outcomes_of, plane_of

Arrays = response.Nodes | simultaneous.PairNodes


@dataclass(frozen=True)
class ReferenceBlock:
    """The block that nodes belong to.

    Args:
        step: `stage` or `simultaneous`. prepared, layout, first_rows: what its `conclude` takes.
        num_states: in the block; those behind it only fill it up.
    """

    step: Any
    prepared: stage.InformedStage | simultaneous.PairStage
    layout: stage.Line | simultaneous.Plane
    first_rows: int | tuple[int, int]
    num_states: int


@dataclass(frozen=True)
class ReferenceNodes:
    """Nodes on arrays (`Nodes`). block: None where only fixed points are wanted."""

    arrays: Arrays
    shape: NodeShape
    block: ReferenceBlock | None = None

    @property
    def movers(self) -> tuple[Any, ...]:
        """What belongs to each mover."""
        return self.arrays.movers if isinstance(self.arrays, simultaneous.PairNodes) else (self.arrays,)

    @property
    def size(self) -> int:
        """The number of nodes, without those that only fill the block up."""
        states = self.arrays.offset.size if self.block is None else self.block.num_states * len(self.shape.beliefs)
        return int(states)

    @property
    def available(self) -> tuple[Bool[np.ndarray, "_action node"], ...]:
        return tuple(np.asarray(mover.available)[:, : self.size] for mover in self.movers)

    @property
    def anchors(self) -> tuple[Float[np.ndarray, "_action _type node"] | None, ...]:
        return tuple(
            None if mover.anchor is None else np.asarray(mover.anchor)[..., : self.size] for mover in self.movers
        )

    def advance(self, scores: NodeScores, step: Float[np.ndarray, " node"], rule: StepRule) -> Progress:
        number = len(step)
        places = np.resize(np.arange(number), power_of_two(number))
        arrays = self.select(places).arrays
        advance = simultaneous.advance if isinstance(arrays, simultaneous.PairNodes) else response.advance
        end = advance(arrays, jnp.asarray(scores[..., places]), jnp.asarray(step[places]), *rule)
        assert end.growth is not None
        return Progress(*(np.asarray(each)[..., :number] for each in (end.scores, end.bound, end.growth)))

    def select(self, index: NodeIndex) -> ReferenceNodes:
        choose = simultaneous.subset if isinstance(self.arrays, simultaneous.PairNodes) else subset
        return ReferenceNodes(choose(self.arrays, jnp.asarray(index)), self.shape)

    def with_precision(self, share: Float[np.ndarray, " node"]) -> ReferenceNodes:
        if isinstance(self.arrays, simultaneous.PairNodes):
            return replace(self, arrays=simultaneous.weaker(self.arrays, share))
        return replace(self, arrays=replace(self.arrays, precision=self.arrays.precision * share))

    def response_matrix(self, scores: NodeScores) -> Float[np.ndarray, "size size node"]:
        arrays = self.select(np.arange(scores.shape[-1])).arrays
        matrix_at = simultaneous.matrix_at if isinstance(arrays, simultaneous.PairNodes) else response_matrix_at
        return np.asarray(matrix_at(arrays, jnp.asarray(scores)))

    def conclude(self, scores: NodeScores) -> Concluded:
        block = self.block
        assert block is not None
        own = slice(block.num_states)
        filled = fill_up(scores, block.num_states, self.arrays.offset.size)
        end = block.step.conclude(block.prepared, jnp.asarray(filled), block.layout, block.first_rows)
        return Concluded(
            tuple(np.asarray(policy)[own] for policy in end.log_policies),
            np.asarray(end.values)[own],
            np.asarray(end.residual)[own],
        )


@dataclass(frozen=True)
class ReferenceDecision:
    """A decision (`LoadedDecision`)."""

    game: Game
    tables: tuple[StageTable, ...]

    def nodes(self, block: slice, values: Values, precision: Precisions) -> ReferenceNodes:
        num_states = block.stop - block.start
        size = power_of_two(num_states)
        filled = [np.resize(each, (size, each.shape[1])) for each in precision]
        return (
            self._one(block.start, size, num_states, values, filled[0])
            if len(self.tables) == 1
            else (self._two(block.start, size, num_states, values, (filled[0], filled[1])))
        )

    def _one(
        self, first: int, size: int, num_states: int, values: Values, precision: Float[np.ndarray, "state _type"]
    ) -> ReferenceNodes:
        table, game = self.tables[0], self.game
        line, first_row = line_of(game, table.informs), game.first_row(game.informed[table.informs])
        outcomes = outcomes_of(table, first, size)
        prepared = stage.prepare(jnp.asarray(values), outcomes, line, first_row, jnp.asarray(precision))
        nodes, num_axes = prepared.nodes, line.num_types - 1
        shape = NodeShape(
            menus=((nodes.num_actions, nodes.num_types),),
            axis_points=(line.num_points,) * num_axes,
            beliefs=node_places(stage, line, game.grid.size),
            is_growth_exact=nodes.table.shape[1] * num_axes == 2,
        )
        return ReferenceNodes(nodes, shape, ReferenceBlock(stage, prepared, line, first_row, num_states))

    def _two(
        self,
        first: int,
        size: int,
        num_states: int,
        values: Values,
        precision: tuple[Float[np.ndarray, "state _type"], Float[np.ndarray, "state _type"]],
    ) -> ReferenceNodes:
        game, (one, two) = self.game, self.tables
        plane = plane_of(game, one.mover, two.mover)
        outcomes = pair_outcomes_of((one, two), first, size)
        first_rows = (game.first_row(one.mover), game.first_row(two.mover))
        both = (jnp.asarray(precision[0]), jnp.asarray(precision[1]))
        prepared = simultaneous.prepare(jnp.asarray(values), outcomes, plane, first_rows, both)
        menus = tuple((mover.payoff.shape[0], mover.payoff.shape[1]) for mover in prepared.nodes.movers)
        shape = NodeShape(menus, plane.axis_points, node_places(simultaneous, plane, game.grid.size), False)
        block = ReferenceBlock(simultaneous, prepared, plane, first_rows, num_states)
        return ReferenceNodes(prepared.nodes, shape, block)

    def step(self, block: slice, values: Values, precision: Precisions) -> tuple[LogPolicy, Values]:
        table, num_states = self.tables[0], block.stop - block.start
        size, row = power_of_two(num_states), self.game.first_row(max(table.mover, 0))
        outcomes = outcomes_of(table, block.start, size)
        filled = jnp.asarray(np.resize(precision[0], (size, 1)))
        log_policy, before = stage.uninformed_step(jnp.asarray(values), outcomes, row, filled)
        return np.asarray(log_policy)[:num_states], np.asarray(before)[:num_states]


class ReferenceEngine:
    """The reference for one game (`Engine`)."""

    is_first_use = False

    def __init__(self, game: Game) -> None:
        self._game = game

    def load(self, tables: tuple[StageTable, ...]) -> ReferenceDecision:
        if any(table.shift_prob is not None for table in tables):
            raise ValueError("the equations on arrays are those of types that stay")
        return ReferenceDecision(self._game, tables)


@jax.jit
def subset(nodes: response.Nodes, index: Int[Array, " some"]) -> response.Nodes:
    """The nodes at these places; the table of lines is shared."""
    return response.Nodes(
        payoff=nodes.payoff[..., index],
        available=nodes.available[..., index],
        precision=nodes.precision[:, index],
        message_prob=None if nodes.message_prob is None else nodes.message_prob[..., index],
        log_odds=nodes.log_odds[..., index],
        offset=nodes.offset[index],
        table=nodes.table,
        num_points=nodes.num_points,
        limit=nodes.limit,
        anchor=None if nodes.anchor is None else nodes.anchor[..., index],
    )


@jax.jit
def response_matrix_at(
    nodes: response.Nodes, scores: Float[Array, "action type node"]
) -> Float[Array, "size size node"]:
    return response.response_matrix(nodes, response.evaluate(nodes, scores))


def fill_up(scores: NodeScores, num_states: int, num_nodes: int) -> NodeScores:
    """Scores of so many nodes, states repeated behind the last one."""
    per_state = scores.shape[-1] // num_states
    states = np.resize(np.arange(num_states), num_nodes // per_state)
    by_state = scores.reshape(*scores.shape[:2], num_states, per_state)[:, :, states]
    return by_state.reshape(*scores.shape[:2], num_nodes)


def node_places(step: Any, layout: stage.Line | simultaneous.Plane, num_beliefs: int) -> Int[np.ndarray, " belief"]:
    """Which points of the belief grid the nodes of a state are, in their order."""
    return np.asarray(step.to_nodes(jnp.arange(float(num_beliefs))[None], layout)).astype(np.int64)


def power_of_two(number: int) -> int:
    """The smallest power of two that is not below the number."""
    return 1 << (number - 1).bit_length()
