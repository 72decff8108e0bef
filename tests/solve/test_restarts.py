"""Where unsolved nodes are started again."""

from __future__ import annotations

import numpy as np

from detente.solve.nodes import NodeShape
from detente.solve.restarts import (
    MOST_PROFILES,
    NUM_DRAWS,
    PURE_SCORE,
    list_restarts,
    neighbours,
    pure_profiles,
    uniform,
)


def test_neighbours_stay_on_their_plane() -> None:
    """Two planes of 2 × 3 points: one place back and forth along the last axis, then along the first."""
    scores = np.arange(12.0)[None, None]
    left = np.array([0, 4, 7, 11])
    found = [restart(scores, left)[0, 0].tolist() for restart in neighbours((2, 3))]
    assert found == [[0, 3, 6, 10], [1, 5, 8, 11], [0, 1, 7, 8], [3, 4, 10, 11]]


def test_pure_profiles_are_all_combinations_of_one_action_for_each_type() -> None:
    scores = np.zeros((2, 3, 5))
    profiles = [profile(scores, np.array([1, 3])) for profile in pure_profiles([(2, 3)])]
    assert len(profiles) == 2**3
    chosen = {tuple(np.argmax(profile[:, :, 0], axis=0).tolist()) for profile in profiles}
    assert len(chosen) == 8
    for profile in profiles:
        assert profile.shape == (2, 3, 2)
        np.testing.assert_array_equal(profile.sum(axis=0), PURE_SCORE)


def test_two_movers_have_profiles_together_in_one_column() -> None:
    scores = np.zeros((2 * 2 + 3, 1, 4))
    profiles = [profile(scores, np.array([0])) for profile in pure_profiles([(2, 2), (3, 1)])]
    assert len(profiles) == 2 * 2 * 3
    for profile in profiles:
        first, second = profile[:4, 0, 0].reshape(2, 2), profile[4:, 0, 0]
        np.testing.assert_array_equal(first.sum(axis=0), PURE_SCORE)
        assert second.sum() == PURE_SCORE


def test_all_restarts_in_order_and_the_same_in_every_run() -> None:
    shape = NodeShape(((4, 4),), (3,), np.arange(3), False)
    first, second = list_restarts(shape, sweeps=2), list_restarts(shape, sweeps=2)
    assert len(first) == 2 * (1 + 2) + MOST_PROFILES + NUM_DRAWS
    assert first[0] is uniform
    scores, left = np.ones((4, 4, 3)), np.array([2])
    np.testing.assert_array_equal(first[0](scores, left), 0)
    np.testing.assert_array_equal(first[-1](scores, left), second[-1](scores, left))
