"""The principal branch: solutions at increasing precision, from uniform play at zero to those at a node's own.

At precision zero there is one solution, and from it a branch of solutions leads to nearly every precision. The share s
of a node's precision grows from 0 to 1, and every solution is expected on the line through the two before. One is
accepted if it is where it was expected and the determinant of I − s R′ is still positive, which changes
only where the branch turns (or, in a game with a symmetry, where another branch crosses it). Whatever is not
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
from detente.solve.nodes import NodeIndex, Nodes, NodeScores, find_policies
from detente.solve.stepping import FIRST_STEP, LATER_FIRST_STEP, StepRule

Shares = Float[np.ndarray, " node"]
IsSolved = Bool[np.ndarray, " node"]

FIRST_SHARE = 0.25
"""How far s goes first; twice as far after a solution, half as far where there was none."""

LEAST_SHARE = 1e-3
"""No solution this near to the last one: the branch turns."""

MOST_CHANGE = 0.25
"""Of a probability from one solution to the next; a larger one may have left the branch."""

MOST_MISSES = (0.03, 0.003)
"""By how much a probability may miss what the last two solutions let expect, in a first and in a second attempt. Other
solutions may lie next to the branch, on a closed curve of their own, say, and Newton's steps may end at one of them."""

NEAR_GOAL = 1e-7
"""On the bound on the residual at s < 1, where solutions are only passed."""

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
    slope = np.zeros(shape)
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
        found, is_solved = _solve_near(weaker, start, goal, at_end=tried == 1)
        # The first step has no slope yet, and starts from where the branch is known to begin.
        miss = np.where(share[chosen] == 0, MOST_CHANGE, most_miss)
        is_next = is_solved & is_going & _is_same_branch(weaker, (before, start, found), miss)
        further[chosen] = np.where(is_next, 2 * further[chosen], further[chosen] / 2)
        taken = chosen[is_next]
        slope[..., taken] = (found - before)[..., is_next] / np.where(moved > 0, moved, 1.0)[is_next]
        scores[..., taken], share[taken] = found[..., is_next], tried[is_next]


def _solve_near(nodes: Nodes, start: NodeScores, goal: float, at_end: IsSolved) -> tuple[NodeScores, IsSolved]:
    """Solutions near some scores. goal: where `at_end`, on the bound on the residual."""
    step, near_goal = np.full(start.shape[-1], LATER_FIRST_STEP), max(goal, NEAR_GOAL)
    progress = nodes.advance(start, step, StepRule(NEAR_STEPS, near_goal, is_drift=False))
    scores, is_solved = np.array(progress.scores), progress.bound <= near_goal
    last = np.flatnonzero(at_end & is_solved)
    if len(last) > 0 and goal < near_goal:
        ended = nodes.select(last).advance(scores[..., last], step[last], StepRule(NEAR_STEPS, goal, is_drift=False))
        scores[..., last], is_solved[last] = ended.scores, ended.bound <= goal
    return scores, is_solved


def _is_same_branch(
    nodes: Nodes, way: tuple[NodeScores, NodeScores, NodeScores], most_miss: Float[np.ndarray, " node"]
) -> IsSolved:
    """Whether solutions can be the next ones on a branch: not far on, where they were expected, and of the same index.

    Args:
        way: the solutions before, those expected, and those found. most_miss: of what was expected.
    """
    before, expected, found = (find_policies(each, nodes.available, nodes.shape.menus) for each in way)
    is_same = np.abs(found - before).max(axis=0) <= MOST_CHANGE
    is_same &= np.abs(found - expected).max(axis=0) <= most_miss
    near: NodeIndex = np.flatnonzero(is_same)
    if len(near) > 0:
        is_same[near] = find_index(nodes.select(near), way[2][..., near]) > 0
    return np.asarray(is_same)


def find_index(nodes: Nodes, scores: NodeScores) -> Float[np.ndarray, " node"]:
    """The sign of the determinant of I − λ Q′ at solutions: one at λ = 0, and along a branch up to its first turn."""
    rule = StepRule(0, 0.0)
    growth = nodes.advance(scores, np.full(scores.shape[-1], LATER_FIRST_STEP), rule).growth
    sign = np.ones(scores.shape[-1])
    # All eigenvalues of λ Q′ have real parts below one: their factors 1 − μ multiply to a positive number.
    doubtful = np.flatnonzero(~(growth < 1))
    if len(doubtful) > 0:
        matrix = np.moveaxis(nodes.select(doubtful).response_matrix(scores[..., doubtful]), -1, 0)
        is_finite = np.isfinite(matrix).all(axis=(1, 2))
        clean = np.where(is_finite[:, None, None], matrix, 0.0)
        sign[doubtful] = np.where(is_finite, np.linalg.slogdet(np.eye(matrix.shape[1]) - clean)[0], 0.0)
    return np.asarray(sign)


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
