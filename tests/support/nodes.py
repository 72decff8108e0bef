"""Nodes of one informed mover with random continuations."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from detente.solve.device import configure
from detente.solve.interpolation import hermite_table
from detente.solve.response import FIRST_STEP, Nodes

configure()  # double precision, for whoever imports this

LIMIT = 4.0
NUM_POINTS = 9


def random_nodes(
    seed: int, num_types: int, num_actions: int, is_overt: bool, precision: float = 2.0, num_nodes: int = 6
) -> Nodes:
    """Nodes with smooth random continuations, each on a line of its own."""
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
        precision=jnp.full(num_nodes, precision),
        message_prob=None if is_overt else jnp.asarray(np.moveaxis(message_prob, -1, 1)),
        log_odds=jnp.asarray(random.normal(size=(num_axes, num_nodes))),
        offset=jnp.arange(num_nodes) * size,
        table=table.reshape(num_types, num_messages, -1, num_nodes * size),
        num_points=NUM_POINTS,
        limit=LIMIT,
    )


def first_step(nodes: Nodes) -> jax.Array:
    """The first h from uniform play."""
    return jnp.full(nodes.offset.shape, FIRST_STEP)
