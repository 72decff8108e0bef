"""Solves the nodes of a block: from one good start for all of them, then from other starts for those left over.

Every node starts from the policy of the same state and belief one period later, where there is one: play is continued
backwards from the policy of the next period, and only the last period starts from uniform play. Where a node has
several equilibria this keeps to one branch as long as it exists; starting every node of every period from uniform play
lets neighbours flip between branches, and the values turn ragged (docs/decisions/0006).

Nodes left over are restarted from uniform play, from their neighbours' solutions, from pure profiles, and from random
scores (`restarts.py`); only then may a step go against the drift of play (`kernel/response.py`, equation 7). The last
few are sought along the principal branch (`principal_branch.py`).

A solution is *unstable* if play that is disturbed a little drifts away from it. Nodes with an unstable solution are
solved again from their first scores, with steps that every direction allows (equation 8). The solution stays unstable
where play does not leave it on its own (talk without meaning is left by chance only), or where play goes in circles.

Written against the contract of `nodes.py` alone.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.solve.equilibrium import Settings
from detente.solve.nodes import NodeIndex, Nodes, NodeScores, Progress, find_policies
from detente.solve.principal_branch import follow_principal_branch
from detente.solve.restarts import list_restarts
from detente.solve.stepping import FIRST_STEP, LATER_FIRST_STEP, StepRule

CAREFUL_STEPS = 1000
"""Steps that every direction allows may stay short to the end: in the cheap talk of `crises/classics` solutions take 25
to 900 of them, and all are found."""

STABLE_GROWTH = 1 + 1e-6
"""Real parts up to this count as stable: rounding leaves as much doubt about a node where two solutions just meet."""

GOAL_BELOW_TOLERANCE = 0.1
"""Aiming a little below the tolerance costs next to nothing, as the last steps are Newton's."""


POLISHED = 1e-4
"""Share of the tolerance to which solutions of the principal branch are solved at last: what is the same branch is then
the same number, in whatever order a scenario is written."""

POLISHING_STEPS = 4

NEXT_TO = 1e-3
"""By how much a probability may differ from what was interpolated between solutions on the branch to be one of it."""


class SolvedNodes(NamedTuple):
    """The best scores found for every node, and the nodes at which they are a solution that play drifts away from.

    Args:
        astray: nodes whose solution is not known to be the one that the rule means.
    """

    scores: NodeScores
    unstable: NodeIndex
    astray: NodeIndex = np.zeros(0, dtype=np.int64)


def solve_nodes(nodes: Nodes, first_scores: NodeScores, settings: Settings) -> SolvedNodes:
    """Scores at which every node's residual is as small as could be reached, by the rule of the settings.

    Args:
        first_scores: where to start; zero where nothing is known. The principal branch starts from uniform play.
    """
    if settings.rule != "drift":
        return solve_along_branch(nodes, first_scores.shape, settings)
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    best = solve_from(nodes, first_scores, settings)
    for is_drift, restart in itertools.product((True, False), list_restarts(nodes.shape, settings.sweeps)):
        left = best.above(settings.tolerance)
        if len(left) == 0:
            break
        best.improve(left, restart(best.scores, left), StepRule(settings.max_steps, goal, is_drift))
    left = best.above(settings.tolerance)
    if len(left) > 0:
        best.trace(left, settings.max_steps, goal)
    left = best.unstable(settings.tolerance)
    if len(left) > 0:
        best.settle(left, first_scores[..., left], settings.tolerance)
        left = best.unstable(settings.tolerance)
    return SolvedNodes(best.scores, left)


