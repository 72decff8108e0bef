"""Where nodes are started again that are left over: uniform play, neighbours, pure profiles, random scores."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from detente.solve.method import Index, NodeScores, Restart

PURE_SCORE = 8.0
"""A score that makes an action nearly certain: e^8 is 3,000 to 1."""

MOST_PROFILES = 64
"""Restarts from pure profiles, at most."""

NUM_DRAWS = 32
"""Restarts from random scores."""


def restarts(sizes: Sequence[tuple[int, int]], axis_points: tuple[int, ...], sweeps: int) -> list[Restart]:
    """All of them in their order.

    Args:
        sizes: actions and types of every mover.
        axis_points: points on every axis of a line or plane of nodes, the last one's side by side.
        sweeps: how often uniform play and the neighbours are tried.
    """
    return [*sweeps * [uniform, *neighbours(axis_points)], *pure_profiles(sizes), *random_draws()]


def uniform(scores: NodeScores, left: Index) -> NodeScores:
    """Uniform play."""
    return np.zeros_like(scores[..., left])


def neighbours(axis_points: tuple[int, ...]) -> list[Restart]:
    """The answers one place along the node's own line, in both directions of every axis; at a line's end its own."""
    points = math.prod(axis_points)

    def beside(shift: int, scores: NodeScores, left: Index) -> NodeScores:
        place = left % points + shift
        return np.asarray(scores[..., np.where((place >= 0) & (place < points), left + shift, left)])

    strides = [math.prod(axis_points[axis + 1 :]) for axis in reversed(range(len(axis_points)))]
    return [partial(beside, sign * stride) for stride in strides for sign in (-1, 1)]


def pure_profiles(sizes: Sequence[tuple[int, int]]) -> list[Restart]:
    """Every combination of one action for each type, nearly pure: pooling, separating, and all between."""
    firsts = np.cumsum([0, *(num_actions * num_types for num_actions, num_types in sizes)])

    def profile(actions: tuple[int, ...], scores: NodeScores, left: Index) -> NodeScores:
        start = np.zeros((firsts[-1], len(left)))
        chosen = iter(actions)
        for first, (_, num_types) in zip(firsts, sizes, strict=False):
            for kind in range(num_types):
                start[first + next(chosen) * num_types + kind] = PURE_SCORE
        return start.reshape(*scores.shape[:2], -1)

    menus = [range(num_actions) for num_actions, num_types in sizes for _ in range(num_types)]
    return [partial(profile, actions) for actions in itertools.islice(itertools.product(*menus), MOST_PROFILES)]


def random_draws() -> list[Restart]:
    """Scores drawn at random, the same in every run."""

    def drawn(seed: int, scores: NodeScores, left: Index) -> NodeScores:
        shape = scores[..., left].shape
        return np.random.default_rng(seed).normal(scale=PURE_SCORE, size=shape)

    return [partial(drawn, seed) for seed in range(NUM_DRAWS)]
