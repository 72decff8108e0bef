"""Tables over the belief grid, interpolated at beliefs between its points, compiled.

`find_corners` finds the points around a belief and their weights, `interpolate_log_policies` interpolates policies,
from which a search starts (`solve/at_belief.py`), `draw_actions` draws from them, `interpolate` reads payoffs by
belief. Exponentials are taken of eight plays at a time (`lanes.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Bool, Float, Int
from numba import njit

from detente.game.beliefs import BeliefGrid
from detente.native import Entrance, kept, plain
from detente.solve.kernel import lanes
from detente.solve.kernel.lanes import (
    ENTRANCE,
    NUM_LANES,
    OPTIONS,
    exponential,
    larger,
    load,
    logarithm,
    splat,
    store,
    where,
)

LEAST_EXPONENT = -700.0
"""e to less than this counts as zero."""


class Corners(NamedTuple):
    """Grid points around every play's belief, and their weights in multilinear interpolation."""

    points: Int[np.ndarray, "corner play"]
    weights: Float[np.ndarray, "corner play"]


class InterpolationEntrances(NamedTuple):
    """The functions of the same names."""

    corners: Entrance
    steps: Entrance
    log_policies: Entrance
    normalise: Entrance
    draw_actions: Entrance
    interpolate: Entrance


@cache
def compiled() -> InterpolationEntrances:
    """The functions below; each is compiled, or read, when it is called for the first time."""
    functions = (_corners, _steps, _log_policies, _normalise, _draw_actions, _interpolate)
    return InterpolationEntrances(*kept(functions, ENTRANCE, [Path(__file__), Path(lanes.__file__)]))


class _Axes(NamedTuple):
    """The axes of a grid: by informed actor its first one and how far it reaches, by axis its points and its middle."""

    first_axis: np.ndarray
    limits: np.ndarray
    points: np.ndarray
    middle: np.ndarray


@lru_cache(maxsize=64)
def _axes_of(grid: BeliefGrid) -> _Axes:
    first_axis = np.cumsum([0, *(kinds - 1 for kinds in grid.num_types)])
    return _Axes(first_axis, np.array(grid.limits), np.array(grid.axis_points, dtype=np.int64), grid.middle)


def find_corners(grid: BeliefGrid, log_odds: Float[np.ndarray, "play axis"]) -> Corners:
    """`BeliefGrid.corners` of many beliefs."""
    num_plays, num_corners = len(log_odds), 2 ** sum(num > 1 for num in grid.axis_points)
    around = Corners(np.empty((num_corners, num_plays), dtype=np.int64), np.empty((num_corners, num_plays)))
    compiled().corners(plain(log_odds, np.float64), _axes_of(grid), *around)
    return around


def find_steps(
    grid: BeliefGrid, log_odds: Float[np.ndarray, "play axis"], chosen: Sequence[int]
) -> Float[np.ndarray, "play chosen"]:
    """`BeliefGrid.steps` of many beliefs, along some axes."""
    steps = np.empty((len(log_odds), len(chosen)))
    compiled().steps(plain(log_odds, np.float64), _axes_of(grid), np.array(chosen, dtype=np.int64), steps)
    return steps


@njit(**OPTIONS)
@no_type_check
def _hold(log_odds, axes, steps):
    """A belief on the grid, or next to it on its edge, in steps from the first point of every axis; filled in."""
    for informed in range(len(axes.first_axis) - 1):
        own = range(axes.first_axis[informed], axes.first_axis[informed + 1])
        limit, excess = axes.limits[informed], 0.0
        for axis in own:
            excess = max(excess, log_odds[axis] - axes.middle[axis] - limit)
        for axis in own:
            place = min(max(log_odds[axis] - axes.middle[axis] - excess, -limit), limit)
            steps[axis] = (place + limit) * ((axes.points[axis] - 1) / (2 * limit))


@njit(**OPTIONS)
@no_type_check
def _steps(log_odds, axes, chosen, steps):
    held = np.empty(log_odds.shape[1])
    for play in range(len(log_odds)):
        _hold(log_odds[play], axes, held)
        for number in range(len(chosen)):
            steps[play, number] = held[chosen[number]]


@njit(**OPTIONS)
@no_type_check
def _corners(log_odds, axes, points, weights):
    num_plays, num_axes = log_odds.shape
    held = np.empty(num_axes)
    for play in range(num_plays):
        _hold(log_odds[play], axes, held)
        points[0, play], weights[0, play] = 0, 1.0
        num_corners = 1
        for axis in range(num_axes):
            num = axes.points[axis]
            if num == 1:
                continue
            position = held[axis]
            low = min(int(position), num - 2)
            share = position - low
            for corner in range(num_corners):
                before, near = points[corner, play] * num + low, weights[corner, play]
                points[corner, play], points[num_corners + corner, play] = before, before + 1
                weights[corner, play], weights[num_corners + corner, play] = near * (1 - share), near * share
            num_corners *= 2


def interpolate_log_policies(
    policy: Float[np.ndarray, "state belief action type"],
    available: Bool[np.ndarray, "state action"],
    places: Int[np.ndarray, " some"],
    at: Corners,
    who: Int[np.ndarray, " some"] | None = None,
) -> Float[np.ndarray, "action type some"]:
    """log σ of the plays `who`, which stand at these places of a table: interpolated, and normalised again."""
    num_beliefs, num_actions, num_types = policy.shape[1:]
    log_policy = np.empty((num_actions, num_types, len(places)))
    rows = plain(policy, np.float32).reshape(-1, num_actions * num_types)
    who = np.arange(len(places)) if who is None else who
    compiled().log_policies(rows, num_beliefs, plain(available, np.bool_), places, *at, who, log_policy)
    return log_policy


