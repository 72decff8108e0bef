"""Nodes as the kernel solves them: the contract of `solve/nodes.py`, for one mover or two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from detente.native import Entrance
from detente.solve.kernel.compiled import compiled
from detente.solve.kernel.decision import DecisionArrays, MoverResults, StateBlock, StepResults
from detente.solve.kernel.extras import has_extras
from detente.solve.kernel.steps import NodeArrays, StepArrays
from detente.solve.kernel.workspace import Layout, MoverLayout, Sizes
from detente.solve.nodes import Concluded, NodeIndex, NodeScores, NodeShape, Progress
from detente.solve.stepping import StepRule


class Block(NamedTuple):
    """The block that nodes belong to, from which values before the decision follow."""

    decided: DecisionArrays
    part: StateBlock


class KernelNodes(NamedTuple):
    """Nodes for the kernel (`Nodes`).

    Args:
        rows: what every node is given (`Given`).
        table: C as a Hermite table, flat: by message (or pair of them), grid point, type and derivative.
        block: None where only fixed points are asked for.
        is_watched: whether `Progress.growth` is asked for, too; it is zero otherwise.
    """

    layout: Layout
    shape: NodeShape
    rows: Float[np.ndarray, "node number"]
    table: Float[np.ndarray, " number"]
    block: Block | None = None
    is_watched: bool = True

    @property
    def available(self) -> tuple[Bool[np.ndarray, "_action node"], ...]:
        """The menu of every mover."""
        return tuple(
            np.asarray(self.rows[:, side.given.menu : side.given.menu + side.size.num_actions].T > 0)
            for side in self.layout.sides
        )

    @property
    def anchors(self) -> tuple[Float[np.ndarray, "_action _type node"] | None, ...]:
        """log η of every mover, None where it is uniform."""
        return tuple(
            self.rows[:, side.given.anchor : side.given.sharpness].T.reshape(
                side.size.num_actions, side.size.num_types, -1
            )
            if side.size.has_anchor
            else None
            for side in self.layout.sides
        )

    def advance(self, scores: NodeScores, step: Float[np.ndarray, " node"], rule: StepRule) -> Progress:
        """Steps at every node."""
        bound, growth = np.empty(len(step)), np.zeros(len(step))
        run = StepArrays(
            _arrange_by_node(scores),
            np.array(step, dtype=float),
            bound,
            growth[: len(step) if self.is_watched else 0],
            np.empty((0, 0, 0)),
        )
        self._follow(run, StepRule(int(rule.max_steps), float(rule.goal), bool(rule.is_drift), bool(rule.is_careful)))
        return Progress(run.scores.T.reshape(np.shape(scores)), bound, growth)

    def select(self, index: NodeIndex) -> KernelNodes:
        """The nodes at these places; the table of continuations is shared."""
        return self._replace(rows=self.rows[index], block=None)

    def with_precision(self, share: Float[np.ndarray, " node"]) -> KernelNodes:
        """The same nodes with a share of their precision."""
        rows = self.rows.copy()
        for side in self.layout.sides:
            rows[:, side.given.precision] *= share
        return self._replace(rows=rows)

    def response_matrix(self, scores: NodeScores) -> Float[np.ndarray, "size size node"]:
        """E G of one mover (`response.py`, 6), λ Q′ of two (`pair.py`)."""
        by_node = _arrange_by_node(scores)
        num_nodes, size = by_node.shape
        whole = self.layout.whole
        if isinstance(whole, MoverLayout):
            size = whole.size.num_messages * whole.size.num_axes
        run = StepArrays(by_node, np.empty(0), np.empty(0), np.empty(num_nodes), np.empty((size, size, num_nodes)))
        self._follow(run, StepRule(0, 0.0, True, False))
        return run.matrix

    def conclude(self, scores: NodeScores) -> Concluded:
        """Policies, everybody's values before the decision, and residuals, by state and belief."""
        assert self.block is not None, "some nodes of a block do not say what comes before it"
        decided, part = self.block
        by_node, sides = _arrange_by_node(scores), self.layout.sides
        judged = tuple(_make_results(side.size, len(by_node)) for side in sides)
        judge = compiled().judge if len(sides) == 1 else compiled().judge_pairs
        judge(self._arrays, by_node, judged)
        num_beliefs = part.values.shape[2]
        written = StepResults(
            tuple(make_policy(part, side.size) for side in sides),
            np.empty((part.num, *part.values.shape[1:])),
            np.empty((part.num, num_beliefs)),
        )
        compiled().spread(decided, part, judged, written)
        return Concluded(written.log_policies, written.before, written.residual)

    @property
    def _arrays(self) -> NodeArrays:
        return NodeArrays(self.layout.whole, self.rows, self.table)

    def _follow(self, run: StepArrays, rule: StepRule) -> None:
        follow_of(self.layout)(self._arrays, run, rule)


def follow_of(layout: Layout) -> Entrance:
    """What steps are taken with."""
    whole = layout.whole
    if not isinstance(whole, MoverLayout):
        return compiled().follow_pairs
    return compiled().follow_any if has_extras.py_func(whole.size) else compiled().follow


def make_policy(part: StateBlock, size: Sizes) -> Float[np.ndarray, "state belief action type"]:
    """An array for a mover's log-policy at the states of a block."""
    return np.empty((part.num, part.values.shape[2], size.num_actions, size.num_types), dtype=np.float32)


def _make_results(size: Sizes, num_nodes: int) -> MoverResults:
    cells = size.num_actions * size.num_types
    return MoverResults(
        np.empty((num_nodes, cells)),
        np.empty((num_nodes, cells)),
        np.empty((num_nodes, size.num_messages * size.num_axes)),
        np.empty((num_nodes, size.num_types)),
        np.empty(num_nodes),
    )


def _arrange_by_node(scores: NodeScores) -> Float[np.ndarray, "node score"]:
    """A copy of scores, those of a node together."""
    return np.array(np.reshape(scores, (-1, np.shape(scores)[-1])).T, order="C")
