"""The principal branch: solutions at increasing precision, from uniform play at zero to those at a node's own.

At precision zero there is one solution, and from it a branch of solutions leads to nearly every precision. The share s
of a node's precision grows from 0 to 1, and every solution is expected on the line through the two before. One is
accepted if it is where it was expected, and if the determinant of I − s R′ is positive and was not about to change its
sign, which it does where the branch turns or, in a game with a symmetry, another branch crosses it. Whatever is not
accepted is sought by a shorter step; where the steps get very short the branch turns, and is followed by its arc length
(`arc_length.py`) to its first solution at s = 1. A crossing branch is passed straight on.

Where that fails too, as on the kinks of interpolated values, s steps over the turn, and the drift of play takes the
node to another branch. Such nodes are *astray*: their solution is one, but not known to be on the principal branch.

Source: R. McKelvey and T. Palfrey, Quantal response equilibria for normal form games, Games and Economic Behavior 10
(1995) 6–38, theorem 3; T. Turocy, A dynamic homotopy interpretation of the logistic quantal response equilibrium
correspondence, Games and Economic Behavior 51 (2005) 243–263.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from detente.solve.arc_length import Ends, follow_by_arc_length
from detente.solve.nodes import Nodes, NodeScores, find_policies
from detente.solve.stepping import FIRST_STEP, LATER_FIRST_STEP, StepRule

Shares = Float[np.ndarray, " _node"]
IsSolved = Bool[np.ndarray, " _node"]

FIRST_SHARE = 0.25
"""How far s goes first; twice as far after a solution, half as far where there was none."""

LEAST_SHARE = 1e-3
"""No solution this near to the last one: the branch turns."""

MOST_CHANGE = 0.25
"""Of a probability from one solution to the next; a larger one may have left the branch."""

MOST_MISSES = (0.03, 0.003)
"""By how much a probability may miss what the last two solutions let expect, in a first and in a second attempt. Other
solutions may lie next to the branch, on a closed curve of their own, say, and Newton's steps may end at one of them."""

LEAST_OF_EXPECTED = 1 / 3
"""Of the determinant, what its fall so far must let expect. Where it was about to pass zero and has not, the solution
may be on a branch that crosses there."""

LEAST_DETERMINANT = 1e-3
"""Nearer to zero a solution is no longer sure of its branch: its error is that of the residual over the determinant."""

NEAR_GOAL = 1e-12
"""On the bound on the residual on the way, for the same reason."""

OVER_A_TURN = 1e-3
"""How far s goes past a turn that could not be followed; twice as far each time that play arrives nowhere."""

NEAR_STEPS = 20
"""Steps from one solution to the next."""

MOST_SHARES = 400
"""Then it is given up."""


def follow_principal_branch(nodes: Nodes, shape: tuple[int, ...], max_steps: int, goal: float) -> Ends:
    """Scores at the branch's end, or where it was lost; nodes that are not followed are astray.

    Args:
        shape: of the scores. max_steps: across a turn. goal: on the bound on the residual.
    """
    scores, share, is_followed = np.zeros(shape), np.zeros(shape[-1]), np.zeros(shape[-1], dtype=bool)
    left = np.arange(shape[-1])
    for most_miss in MOST_MISSES:
        own, part = nodes.select(left), (*shape[:-1], len(left))
        scores[..., left], share[left] = _follow_upwards(own, part, goal, most_miss)
        is_followed[left] = share[left] == 1
        left = left[~is_followed[left]]
        if len(left) > 0:
            around = follow_by_arc_length(nodes.select(left), scores[..., left], share[left], goal)
            followed = left[around.is_followed]
            scores[..., followed], is_followed[followed] = around.scores[..., around.is_followed], True
            left = left[~around.is_followed]
        if len(left) == 0:
            break
    if len(left) > 0:
        scores[..., left] = _step_over_turns(nodes.select(left), scores[..., left], share[left], max_steps, goal)
    return Ends(scores, is_followed)


