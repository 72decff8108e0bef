"""Solves the nodes of a block: a few steps for all of them, then the sturdy method for those left over.

Every node starts from the policy of the same state and belief one period later, where there is one: play is continued
backwards from the convention that will rule next period, and only the last period starts from uniform play. Where a
node has several equilibria this keeps to one branch as long as it exists; starting every node of every period from
uniform play lets neighbours flip between branches, and the values turn ragged (docs/decisions/0006).

Nodes left over go on alone for longer, and are then restarted from uniform play and from their neighbours' answers.
"""

from __future__ import annotations

import jax
import numpy as np
from jaxtyping import Array, Float, Int

from detente.solve.equilibrium import Settings
from detente.solve.response import FIRST_STEP, LATER_FIRST_STEP, Nodes, Progress, advance

Scores = Float[Array, "action type node"] | Float[np.ndarray, "action type node"]

QUICK_STEPS = 6
"""Steps for a whole block; most nodes need three from a good start."""

BATCHES = (32, 512)
"""Leftover nodes are solved so many at a time, in the smaller batch if they fit, so that two shapes are compiled."""

GOAL_BELOW_TOLERANCE = 0.1
"""Aiming a little below the tolerance costs next to nothing, as the last steps are Newton's."""


def solve_nodes(nodes: Nodes, first_scores: Scores, settings: Settings) -> Scores:
    """Scores at which every node's residual is as small as could be reached.

    Args:
        first_scores: where to start.
    """
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    progress = advance(nodes, first_scores, LATER_FIRST_STEP, QUICK_STEPS, goal)
    answers = _Answers(nodes, progress)
    left = answers.above(goal)
    if len(left) == 0:
        return answers.scores
    answers.scores, answers.bound = answers.scores.copy(), answers.bound.copy()
    answers.improve(left, answers.scores[..., left], settings.max_steps, goal)
    for _ in range(settings.sweeps):
        for shift in _shifts(nodes):
            left = answers.above(settings.tolerance)
            if len(left) == 0:
                break
            start = answers.scores[..., _neighbour(nodes, left, shift)]
            answers.improve(left, start if shift else np.zeros_like(start), settings.max_steps, goal)
    return answers.scores


class _Answers:
    """The best scores so far of all nodes of a block, and the bounds on their residuals."""

    def __init__(self, nodes: Nodes, progress: Progress) -> None:
        self.nodes = nodes
        self.scores: Float[np.ndarray, "action type node"] = np.asarray(progress.scores)
        self.bound: Float[np.ndarray, " node"] = np.asarray(progress.bound)

    def above(self, goal: float) -> Int[np.ndarray, " some"]:
        """The nodes whose bound is not below the goal."""
        return np.flatnonzero(~(self.bound <= goal))

    def improve(
        self, left: Int[np.ndarray, " some"], start: Float[np.ndarray, "action type some"], max_steps: int, goal: float
    ) -> None:
        """Solves the nodes `left` from the given scores, and keeps what is better than before."""
        size = next((size for size in BATCHES if len(left) <= size), BATCHES[-1])
        for first in range(0, len(left), size):
            chosen = left[first : first + size]
            place = np.resize(np.arange(first, first + len(chosen)), size)
            batch = _subset(self.nodes, left[place])
            progress = advance(batch, start[..., place], FIRST_STEP, max_steps, goal)
            bound = np.asarray(progress.bound)[: len(chosen)]
            is_better = ~(bound >= self.bound[chosen])
            self.scores[..., chosen[is_better]] = np.asarray(progress.scores)[..., : len(chosen)][..., is_better]
            self.bound[chosen[is_better]] = bound[is_better]


def _shifts(nodes: Nodes) -> list[int]:
    """Places along the node's line to start from in a sweep: uniform play (0), and the neighbours along each axis."""
    strides = [nodes.num_points**axis for axis in range(nodes.log_odds.shape[0])]
    return [0, *(sign * stride for stride in strides for sign in (-1, 1))]


def _neighbour(nodes: Nodes, left: Int[np.ndarray, " some"], shift: int) -> Int[np.ndarray, " some"]:
    """The node `shift` places along its own line, or itself at the line's end."""
    points = nodes.num_points ** nodes.log_odds.shape[0]
    place = left % points + shift
    return np.where((place >= 0) & (place < points), left + shift, left)


@jax.jit
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
