"""The kernel's nodes as the array solver takes them, for what tests ask of a block."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from detente.solve.kernel.nodes import KernelNodes
from detente.solve.response import Nodes


def as_arrays(nodes: KernelNodes) -> Nodes:
    """The inverse of `nodes_of`."""
    size, given = nodes.plan.size, nodes.plan.given
    acts, messages, kinds, orders = size.num_actions, size.num_messages, size.num_types, 2**size.num_axes

    def part(first: int, end: int, *shape: int) -> np.ndarray:
        return nodes.rows[:, first:end].T.reshape(*shape, -1)

    table = nodes.table.reshape(messages, -1, kinds, orders)
    message_prob = part(given.message_prob, given.log_odds, acts, messages, kinds) if not size.is_overt else None
    return Nodes(
        payoff=jnp.asarray(part(given.payoff, given.precision, acts, kinds)),
        available=jnp.asarray(nodes.available),
        precision=jnp.asarray(nodes.rows[:, given.precision]),
        message_prob=None if message_prob is None else jnp.asarray(message_prob),
        log_odds=jnp.asarray(part(given.log_odds, given.offset, size.num_axes)),
        offset=jnp.asarray(nodes.rows[:, given.offset].astype(np.int64)),
        table=jnp.asarray(np.transpose(table, (2, 0, 3, 1))),
        num_points=size.num_points,
        limit=size.limit,
    )
