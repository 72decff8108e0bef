"""Solves the nodes of a block: a few steps for all of them, then the sturdy method for those left over.

Every node starts from the policy of the same state and belief one period later, where there is one: play is continued
backwards from the convention that will rule next period, and only the last period starts from uniform play. Where a
node has several equilibria this keeps to one branch as long as it exists; starting every node of every period from
uniform play lets neighbours flip between branches, and the values turn ragged (docs/decisions/0006).

Nodes left over go on alone for longer, and are then restarted from uniform play, from their neighbours' answers, from
pure profiles, and from random scores; only then may a step go against the drift of play (`response.py`, equation 7).
The last few are sought along the principal branch (`principal_branch.py`).

An answer is *unstable* if play that is disturbed a little drifts away from it. Nodes whose answer is so are started
again where they began, with steps that every direction allows (equation 8); an answer stays unstable where play
does not leave it on its own, as talk without meaning may be left by chance only, or where play goes round in circles.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.solve.equilibrium import Settings
from detente.solve.kernel.nodes import Arrived
from detente.solve.method import Index, Method, NodeScores, Scores
from detente.solve.one_mover import one_mover
from detente.solve.principal_branch import follow_principal_branch
from detente.solve.response import FIRST_STEP, LATER_FIRST_STEP, Progress

QUICK_STEPS = 6
"""Steps for a whole block whose nodes wait for one another; most need three from a good start."""

CAREFUL_STEPS = 1000
"""Steps that every direction allows may stay short to the end: in the cheap talk of `crises/classics` answers take 25
to 900 of them, and all are found."""

STABLE_GROWTH = 1 + 1e-6
"""Real parts up to this count as stable: rounding leaves as much doubt about a node where two answers just meet."""

GOAL_BELOW_TOLERANCE = 0.1
"""Aiming a little below the tolerance costs next to nothing, as the last steps are Newton's."""


class Solved(NamedTuple):
    """The best scores found for every node, and the nodes at which they are a solution that play drifts away from."""

    scores: Scores
    unstable: Index


def solve_nodes(nodes: Any, first_scores: Scores, settings: Settings, method: Method | None = None) -> Solved:
    """Scores at which every node's residual is as small as could be reached.

    Args:
        nodes: of an informed mover (`Nodes`), or those that the method is for.
        first_scores: where to start; zero where nothing is known.
    """
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    method = method or one_mover()
    nodes = method.prepared(nodes)
    answers = first_answers(nodes, first_scores, settings, method)
    for is_drift, restart in itertools.product((True, False), method.restarts(nodes, settings.sweeps)):
        left = answers.above(settings.tolerance)
        if len(left) == 0:
            break
        answers.improve(left, restart(answers.scores, left), settings.max_steps, goal, is_drift)
    left = answers.above(settings.tolerance)
    if len(left) > 0:
        answers.trace(left, settings.max_steps, goal)
    left = answers.unstable(settings.tolerance)
    if len(left) > 0:
        answers.settle(left, np.asarray(first_scores)[..., left], settings.tolerance)
        left = answers.unstable(settings.tolerance)
    return Solved(answers.scores, left)


def first_answers(nodes: Any, first_scores: Scores, settings: Settings, method: Method | None = None) -> Answers:
    """What is found from one start alone.

    Where nodes wait for one another, those left over after a few steps go on in smaller company.
    """
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    is_known = np.any(np.asarray(first_scores) != 0, axis=(0, 1))
    first_step = np.where(is_known, LATER_FIRST_STEP, FIRST_STEP)
    method = method or one_mover()
    nodes = method.prepared(nodes)
    if not method.batches:
        return Answers(nodes, method.advance(nodes, first_scores, first_step, settings.max_steps, goal), method)
    answers = Answers(nodes, method.advance(nodes, first_scores, first_step, QUICK_STEPS, goal), method)
    left = answers.above(goal)
    if len(left) > 0:
        answers.improve(left, answers.scores[..., left], settings.max_steps, goal)
    return answers


