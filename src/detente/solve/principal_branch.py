"""The principal branch: answers at growing precision, from uniform play at none to those at a node's own.

At precision nought there is one answer, and from it a branch of answers leads to nearly every precision. Here the share
s of a node's precision grows from 0 to 1, and every answer starts from the one before; the steps need not follow the
drift of play, so that they also reach answers round which play goes in circles. Where the branch turns back, s steps
over the turn, and the drift of play takes the node to another branch.

Source: R. McKelvey and T. Palfrey, Quantal response equilibria for normal form games, Games and Economic Behavior 10
(1995) 6–38, theorem 3; T. Turocy, A dynamic homotopy interpretation of the logistic quantal response equilibrium
correspondence, Games and Economic Behavior 51 (2005) 243–263, follows the branch by its arc length instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from detente.solve.method import Method, NodeScores
from detente.solve.response import FIRST_STEP, LATER_FIRST_STEP

Shares = Float[np.ndarray, " node"]
IsFound = Bool[np.ndarray, " node"]

FIRST_SHARE = 0.1
"""How far s goes first; twice as far after an answer, half as far where there was none."""

LEAST_SHARE = 1e-4
"""No answer so near to the last one: the branch turns."""

OVER_A_TURN = 1e-3
"""How far s goes past it; twice as far each time that play arrives nowhere."""

NEAR_STEPS = 20
"""Steps from one answer to the next."""

MOST_SHARES = 400
"""Then it is given up."""


def follow_principal_branch(nodes: Any, like: NodeScores, method: Method, max_steps: int, goal: float) -> NodeScores:
    """Scores at the branch's end, or where it was lost.

    Args:
        nodes: prepared ones. like: scores of the same shape.
        max_steps: across a turn. goal: on the bound on the residual.
    """
    scores, num_nodes = np.zeros(like.shape), like.shape[-1]
    share, further, over = np.zeros(num_nodes), np.full(num_nodes, FIRST_SHARE), np.full(num_nodes, OVER_A_TURN)

    def sought(share: Shares, first_step: float, num_steps: int, is_drift: bool) -> tuple[NodeScores, IsFound]:
        weaker, step = method.weaker(nodes, share), np.full(num_nodes, first_step)
        found = method.advance(weaker, scores, step, num_steps, goal, is_drift)
        return np.asarray(found.scores), np.asarray(found.bound) <= goal

    for _ in range(MOST_SHARES):
        if np.all(share == 1):
            break
        tried = np.minimum(share + further, 1.0)
        found, is_found = sought(tried, LATER_FIRST_STEP, NEAR_STEPS, is_drift=False)
        scores, share = np.where(is_found, found, scores), np.where(is_found, tried, share)
        further = np.where(is_found, 2 * further, further / 2)
        turns = further < LEAST_SHARE
        if turns.any():
            tried = np.where(turns, np.minimum(share + over, 1.0), share)
            found, is_found = sought(tried, FIRST_STEP, max_steps, is_drift=True)
            is_over = turns & is_found
            scores, share = np.where(is_over, found, scores), np.where(is_over, tried, share)
            further = np.where(turns, over, further)
            over = np.where(turns & ~is_found, 2 * over, over)
    return scores
