"""Solves the nodes of a block: a few steps for all of them, then the sturdy method for those left over.

Every node starts from the policy of the same state and belief one period later, where there is one: play is continued
backwards from the convention that will rule next period, and only the last period starts from uniform play. Where a
node has several equilibria this keeps to one branch as long as it exists; starting every node of every period from
uniform play lets neighbours flip between branches, and the values turn ragged (docs/decisions/0006).

Nodes left over go on alone for longer, and are then restarted from uniform play, from their neighbours' answers, from
pure profiles, and from random scores; only then may a step go against the drift of play (`response.py`, equation 7).
The last few are given far more steps.

An answer is *unstable* if play that is disturbed a little drifts away from it. Nodes whose answer is so are started
again where they began, with steps that every direction allows (equation 8); an answer stays unstable where play
does not leave it on its own, as talk without meaning may be left by chance only, or where play goes round in circles.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from detente.solve.equilibrium import Settings
from detente.solve.kernel import nodes as by_kernel
from detente.solve.kernel.nodes import Arrived, KernelNodes
from detente.solve.response import (
    FIRST_STEP,
    LATER_FIRST_STEP,
    Nodes,
    Progress,
    advance,
    evaluate,
    response_matrix,
)

Index = Int[np.ndarray, " some"]
NodeScores = Float[np.ndarray, "action type _node"]
Restart = Callable[[NodeScores, Index], NodeScores]
"""From the scores of all nodes, and which are left over, to scores to start those from."""

NodeMenus = Sequence[tuple[Bool[np.ndarray, "_action node"], int]]
"""What every mover can do at some nodes, and how many types it has."""

Scores = Float[Array, "action type node"] | Float[np.ndarray, "action type node"]

QUICK_STEPS = 6
"""Steps for a whole block; most nodes need three from a good start."""

BATCHES = (32, 512)
"""Two shapes for an array library to compile."""

PURE_SCORE = 8.0
"""A score that makes an action nearly certain: e^8 is 3,000 to 1."""

MOST_PROFILES = 64
"""Restarts from pure profiles, at most."""

NUM_DRAWS = 32
"""Restarts from random scores."""

CAREFUL_STEPS = 300
"""Steps that every direction allows may stay short to the end, and then an answer takes some hundreds."""

LAST_STEPS = 50
"""Times `max_steps`, for the few nodes that no start has solved in so many."""

STABLE_GROWTH = 1 + 1e-6
"""Real parts up to this count as stable: rounding leaves as much doubt about a node where two answers just meet."""

GOAL_BELOW_TOLERANCE = 0.1
"""Aiming a little below the tolerance costs next to nothing, as the last steps are Newton's."""


class Method(NamedTuple):
    """How a kind of nodes is solved.

    Args:
        advance, subset, matrix_at: steps, a choice of nodes, and E G at given scores.
        restarts: from the nodes and the number of sweeps. menus: of the nodes.
        prepared: from nodes to what the others take; of what is prepared already, it.
        batches: nodes that are left over are taken so many at a time, in the smallest number that they fit into, so
            that few shapes are compiled; empty where the number does not matter.
    """

    advance: Callable[..., Progress | Arrived]
    subset: Callable[..., Any]
    matrix_at: Callable[..., Any]
    restarts: Callable[[Any, int], Iterable[Restart]]
    menus: Callable[[Any], NodeMenus]
    prepared: Callable[[Any], Any] = lambda nodes: nodes
    batches: tuple[int, ...] = BATCHES


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
    for restart in (uniform, *random_draws()):
        left = answers.above(settings.tolerance)
        if len(left) == 0:
            break
        answers.improve(left, restart(answers.scores, left), LAST_STEPS * settings.max_steps, goal)
    left = answers.unstable(settings.tolerance)
    if len(left) > 0:
        answers.settle(left, np.asarray(first_scores)[..., left], settings.tolerance)
        left = answers.unstable(settings.tolerance)
    return Solved(answers.scores, left)