class Answers:
    """The best scores so far of all nodes of a block, bounds on their residuals, and on the growth (`Progress`)."""

    def __init__(self, nodes: Any, progress: Progress | Arrived, method: Method) -> None:
        self.nodes = nodes
        self.method = method
        self.scores: Float[np.ndarray, "action type node"] = np.asarray(progress.scores)
        self.bound: Float[np.ndarray, " node"] = np.asarray(progress.bound)
        self.growth: Float[np.ndarray, " node"] = np.array(progress.growth)
        self.is_growth_known: Bool[np.ndarray, " node"] = np.full(self.growth.shape, method.is_growth_known(nodes))

    def above(self, goal: float) -> Int[np.ndarray, " some"]:
        """The nodes whose bound is not below the goal."""
        return np.flatnonzero(~(self.bound <= goal))

    def unstable(self, tolerance: float) -> Int[np.ndarray, " some"]:
        """The solved nodes whose answer is unstable; most are known to be stable by the bound on their growth."""
        is_doubtful = (self.bound <= tolerance) & (self.growth > 1)
        unseen = np.flatnonzero(is_doubtful & ~self.is_growth_known)
        if len(unseen) > 0:
            self.growth[unseen] = growth_of(self.nodes, unseen, self.scores[..., unseen], self.method)
            self.is_growth_known[unseen] = True
        return np.flatnonzero(is_doubtful & (self.growth > STABLE_GROWTH))

    def improve(self, left: Index, start: NodeScores, max_steps: int, goal: float, is_drift: bool = True) -> None:
        """Solves the nodes `left` from the given scores, and keeps what is better than before."""
        for chosen, place, batch in _batches(self.nodes, left, self.method):
            first_step = np.full(len(place), FIRST_STEP)
            progress = self.method.advance(batch, start[..., place], first_step, max_steps, goal, is_drift)
            self._keep_better(chosen, progress)

    def trace(self, left: Index, max_steps: int, goal: float) -> None:
        """Solves the nodes `left` along the principal branch, and keeps what is better than before."""
        for chosen, place, batch in _batches(self.nodes, left, self.method):
            start = follow_principal_branch(batch, self.scores[..., left[place]], self.method, max_steps, goal)
            first_step = np.full(len(place), LATER_FIRST_STEP)
            progress = self.method.advance(batch, start, first_step, max_steps, goal, is_drift=False)
            self._keep_better(chosen, progress)

    def settle(self, left: Index, start: NodeScores, tolerance: float) -> None:
        """Solves the nodes `left` with careful steps, and keeps answers that are stable.

        Side by side from uniform play and from the given scores. Of two stable answers the second one stays: it is
        written last.
        """
        goal, starts = GOAL_BELOW_TOLERANCE * tolerance, np.concatenate([np.zeros_like(start), start], axis=-1)
        for chosen, place, batch in _batches(self.nodes, np.tile(left, 2), self.method):
            first_step = np.full(len(place), FIRST_STEP)
            progress = self.method.advance(batch, starts[..., place], first_step, CAREFUL_STEPS, goal, is_careful=True)
            found = Answers(batch, progress, self.method)
            is_stable = found.bound <= tolerance
            is_stable[found.unstable(tolerance)] = False
            self._keep(chosen, progress, is_stable[: len(chosen)])

    def _keep_better(self, chosen: Index, progress: Progress | Arrived) -> None:
        """Takes over what is nearer to a solution than before."""
        bound = np.asarray(progress.bound)[: len(chosen)]
        self._keep(chosen, progress, ~(bound >= self.bound[chosen]))

    def _keep(self, chosen: Index, progress: Progress | Arrived, is_better: Bool[np.ndarray, " some"]) -> None:
        """Takes over what is better of a batch."""
        if not self.scores.flags.writeable:
            self.scores, self.bound = self.scores.copy(), self.bound.copy()
        number, places = len(chosen), chosen[is_better]
        self.scores[..., places] = np.asarray(progress.scores)[..., :number][..., is_better]
        self.bound[places] = np.asarray(progress.bound)[:number][is_better]
        self.growth[places] = np.asarray(progress.growth)[:number][is_better]
        self.is_growth_known[places] = self.method.is_growth_known(self.nodes)


def growth_of(nodes: Any, index: Index, scores: NodeScores, method: Method | None = None) -> Float[np.ndarray, " some"]:
    """Largest real part of an eigenvalue of E G at some nodes; below one where the answer is stable."""
    growth = np.empty(len(index))
    done = 0
    method = method or one_mover()
    nodes = method.prepared(nodes)
    for chosen, place, batch in _batches(nodes, index, method):
        matrix = np.asarray(method.matrix_at(batch, scores[..., place]))[..., : len(chosen)]
        is_finite = np.isfinite(matrix).all(axis=(0, 1))
        matrix = np.moveaxis(np.where(is_finite, matrix, 0.0), -1, 0)
        found = np.linalg.eigvals(matrix).real.max(axis=-1)
        growth[done : done + len(chosen)] = np.where(is_finite, found, np.inf)
        done += len(chosen)
    return growth


def _batches(nodes: Any, left: Index, method: Method) -> Iterator[tuple[Index, Index, Any]]:
    """Some nodes so many at a time: which they are, their places among `left` filled up by repetition, and they."""
    sizes = method.batches or (max(len(left), 1),)
    size = next((size for size in sizes if len(left) <= size), sizes[-1])
    for first in range(0, len(left), size):
        chosen = left[first : first + size]
        place = np.resize(np.arange(first, first + len(chosen)), size)
        yield chosen, place, method.subset(nodes, left[place])
