"""Where unsolved nodes are started again: uniform play, neighbours, pure profiles, random scores."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from detente.solve.nodes import NodeIndex, NodeScores, NodeShape

Restart = Callable[[NodeScores, NodeIndex], NodeScores]
"""From the scores of all nodes, and which are left over, to scores to start those from."""

PURE_SCORE = 8.0
"""A score that makes an action nearly certain: e^8 is 3,000 to 1."""

MOST_PROFILES = 64
"""Restarts from pure profiles, at most."""

NUM_DRAWS = 32
"""Restarts from random scores."""


def list_restarts(shape: NodeShape, sweeps: int) -> list[Restart]:
    """All of them in their order. sweeps: how often uniform play and the neighbours are tried."""
    return [*sweeps * [uniform, *neighbours(shape.axis_points)], *pure_profiles(shape.menus), *random_draws()]


def uniform(scores: NodeScores, left: NodeIndex) -> NodeScores:
    """Uniform play."""
    return np.zeros_like(scores[..., left])


def neighbours(axis_points: tuple[int, ...]) -> list[Restart]:
    """The solutions one place along the node's own plane, both ways along every axis; at its end the node's own."""
    points = math.prod(axis_points)

    def beside(shift: int, scores: NodeScores, left: NodeIndex) -> NodeScores:
        place = left % points + shift
        return np.asarray(scores[..., np.where((place >= 0) & (place < points), left + shift, left)])

    strides = [math.prod(axis_points[axis + 1 :]) for axis in reversed(range(len(axis_points)))]
    return [partial(beside, sign * stride) for stride in strides for sign in (-1, 1)]


def pure_profiles(menus: Sequence[tuple[int, int]]) -> list[Restart]:
    """Every combination of one action for each type, nearly pure: pooling, separating, and all between."""
    firsts = np.cumsum([0, *(num_actions * num_types for num_actions, num_types in menus)])

    def profile(actions: tuple[int, ...], scores: NodeScores, left: NodeIndex) -> NodeScores:
        start = np.zeros((firsts[-1], len(left)))
        chosen = iter(actions)
        for first, (_, num_types) in zip(firsts, menus, strict=False):
            for kind in range(num_types):
                start[first + next(chosen) * num_types + kind] = PURE_SCORE
        return start.reshape(*scores.shape[:2], -1)

    choices = [range(num_actions) for num_actions, num_types in menus for _ in range(num_types)]
    return [partial(profile, actions) for actions in itertools.islice(itertools.product(*choices), MOST_PROFILES)]


def random_draws() -> list[Restart]:
    """Scores drawn at random, the same in every run."""

    def drawn(seed: int, scores: NodeScores, left: NodeIndex) -> NodeScores:
        shape = scores[..., left].shape
        return np.random.default_rng(seed).normal(scale=PURE_SCORE, size=shape)

    return [partial(drawn, seed) for seed in range(NUM_DRAWS)]
