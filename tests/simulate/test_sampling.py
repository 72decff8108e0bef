"""Draws: as often as their probabilities say, and never what cannot be."""

from __future__ import annotations

import numpy as np

from detente.simulate.sampling import draw


def test_draws_invert_the_distribution_function() -> None:
    uniform = np.array([0.0, 0.19, 0.21, 0.49, 0.51, 0.999])
    assert draw(np.array([[0.2], [0.3], [0.5]]), uniform).tolist() == [0, 0, 1, 1, 2, 2]


def test_weights_need_not_sum_to_one_and_may_differ_from_play_to_play() -> None:
    weights = np.array([[2.0, 0.0], [2.0, 6.0]])
    assert draw(weights, np.array([0.4, 0.4])).tolist() == [0, 1]


def test_what_has_probability_zero_is_never_drawn() -> None:
    """Not even at the ends: a uniform of 0, and the largest below 1."""
    weights = np.array([[0.0], [0.3], [0.0], [0.7], [0.0]])
    assert draw(weights, np.array([0.0, np.nextafter(1, 0)])).tolist() == [1, 3]