def solve_along_branch(
    nodes: Nodes, shape: tuple[int, ...], settings: Settings, kept: Nodes | None = None
) -> SolvedNodes:
    """The principal branch at every node, and how play would be by its drift where the branch leads nowhere.

    Args:
        shape: of the scores. kept: the nodes kept to a subspace in which the branch is followed.
    """
    ends = follow_principal_branch(kept or nodes, shape, settings.max_steps, GOAL_BELOW_TOLERANCE * settings.tolerance)
    rule = StepRule(POLISHING_STEPS, POLISHED * settings.tolerance, is_drift=False)
    best = BestSoFar(nodes, nodes.advance(ends.scores, np.full(shape[-1], LATER_FIRST_STEP), rule))
    astray = np.flatnonzero(~ends.is_followed)
    left = best.above(settings.tolerance)
    if len(left) > 0:
        drift = replace(settings, rule="drift")
        best.scores[..., left] = solve_nodes(nodes.select(left), np.zeros((*shape[:-1], len(left))), drift).scores
        best.look_again(left)
    return SolvedNodes(best.scores, best.unstable(settings.tolerance), np.union1d(astray, left))


def solve_from(nodes: Nodes, first_scores: NodeScores, settings: Settings) -> BestSoFar:
    """What is found from one start alone."""
    is_known = np.any(first_scores != 0, axis=(0, 1))
    first_step = np.where(is_known, LATER_FIRST_STEP, FIRST_STEP)
    rule = StepRule(settings.max_steps, GOAL_BELOW_TOLERANCE * settings.tolerance)
    return BestSoFar(nodes, nodes.advance(first_scores, first_step, rule))


def solve_scattered(
    nodes: Nodes, first_scores: NodeScores, tolerance: float, settings: Settings
) -> tuple[NodeScores, Float[np.ndarray, " node"]]:
    """Scores at nodes that are nobody's neighbours, and bounds on their residuals.

    From the given scores, then from uniform play, against the drift of play too, and along the principal branch unless
    the settings say no; or, where the rule means that, along the principal branch at once, unless there is a solution
    next to the given scores.
    """
    max_steps, rule = settings.max_steps, StepRule(settings.max_steps, tolerance)
    if settings.rule != "drift":
        first_scores = _find_on_branch(nodes, first_scores, tolerance, max_steps)
    best = BestSoFar(nodes, nodes.advance(first_scores, np.full(first_scores.shape[-1], LATER_FIRST_STEP), rule))
    for is_drift in (True, False):
        left = best.above(tolerance)
        if len(left) > 0:
            best.improve(left, np.zeros_like(best.scores[..., left]), rule._replace(is_drift=is_drift))
    left = best.above(tolerance)
    if len(left) > 0 and settings.traces_in_play:
        best.trace(left, max_steps, tolerance)
    return best.scores, best.bound


def _find_on_branch(nodes: Nodes, scores: NodeScores, tolerance: float, max_steps: int) -> NodeScores:
    """Solutions next to some scores, which come from the branch at points around; else those at the branch's end."""
    step, rule = np.full(scores.shape[-1], LATER_FIRST_STEP), StepRule(POLISHING_STEPS, tolerance, is_drift=False)
    near = nodes.advance(scores, step, rule)
    before, after = (find_policies(each, nodes) for each in (scores, near.scores))
    is_near = (near.bound <= tolerance) & (np.abs(after - before).max(axis=0) <= NEXT_TO)
    found = np.where(is_near, near.scores, scores)
    far = np.flatnonzero(~is_near)
    if len(far) > 0:
        ends = follow_principal_branch(nodes.select(far), (*scores.shape[:-1], len(far)), max_steps, tolerance)
        found[..., far] = np.where(ends.is_followed, ends.scores, scores[..., far])
    return np.asarray(found)


