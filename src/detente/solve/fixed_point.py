"""Solves the nodes of a block: a few steps for all of them, then the sturdy method for those left over.

Every node starts from the policy of the same state and belief one period later, where there is one: play is continued
backwards from the convention that will rule next period, and only the last period starts from uniform play. Where a
node has several equilibria this keeps to one branch as long as it exists; starting every node of every period from
uniform play lets neighbours flip between branches, and the values turn ragged (docs/decisions/0006).

Nodes left over go on alone for longer, and are then restarted from their neighbours' answers and from uniform play.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from detente.solve import response
from detente.solve.equilibrium import Settings
from detente.solve.response import Nodes, Progress

QUICK_STEPS = 10
"""Steps for a whole block; most nodes need six or seven from a good start."""

BATCH = 512
"""Leftover nodes are solved this many at a time, so that one shape is compiled."""

GOAL_BELOW_TOLERANCE = 1e-2
"""Newton's last step gains more than two digits, so that aiming below the tolerance costs next to nothing."""

_advance = eqx.filter_jit(response.advance)


def solve_nodes(
    nodes: Nodes, first_scores: Float[Array, "action type node"], settings: Settings
) -> Float[Array, "action type node"]:
    """Scores at which every node's residual is as small as could be reached.

    Args:
        first_scores: where to start.
    """
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    begun = response.start(nodes)._replace(scores=first_scores)
    progress = _advance(nodes, begun, QUICK_STEPS, goal)
    left = _open_nodes(progress.residual, goal)
    if len(left) == 0:
        return progress.scores
    scores = np.array(progress.scores)
    step = np.array(progress.step)
    residual = np.array(progress.residual)
    _improve(nodes, left, scores[..., left], step[left], scores, residual, settings.max_steps, goal)
    for _ in range(settings.sweeps):
        for shift in _shifts(nodes):
            left = _open_nodes(residual, settings.tolerance)
            if len(left) == 0:
                return jnp.asarray(scores)
            fresh = scores[..., _neighbour(nodes, left, shift)] if shift else np.zeros_like(scores[..., left])
            first_step = np.full(len(left), response.FIRST_STEP)
            _improve(nodes, left, fresh, first_step, scores, residual, settings.max_steps, goal)
    return jnp.asarray(scores)


def _open_nodes(residual: Float[np.ndarray, " node"] | Float[Array, " node"], goal: float) -> Int[np.ndarray, " some"]:
    return np.flatnonzero(~(np.asarray(residual) <= goal))


def _shifts(nodes: Nodes) -> list[int]:
    """Places along the node's line to start from in a sweep: uniform play (0), and the neighbours along each axis."""
    strides = [nodes.num_points**axis for axis in range(nodes.log_odds.shape[0])]
    return [0, *(sign * stride for stride in strides for sign in (-1, 1))]


def _neighbour(nodes: Nodes, left: Int[np.ndarray, " some"], shift: int) -> Int[np.ndarray, " some"]:
    """The node `shift` places along its own line, or itself at the line's end."""
    points = nodes.num_points ** nodes.log_odds.shape[0]
    place = left % points + shift
    return np.where((place >= 0) & (place < points), left + shift, left)


def _improve(
    nodes: Nodes,
    left: Int[np.ndarray, " some"],
    first_scores: Float[np.ndarray, "action type some"],
    first_step: Float[np.ndarray, " some"],
    scores: Float[np.ndarray, "action type node"],
    residual: Float[np.ndarray, " node"],
    max_steps: int,
    goal: float,
) -> None:
    """Goes on with the nodes `left` from the given scores; writes better answers into `scores` and `residual`."""
    for begin in range(0, len(left), BATCH):
        chosen = left[begin : begin + BATCH]
        place = np.resize(np.arange(begin, begin + len(chosen)), BATCH)
        batch = _subset(nodes, jnp.asarray(left[place]))
        nothing = jnp.zeros(BATCH)
        begun = Progress(
            jnp.asarray(first_scores[..., place]),
            jnp.asarray(first_step[place]),
            nothing,
            nothing,
            jnp.zeros((), jnp.int32),
        )
        progress = _advance(batch, begun, max_steps, goal)
        found = np.asarray(progress.residual)[: len(chosen)]
        is_better = ~(found >= residual[chosen])
        better = chosen[is_better]
        scores[..., better] = np.asarray(progress.scores)[..., : len(chosen)][..., is_better]
        residual[better] = found[is_better]


def _subset(nodes: Nodes, index: Int[Array, " some"]) -> Nodes:
    """The nodes at these places; the table of lines is shared."""
    return Nodes(
        payoff=nodes.payoff[..., index],
        available=nodes.available[..., index],
        precision=nodes.precision,
        message_prob=None if nodes.message_prob is None else nodes.message_prob[..., index],
        log_odds=nodes.log_odds[..., index],
        offset=nodes.offset[index],
        table=nodes.table,
        num_points=nodes.num_points,
        limit=nodes.limit,
    )