def _follow_upwards(nodes: Nodes, shape: tuple[int, ...], goal: float, most_miss: float) -> tuple[NodeScores, Shares]:
    """The solutions before the branches' first turns, and their shares: 1 where there is no turn."""
    scores, share, further = np.zeros(shape), np.zeros(shape[-1]), np.full(shape[-1], FIRST_SHARE)
    slope, determinant, fall = np.zeros(shape), np.ones(shape[-1]), np.zeros(shape[-1])
    chosen, own = np.arange(shape[-1]), nodes
    while True:
        is_open = (share[chosen] < 1) & (further[chosen] >= LEAST_SHARE)
        if not is_open.any():
            return scores, share
        if 2 * np.count_nonzero(is_open) <= len(chosen):
            chosen = chosen[is_open]
            own = nodes.select(chosen)
        is_going = further[chosen] >= LEAST_SHARE
        tried = np.where(is_going, np.minimum(share[chosen] + further[chosen], 1.0), share[chosen])
        weaker, before, moved = own.with_precision(tried), scores[..., chosen], tried - share[chosen]
        start = before + moved * slope[..., chosen]
        found, is_solved = _solve_near(weaker, start, goal)
        # The first step has no slope yet, and starts from where the branch is known to begin.
        miss = np.where(share[chosen] == 0, MOST_CHANGE, most_miss)
        is_next = is_solved & is_going & _is_near(weaker, (before, start, found), miss)
        there = np.flatnonzero(is_next)
        now = np.ones(len(chosen))
        if len(there) > 0:
            now[there] = find_determinant(weaker.select(there), found[..., there])
        expected = determinant[chosen] - fall[chosen] * moved
        is_next &= (now > LEAST_DETERMINANT) & (expected > LEAST_OF_EXPECTED * now)
        further[chosen] = np.where(is_next, 2 * further[chosen], further[chosen] / 2)
        taken, step = chosen[is_next], np.where(moved > 0, moved, 1.0)[is_next]
        slope[..., taken] = (found - before)[..., is_next] / step
        fall[taken], determinant[taken] = (determinant[taken] - now[is_next]) / step, now[is_next]
        scores[..., taken], share[taken] = found[..., is_next], tried[is_next]


def _solve_near(nodes: Nodes, start: NodeScores, goal: float) -> tuple[NodeScores, IsSolved]:
    """Solutions near some scores, solved better than the goal where rounding lets them."""
    rule = StepRule(NEAR_STEPS, NEAR_GOAL, is_drift=False)
    progress = nodes.advance(start, np.full(start.shape[-1], LATER_FIRST_STEP), rule)
    return np.array(progress.scores), progress.bound <= goal


def _is_near(
    nodes: Nodes, way: tuple[NodeScores, NodeScores, NodeScores], most_miss: Float[np.ndarray, " _node"]
) -> IsSolved:
    """Whether solutions are not far from those before, and where they were expected.

    Args:
        way: the solutions before, those expected, and those found. most_miss: of what was expected.
    """
    before, expected, found = (find_policies(each, nodes) for each in way)
    is_near = np.abs(found - before).max(axis=0) <= MOST_CHANGE
    return np.asarray(is_near & (np.abs(found - expected).max(axis=0) <= most_miss))


def find_determinant(nodes: Nodes, scores: NodeScores) -> Float[np.ndarray, " _node"]:
    """The determinant of I − λ Q′ at solutions: one at λ = 0, and zero where branches turn or cross."""
    matrix = np.moveaxis(nodes.response_matrix(scores), -1, 0)
    is_finite = np.isfinite(matrix).all(axis=(1, 2))
    clean = np.where(is_finite[:, None, None], matrix, 0.0)
    return np.asarray(np.where(is_finite, np.linalg.det(np.eye(matrix.shape[1]) - clean), 0.0))


def _step_over_turns(nodes: Nodes, scores: NodeScores, share: Shares, max_steps: int, goal: float) -> NodeScores:
    """Solutions at s = 1 by way of any branch. scores: solutions at the given shares."""
    num_nodes = len(share)
    further, over = np.full(num_nodes, OVER_A_TURN), np.full(num_nodes, OVER_A_TURN)

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