@njit(**OPTIONS)
@no_type_check
def _log_policies(rows, num_beliefs, available, places, points, weights, who, log_policy):
    num_actions, num_types, num_plays = log_policy.shape
    num_scores = num_actions * num_types
    own, scores = np.empty(num_scores), np.empty(num_scores * NUM_LANES)
    for first in range(0, num_plays, NUM_LANES):
        size = min(NUM_LANES, num_plays - first)
        for lane in range(NUM_LANES):
            play = first + min(lane, size - 1)  # the last one fills the lanes that are left
            place, number = places[play], who[play]
            own[:] = 0.0
            for corner in range(len(points)):
                weight = weights[corner, number]
                if weight > 0:
                    row = place * num_beliefs + points[corner, number]
                    for entry in range(num_scores):
                        own[entry] += weight * rows[row, entry]
            for action in range(num_actions):
                for entry in range(action * num_types, (action + 1) * num_types):
                    scores[entry * NUM_LANES + lane] = own[entry] if available[place, action] else -np.inf
        _normalise_lanes(scores, num_actions, num_types)
        for action in range(num_actions):
            for kind in range(num_types):
                for lane in range(size):
                    score = scores[(action * num_types + kind) * NUM_LANES + lane]
                    log_policy[action, kind, first + lane] = score


@njit(**OPTIONS)
@no_type_check
def _normalise_lanes(scores, num_actions, num_types):
    """Scores to log-probabilities over the actions, in place."""
    for kind in range(num_types):
        best = load(scores, kind)
        for action in range(1, num_actions):
            best = larger(load(scores, action * num_types + kind), best)
        total = splat(0.0)
        for action in range(num_actions):
            total = total + _weight(load(scores, action * num_types + kind) - best)
        shift = best + logarithm(total)
        for action in range(num_actions):
            entry = action * num_types + kind
            store(scores, entry, load(scores, entry) - shift)


def normalise(
    scores: Float[np.ndarray, "action type node"], available: Bool[np.ndarray, "action node"]
) -> Float[np.ndarray, "action type node"]:
    """log softmax over what is available."""
    log_policy = np.empty(scores.shape)
    compiled().normalise(plain(scores, np.float64), plain(available, np.bool_), log_policy)
    return log_policy


@njit(**OPTIONS)
@no_type_check
def _normalise(scores, available, log_policy):
    num_actions, num_types, num_nodes = scores.shape
    lanes_of = np.empty(num_actions * num_types * NUM_LANES)
    for first in range(0, num_nodes, NUM_LANES):
        size = min(NUM_LANES, num_nodes - first)
        for action in range(num_actions):
            for kind in range(num_types):
                for lane in range(NUM_LANES):
                    node = first + min(lane, size - 1)
                    score = scores[action, kind, node] if available[action, node] else -np.inf
                    lanes_of[(action * num_types + kind) * NUM_LANES + lane] = score
        _normalise_lanes(lanes_of, num_actions, num_types)
        for action in range(num_actions):
            for kind in range(num_types):
                for lane in range(size):
                    entry = (action * num_types + kind) * NUM_LANES + lane
                    log_policy[action, kind, first + lane] = lanes_of[entry]


@njit(**OPTIONS)
@no_type_check
def _weight(score):
    """e to the scores, none of which is above zero."""
    return where(score > LEAST_EXPONENT, exponential(larger(score, LEAST_EXPONENT)), 0.0)


def draw_actions(
    log_policy: Float[np.ndarray, "action type play"],
    types: Int[np.ndarray, " play"],
    uniform: Float[np.ndarray, " play"],
) -> Int[np.ndarray, " play"]:
    """What the mover of every play does, being of these types; see `simulate/sampling.py`."""
    drawn = np.empty(len(types), dtype=np.int64)
    compiled().draw_actions(log_policy, np.ascontiguousarray(types), np.ascontiguousarray(uniform), drawn)
    return drawn


@njit(**OPTIONS)
@no_type_check
def _draw_actions(log_policy, types, uniform, drawn):
    num_actions, _, num_plays = log_policy.shape
    scores = np.empty(num_actions * NUM_LANES)
    for first in range(0, num_plays, NUM_LANES):
        size = min(NUM_LANES, num_plays - first)
        for action in range(num_actions):
            for lane in range(NUM_LANES):
                play = first + min(lane, size - 1)
                scores[action * NUM_LANES + lane] = log_policy[action, types[play], play]
        total = splat(0.0)
        for action in range(num_actions):
            total = total + _weight(load(scores, action))
            store(scores, action, total)
        for lane in range(size):
            # The factor keeps the threshold below the total when a uniform next to 1 is rounded up.
            threshold = uniform[first + lane] * (scores[(num_actions - 1) * NUM_LANES + lane] * (1 - 2**-52))
            action = 0
            while scores[action * NUM_LANES + lane] <= threshold:
                action += 1
            drawn[first + lane] = action


def interpolate(
    values: Float[np.ndarray, "*state belief"],
    rows: Int[np.ndarray, " some"],
    at: Corners,
    who: Int[np.ndarray, " some"],
) -> Float[np.ndarray, " some"]:
    """Values at the beliefs of the plays `who`. rows: of each play, an index into all but the last axis, flattened."""
    at_plays = np.empty(len(rows))
    compiled().interpolate(plain(values, np.float64).reshape(-1, values.shape[-1]), rows, *at, who, at_plays)
    return at_plays


@njit(**OPTIONS)
@no_type_check
def _interpolate(values, rows, points, weights, who, at_plays):
    for play in range(len(rows)):
        total = 0.0
        for corner in range(len(points)):
            total += values[rows[play], points[corner, who[play]]] * weights[corner, who[play]]
        at_plays[play] = total
