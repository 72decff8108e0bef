"""The principal branch: solutions at increasing precision, from uniform play at zero to those at a node's own.

At precision zero there is one solution, and from it a branch of solutions leads to nearly every precision. Here the
share s of a node's precision grows from 0 to 1, and every solution starts from the one before; the steps need not
follow the drift of play, so that they also reach solutions round which play goes in circles. Where the branch turns
back, s steps over the turn, and the drift of play takes the node to another branch.

Source: R. McKelvey and T. Palfrey, Quantal response equilibria for normal form games, Games and Economic Behavior 10
(1995) 6–38, theorem 3; T. Turocy, A dynamic homotopy interpretation of the logistic quantal response equilibrium
correspondence, Games and Economic Behavior 51 (2005) 243–263, follows the branch by its arc length instead.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from detente.solve.nodes import Nodes, NodeScores
from detente.solve.stepping import FIRST_STEP, LATER_FIRST_STEP, StepRule

Shares = Float[np.ndarray, " node"]
IsSolved = Bool[np.ndarray, " node"]

FIRST_SHARE = 0.1
"""How far s goes first; twice as far after a solution, half as far where there was none."""

LEAST_SHARE = 1e-4
"""No solution this near to the last one: the branch turns."""

OVER_A_TURN = 1e-3
"""How far s goes past it; twice as far each time that play arrives nowhere."""

NEAR_STEPS = 20
"""Steps from one solution to the next."""

MOST_SHARES = 400
"""Then it is given up."""


def follow_principal_branch(nodes: Nodes, shape: tuple[int, ...], max_steps: int, goal: float) -> NodeScores:
    """Scores at the branch's end, or where it was lost.

    Args:
        shape: of the scores. max_steps: across a turn. goal: on the bound on the residual.
    """
    scores, num_nodes = np.zeros(shape), shape[-1]
    share, further, over = np.zeros(num_nodes), np.full(num_nodes, FIRST_SHARE), np.full(num_nodes, OVER_A_TURN)

    def seek(share: Shares, first_step: float, rule: StepRule) -> tuple[NodeScores, IsSolved]:
        progress = nodes.with_precision(share).advance(scores, np.full(num_nodes, first_step), rule)
        return progress.scores, progress.bound <= goal

    for _ in range(MOST_SHARES):
        if np.all(share == 1):
            break
        tried = np.minimum(share + further, 1.0)
        sought, is_solved = seek(tried, LATER_FIRST_STEP, StepRule(NEAR_STEPS, goal, is_drift=False))
        scores, share = np.where(is_solved, sought, scores), np.where(is_solved, tried, share)
        further = np.where(is_solved, 2 * further, further / 2)
        turns = further < LEAST_SHARE
        if turns.any():
            tried = np.where(turns, np.minimum(share + over, 1.0), share)
            sought, is_solved = seek(tried, FIRST_STEP, StepRule(max_steps, goal))
            is_over = turns & is_solved
            scores, share = np.where(is_over, sought, scores), np.where(is_over, tried, share)
            further = np.where(turns, over, further)
            over = np.where(turns & ~is_solved, 2 * over, over)
    return scores
