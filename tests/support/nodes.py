"""Nodes for tests of the solver: random ones, and the same nodes for the kernel and for the reference."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from detente.game.beliefs import probabilities_of
from detente.solve.kernel.engine import PADDING
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.kernel.workspace import MoverLayout, Sizes, build_layout
from detente.solve.nodes import NodeShape
from reference.engine import ReferenceNodes
from reference.interpolation import hermite_table
from reference.response import Nodes

LIMIT = 4.0
NUM_POINTS = 9


def random_nodes(
    seed: int, num_types: int, num_actions: int, is_overt: bool, precision: float = 2.0, num_nodes: int = 6
) -> Nodes:
    """Nodes with smooth random continuations, each on a line of its own; the first one lacks its last action."""
    random = np.random.default_rng(seed)
    num_axes = num_types - 1
    num_messages = num_actions if is_overt else num_actions + 1
    size = NUM_POINTS**num_axes
    values = np.cumsum(random.normal(size=(num_types, num_messages, num_nodes, size)), axis=-1) / np.sqrt(size)
    table = jnp.swapaxes(hermite_table(jnp.asarray(values), num_axes), -3, -2)
    message_prob = random.dirichlet(np.ones(num_messages), size=(num_actions, num_types, num_nodes))
    return Nodes(
        payoff=jnp.asarray(random.normal(size=(num_actions, num_types, num_nodes))),
        available=jnp.ones((num_actions, num_nodes), bool).at[-1, 0].set(False),
        precision=jnp.full((1, num_nodes), precision),
        message_prob=None if is_overt else jnp.asarray(np.moveaxis(message_prob, -1, 1)),
        log_odds=jnp.asarray(random.normal(size=(num_axes, num_nodes))),
        offset=jnp.arange(num_nodes) * size,
        table=table.reshape(num_types, num_messages, -1, num_nodes * size),
        num_points=NUM_POINTS,
        limit=LIMIT,
    )


def shape_of(nodes: Nodes) -> NodeShape:
    """What the search asks of nodes of one mover; where their beliefs lie in a grid is not known."""
    num_axes, num_messages = nodes.log_odds.shape[0], nodes.table.shape[1]
    return NodeShape(
        menus=((nodes.num_actions, nodes.num_types),),
        axis_points=(nodes.num_points,) * num_axes,
        beliefs=np.zeros(0, dtype=np.int64),
        is_growth_exact=num_messages * num_axes == 2,
    )


def for_reference(nodes: Nodes) -> ReferenceNodes:
    """The nodes behind the solver's contract, on arrays."""
    return ReferenceNodes(nodes, shape_of(nodes))


def for_kernel(nodes: Nodes) -> KernelNodes:
    """The nodes behind the solver's contract, for the kernel."""
    num_nodes = nodes.payoff.shape[-1]
    size = Sizes(
        num_actions=nodes.num_actions,
        num_messages=nodes.table.shape[1],
        num_types=nodes.num_types,
        num_axes=nodes.num_types - 1,
        num_points=nodes.num_points,
        num_places=nodes.table.shape[-1],
        limit=float(nodes.limit),
        is_overt=nodes.message_prob is None,
        has_anchor=nodes.anchor is not None,
        is_by_type=len(nodes.precision) > 1,
    )
    layout = build_layout((size,))
    assert isinstance(layout.whole, MoverLayout)
    available = np.asarray(nodes.available)
    columns = (
        available,
        available.sum(axis=0),
        nodes.payoff,
        nodes.precision.max(axis=0),
        np.zeros((0, num_nodes)) if nodes.message_prob is None else nodes.message_prob,
        nodes.log_odds,
        nodes.offset,
        probabilities_of(np.asarray(nodes.log_odds).T).T,
        np.zeros((0, num_nodes)) if nodes.anchor is None else nodes.anchor,
        nodes.precision / nodes.precision.max(axis=0) if size.is_by_type else np.zeros((0, num_nodes)),
    )
    rows = np.empty((num_nodes, layout.whole.given.end))
    for first, column in zip(layout.whole.given, columns, strict=False):
        by_node = np.reshape(column, (-1, num_nodes))
        rows[:, first : first + len(by_node)] = by_node.T
    table = np.transpose(np.asarray(nodes.table), (1, 3, 0, 2)).ravel()
    return KernelNodes(layout, shape_of(nodes), rows, np.concatenate([table, np.zeros(PADDING)]))


def as_arrays(nodes: KernelNodes) -> Nodes:
    """The nodes of one mover as the reference takes them: the inverse of `for_kernel`."""
    side = nodes.layout.whole
    assert isinstance(side, MoverLayout)
    size, given = side.size, side.given
    acts, messages, kinds, orders = size.num_actions, size.num_messages, size.num_types, 2**size.num_axes

    def part(first: int, end: int, *shape: int) -> np.ndarray:
        return nodes.rows[:, first:end].T.reshape(*shape, -1)

    table = nodes.table[:-PADDING].reshape(messages, -1, kinds, orders)
    message_prob = part(given.message_prob, given.log_odds, acts, messages, kinds) if not size.is_overt else None
    sharpness = part(given.sharpness, given.end, kinds) if size.is_by_type else np.ones((1, 1))
    anchor = part(given.anchor, given.sharpness, acts, kinds) if size.has_anchor else None
    return Nodes(
        payoff=jnp.asarray(part(given.payoff, given.precision, acts, kinds)),
        available=jnp.asarray(nodes.available[0]),
        precision=jnp.asarray(nodes.rows[:, given.precision] * sharpness),
        message_prob=None if message_prob is None else jnp.asarray(message_prob),
        log_odds=jnp.asarray(part(given.log_odds, given.offset, size.num_axes)),
        offset=jnp.asarray(nodes.rows[:, given.offset].astype(np.int64)),
        table=jnp.asarray(np.transpose(table, (2, 0, 3, 1))),
        num_points=size.num_points,
        limit=size.limit,
        anchor=None if anchor is None else jnp.asarray(anchor),
    )