class BestSoFar:
    """The best scores so far of all nodes of a block, bounds on their residuals, and on the growth (`Progress`)."""

    def __init__(self, nodes: Nodes, progress: Progress) -> None:
        self.nodes = nodes
        self.scores: NodeScores = np.array(progress.scores)
        self.bound: Float[np.ndarray, " node"] = np.array(progress.bound)
        self.growth: Float[np.ndarray, " node"] = np.array(progress.growth)
        self._is_growth_exact: Bool[np.ndarray, " node"] = np.full(self.growth.shape, nodes.shape.is_growth_exact)

    def above(self, goal: float) -> NodeIndex:
        """The nodes whose bound is not below the goal."""
        return np.flatnonzero(~(self.bound <= goal))

    def unstable(self, tolerance: float) -> NodeIndex:
        """The solved nodes whose solution is unstable; most are known to be stable by the bound on their growth."""
        is_doubtful = (self.bound <= tolerance) & (self.growth > 1)
        unseen = np.flatnonzero(is_doubtful & ~self._is_growth_exact)
        if len(unseen) > 0:
            self.growth[unseen] = largest_growth(self.nodes.select(unseen), self.scores[..., unseen])
            self._is_growth_exact[unseen] = True
        return np.flatnonzero(is_doubtful & (self.growth > STABLE_GROWTH))

    def look_again(self, places: NodeIndex) -> None:
        """The bounds at some nodes whose scores have been changed."""
        rule, start = StepRule(0, 0.0), self.scores[..., places]
        progress = self.nodes.select(places).advance(start, np.full(len(places), LATER_FIRST_STEP), rule)
        self._keep(places, progress, np.ones(len(places), dtype=bool))

    def improve(self, left: NodeIndex, start: NodeScores, rule: StepRule) -> None:
        """Solves the nodes `left` from the given scores, and keeps what is better than before."""
        self._keep_better(left, self.nodes.select(left).advance(start, np.full(len(left), FIRST_STEP), rule))

    def trace(self, left: NodeIndex, max_steps: int, goal: float) -> None:
        """Solves the nodes `left` along the principal branch, and keeps what is better than before."""
        nodes = self.nodes.select(left)
        start = follow_principal_branch(nodes, self.scores[..., left].shape, max_steps, goal).scores
        rule = StepRule(max_steps, goal, is_drift=False)
        self._keep_better(left, nodes.advance(start, np.full(len(left), LATER_FIRST_STEP), rule))

    def settle(self, left: NodeIndex, start: NodeScores, tolerance: float) -> None:
        """Solves the nodes `left` with careful steps, and keeps solutions that are stable.

        Together from uniform play and from the given scores. Of two stable solutions the second one stays: it is
        written last.
        """
        rule = StepRule(CAREFUL_STEPS, GOAL_BELOW_TOLERANCE * tolerance, is_careful=True)
        twice, starts = np.tile(left, 2), np.concatenate([np.zeros_like(start), start], axis=-1)
        nodes = self.nodes.select(twice)
        progress = nodes.advance(starts, np.full(len(twice), FIRST_STEP), rule)
        candidates = BestSoFar(nodes, progress)
        is_stable = candidates.bound <= tolerance
        is_stable[candidates.unstable(tolerance)] = False
        self._keep(twice, progress, is_stable)

    def _keep_better(self, places: NodeIndex, progress: Progress) -> None:
        """Takes over what is nearer to a solution than before."""
        self._keep(places, progress, ~(progress.bound >= self.bound[places]))

    def _keep(self, places: NodeIndex, progress: Progress, is_better: Bool[np.ndarray, " some"]) -> None:
        """Takes over what is better of some nodes."""
        better = places[is_better]
        self.scores[..., better] = progress.scores[..., is_better]
        self.bound[better] = progress.bound[is_better]
        self.growth[better] = progress.growth[is_better]
        self._is_growth_exact[better] = self.nodes.shape.is_growth_exact


def largest_growth(nodes: Nodes, scores: NodeScores) -> Float[np.ndarray, " node"]:
    """Largest real part of an eigenvalue of the response matrix; below one where a solution is stable."""
    matrix = nodes.response_matrix(scores)
    is_finite = np.isfinite(matrix).all(axis=(0, 1))
    by_node = np.moveaxis(np.where(is_finite, matrix, 0.0), -1, 0)
    return np.where(is_finite, np.linalg.eigvals(by_node).real.max(axis=-1), np.inf)


def arrange_by_state(nodes: Nodes, counts: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
    """A number for every node of a block, by state and belief."""
    beliefs = nodes.shape.beliefs
    by_state = np.empty((len(counts) // len(beliefs), len(beliefs)), dtype=counts.dtype)
    by_state[:, beliefs] = counts.reshape(by_state.shape)
    return by_state