def first_answers(nodes: Any, first_scores: Scores, settings: Settings, method: Method | None = None) -> Answers:
    """What is found from one start alone: a few steps for all nodes, more for those left over."""
    goal = GOAL_BELOW_TOLERANCE * settings.tolerance
    is_known = np.any(np.asarray(first_scores) != 0, axis=(0, 1))
    first_step = np.where(is_known, LATER_FIRST_STEP, FIRST_STEP)
    method = method or one_mover()
    nodes = method.prepared(nodes)
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

    def above(self, goal: float) -> Int[np.ndarray, " some"]:
        """The nodes whose bound is not below the goal."""
        return np.flatnonzero(~(self.bound <= goal))

    def unstable(self, tolerance: float) -> Int[np.ndarray, " some"]:
        """The solved nodes whose answer is unstable; most are known to be stable by the bound on their growth."""
        doubtful = np.flatnonzero((self.bound <= tolerance) & (self.growth > 1))
        self.growth[doubtful] = growth_of(self.nodes, doubtful, self.scores[..., doubtful], self.method)
        return doubtful[self.growth[doubtful] > STABLE_GROWTH]

    def improve(self, left: Index, start: NodeScores, max_steps: int, goal: float, is_drift: bool = True) -> None:
        """Solves the nodes `left` from the given scores, and keeps what is better than before."""
        for chosen, place, batch in _batches(self.nodes, left, self.method):
            first_step = np.full(len(place), FIRST_STEP)
            progress = self.method.advance(batch, start[..., place], first_step, max_steps, goal, is_drift)
            bound = np.asarray(progress.bound)[: len(chosen)]
            self._keep(chosen, progress, ~(bound >= self.bound[chosen]))

    def settle(self, left: Index, start: NodeScores, tolerance: float) -> None:
        """Solves the nodes `left` with careful steps, and keeps answers that are stable.

        Side by side from uniform play and from the given scores. Of two stable answers the second one stays: it is
        written last.
        """
        goal, starts = GOAL_BELOW_TOLERANCE * tolerance, np.concatenate([np.zeros_like(start), start], axis=-1)
        for chosen, place, batch in _batches(self.nodes, np.tile(left, 2), self.method):
            first_step = np.full(len(place), FIRST_STEP)
            progress = self.method.advance(batch, starts[..., place], first_step, CAREFUL_STEPS, goal, is_careful=True)
            number = len(chosen)
            growth = growth_of(self.nodes, chosen, np.asarray(progress.scores)[..., :number], self.method)
            is_stable = (np.asarray(progress.bound)[:number] <= tolerance) & (growth <= STABLE_GROWTH)
            self._keep(chosen, progress, is_stable)

    def _keep(self, chosen: Index, progress: Progress | Arrived, is_better: Bool[np.ndarray, " some"]) -> None:
        """Takes over what is better of a batch."""
        if not self.scores.flags.writeable:
            self.scores, self.bound = self.scores.copy(), self.bound.copy()
        number, places = len(chosen), chosen[is_better]
        self.scores[..., places] = np.asarray(progress.scores)[..., :number][..., is_better]
        self.bound[places] = np.asarray(progress.bound)[:number][is_better]
        self.growth[places] = np.asarray(progress.growth)[:number][is_better]


def growth_of(nodes: Any, index: Index, scores: NodeScores, method: Method | None = None) -> Float[np.ndarray, " some"]:
    """Largest real part of an eigenvalue of E G at some nodes; below one where the answer is stable."""
    growth = np.empty(len(index))
    done = 0
    method = method or one_mover()
    nodes = method.prepared(nodes)
    for chosen, place, batch in _batches(nodes, index, method):
        matrix = np.asarray(method.matrix_at(batch, scores[..., place]))[..., : len(chosen)]
        is_finite = np.isfinite(matrix).all(axis=(0, 1))
        found = _largest_real_part(np.where(is_finite, matrix, 0.0))
        growth[done : done + len(chosen)] = np.where(is_finite, found, np.inf)
        done += len(chosen)
    return growth


def _largest_real_part(matrices: Float[np.ndarray, "size size node"]) -> Float[np.ndarray, " node"]:
    """Of the eigenvalues of every matrix; those of two rows are written out."""
    if len(matrices) == 2:
        (a, b), (c, d) = matrices
        return np.asarray((a + d) / 2 + np.sqrt(np.maximum(((a - d) / 2) ** 2 + b * c, 0.0)))
    return np.asarray(np.linalg.eigvals(np.moveaxis(matrices, -1, 0)).real.max(axis=-1))


