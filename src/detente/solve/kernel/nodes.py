"""Nodes as the kernel takes them, and the same questions of them as `solve/response.py` answers on arrays."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from jaxtyping import Array, Bool, Float, Int

from detente.native import Entrance
from detente.solve.kernel.advance import Rule
from detente.solve.kernel.compiled import compiled
from detente.solve.kernel.pair import PairPlan
from detente.solve.kernel.plan import Plan, Sizes, plan_of
from detente.solve.response import Nodes

AnyNodes = TypeVar("AnyNodes", "KernelNodes", "KernelPairNodes")

Scores = Float[Array, "action type node"] | Float[np.ndarray, "action type node"]


class KernelNodes(NamedTuple):
    """Nodes for the kernel.

    Args:
        rows: what every node is given (`Given`).
        table: C_k(m, ·) as a Hermite table, flat: by message, grid point, type and derivative.
    """

    plan: Plan
    rows: Float[np.ndarray, "node number"]
    table: Float[np.ndarray, " number"]

    @property
    def available(self) -> Bool[np.ndarray, "action node"]:
        """The menus."""
        menu = self.plan.given.menu
        return np.asarray(self.rows[:, menu : menu + self.plan.size.num_actions].T > 0)


class KernelPairNodes(NamedTuple):
    """Nodes at which two move at once, for the kernel; C of the types of both, by pair of messages."""

    plan: PairPlan
    rows: Float[np.ndarray, "node number"]
    table: Float[np.ndarray, " number"]

    @property
    def available(self) -> tuple[Bool[np.ndarray, "_action node"], Bool[np.ndarray, "_action node"]]:
        """The menus of both."""
        first, second = (
            np.asarray(self.rows[:, side.given.menu : side.given.menu + side.size.num_actions].T > 0)
            for side in self.plan.sides
        )
        return first, second


class Arrived(NamedTuple):
    """Where the steps ended: the parts of `response.Progress` that are asked for."""

    scores: Float[np.ndarray, "action type _node"]
    bound: Float[np.ndarray, " _node"]
    growth: Float[np.ndarray, " _node"]


def nodes_of(nodes: Nodes | KernelNodes) -> KernelNodes:
    """The nodes of a block, for the kernel."""
    if isinstance(nodes, KernelNodes):
        return nodes
    num_nodes = nodes.payoff.shape[-1]
    num_messages, _, num_places = nodes.table.shape[1:]
    plan = plan_of(
        Sizes(
            num_actions=nodes.num_actions,
            num_messages=num_messages,
            num_types=nodes.num_types,
            num_axes=nodes.num_types - 1,
            num_points=nodes.num_points,
            num_places=num_places,
            limit=float(nodes.limit),
            is_overt=nodes.message_prob is None,
        )
    )
    available = np.asarray(nodes.available)
    message_prob = np.zeros((0, num_nodes)) if nodes.message_prob is None else nodes.message_prob
    columns = (
        available,
        available.sum(axis=0),
        nodes.payoff,
        nodes.precision,
        message_prob,
        nodes.log_odds,
        nodes.offset,
    )
    rows = np.empty((num_nodes, plan.given.end))
    for first, column in zip(plan.given, columns, strict=False):
        by_node = np.reshape(column, (-1, num_nodes))
        rows[:, first : first + len(by_node)] = by_node.T
    return KernelNodes(plan, rows, np.transpose(np.asarray(nodes.table), (1, 3, 0, 2)).ravel())


def subset(nodes: AnyNodes, index: Int[np.ndarray, " some"]) -> AnyNodes:
    """The nodes at these places; the table of lines is shared."""
    return nodes._replace(rows=nodes.rows[index])


def weaker(nodes: AnyNodes, share: Float[np.ndarray, " node"]) -> AnyNodes:
    """The nodes with a share of their precision."""
    rows, sides = nodes.rows.copy(), [nodes.plan] if isinstance(nodes, KernelNodes) else nodes.plan.sides
    for side in sides:
        rows[:, side.given.precision] *= share
    return nodes._replace(rows=rows)


def advance(
    nodes: KernelNodes | KernelPairNodes,
    scores: Scores,
    step: Float[np.ndarray, " node"],
    max_steps: int,
    goal: float,
    is_drift: bool = True,
    is_careful: bool = False,
) -> Arrived:
    """`response.advance`, or `simultaneous.advance`, by the kernel."""
    found, step = by_node(scores), np.array(step, dtype=float)
    bound, growth = np.empty(len(step)), np.empty(len(step))
    rule = Rule(int(max_steps), float(goal), bool(is_drift), bool(is_careful))
    _entrance(nodes)(nodes.plan, nodes.rows, nodes.table, found, step, bound, rule, growth, np.empty((0, 0, 0)))
    return Arrived(found.T.reshape(np.shape(scores)), bound, growth)


def response_matrix(nodes: KernelNodes | KernelPairNodes, scores: Scores) -> Float[np.ndarray, "size size node"]:
    """E G of one mover (`response.response_matrix`), λ Q′ of two (`simultaneous.evaluate`), by the kernel."""
    found = by_node(scores)
    num_nodes, size = found.shape
    if isinstance(nodes, KernelNodes):
        size = nodes.plan.size.num_messages * nodes.plan.size.num_axes
    matrix, nowhere, stay = np.empty((size, size, num_nodes)), np.empty(0), Rule(0, 0.0, True, False)
    growth = np.empty(num_nodes)
    _entrance(nodes)(nodes.plan, nodes.rows, nodes.table, found, nowhere, nowhere, stay, growth, matrix)
    return matrix


def _entrance(nodes: KernelNodes | KernelPairNodes) -> Entrance:
    return compiled().follow if isinstance(nodes, KernelNodes) else compiled().follow_pairs


def by_node(scores: Scores) -> Float[np.ndarray, "node score"]:
    """A copy of scores, those of a node together."""
    return np.array(np.reshape(scores, (-1, np.shape(scores)[-1])).T, order="C")