@jax.jit
def _matrix_at(nodes: Nodes, scores: Float[Array, "action type node"]) -> Float[Array, "size size node"]:
    return response_matrix(nodes, evaluate(nodes, scores))


def _batches(nodes: Any, left: Index, method: Method) -> Iterator[tuple[Index, Index, Any]]:
    """Some nodes so many at a time: which they are, their places among `left` filled up by repetition, and they."""
    sizes = method.batches or (max(len(left), 1),)
    size = next((size for size in sizes if len(left) <= size), sizes[-1])
    for first in range(0, len(left), size):
        chosen = left[first : first + size]
        place = np.resize(np.arange(first, first + len(chosen)), size)
        yield chosen, place, method.subset(nodes, left[place])


def uniform(scores: NodeScores, left: Index) -> NodeScores:
    """Uniform play."""
    return np.zeros_like(scores[..., left])


def _restarts(nodes: Nodes | KernelNodes, sweeps: int) -> list[Restart]:
    size = nodes.plan.size if isinstance(nodes, KernelNodes) else nodes
    beside = neighbours((size.num_points,) * (size.num_types - 1))
    return [*sweeps * [uniform, *beside], *_pure_profiles(size.num_actions, size.num_types), *random_draws()]


def neighbours(axis_points: tuple[int, ...]) -> list[Restart]:
    """The answers one place along the node's own line, in both directions of every axis; at a line's end its own.

    Args:
        axis_points: points on every axis, the last one's side by side.
    """
    points = math.prod(axis_points)

    def beside(shift: int, scores: NodeScores, left: Index) -> NodeScores:
        place = left % points + shift
        return np.asarray(scores[..., np.where((place >= 0) & (place < points), left + shift, left)])

    strides = [math.prod(axis_points[axis + 1 :]) for axis in reversed(range(len(axis_points)))]
    return [partial(beside, sign * stride) for stride in strides for sign in (-1, 1)]


def _pure_profiles(num_actions: int, num_types: int) -> list[Restart]:
    """Every combination of one action for each type, nearly pure: pooling, separating, and all between."""

    def profile(actions: tuple[int, ...], scores: NodeScores, left: Index) -> NodeScores:
        start = np.zeros_like(scores[..., left])
        start[actions, range(num_types)] = PURE_SCORE
        return start

    combinations = itertools.product(range(num_actions), repeat=num_types)
    return [partial(profile, actions) for actions in itertools.islice(combinations, MOST_PROFILES)]


def random_draws() -> list[Restart]:
    """Scores drawn at random, the same in every run."""

    def drawn(seed: int, scores: NodeScores, left: Index) -> NodeScores:
        shape = scores[..., left].shape
        return np.random.default_rng(seed).normal(scale=PURE_SCORE, size=shape)

    return [partial(drawn, seed) for seed in range(NUM_DRAWS)]


@jax.jit
def _subset(nodes: Nodes, index: Int[Array, " some"]) -> Nodes:
    """The nodes at these places; the table of lines is shared."""
    return Nodes(
        payoff=nodes.payoff[..., index],
        available=nodes.available[..., index],
        precision=nodes.precision[index],
        message_prob=None if nodes.message_prob is None else nodes.message_prob[..., index],
        log_odds=nodes.log_odds[..., index],
        offset=nodes.offset[index],
        table=nodes.table,
        num_points=nodes.num_points,
        limit=nodes.limit,
    )


def _menus(nodes: Nodes | KernelNodes) -> NodeMenus:
    size = nodes.plan.size if isinstance(nodes, KernelNodes) else nodes
    return [(np.asarray(nodes.available), size.num_types)]


ON_ARRAYS = Method(advance, _subset, _matrix_at, _restarts, _menus)
"""For one informed mover (`Nodes`), every step at all nodes together: on an accelerator."""

BY_KERNEL = Method(
    by_kernel.advance, by_kernel.subset, by_kernel.response_matrix, _restarts, _menus, by_kernel.nodes_of, batches=()
)
"""For the same nodes, each at its own pace: on a processor."""


def one_mover() -> Method:
    """How nodes of one informed mover are solved on this machine (docs/decisions/0011)."""
    return BY_KERNEL if jax.default_backend() == "cpu" else ON_ARRAYS
