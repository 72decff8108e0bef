"""Worlds lie evenly in the ranges, and no two numbers move together."""

from __future__ import annotations

import numpy as np

from detente.analysis.draws import draw_worlds

RANGES = [(0.0, 1.0), (-3.0, -1.0), (5.0, 5.5)]


def test_every_number_is_spread_as_evenly_as_a_regular_grid() -> None:
    values = draw_worlds(RANGES, 64, seed=4)
    for column, (low, high) in zip(values.T, RANGES, strict=True):
        cells = np.floor((column - low) / (high - low) * 64)
        assert sorted(cells) == list(range(64))


def test_a_seed_gives_the_same_worlds_and_another_seed_others() -> None:
    np.testing.assert_array_equal(draw_worlds(RANGES, 10, seed=4), draw_worlds(RANGES, 10, seed=4))
    assert not np.isclose(draw_worlds(RANGES, 10, seed=4), draw_worlds(RANGES, 10, seed=5)).any()


def test_one_world_and_many_numbers() -> None:
    assert draw_worlds(RANGES, 1, seed=0).shape == (1, 3)
    correlations = np.corrcoef(draw_worlds([(0.0, 1.0)] * 80, 64, seed=0).T)[~np.eye(80, dtype=bool)]
    # Of 3,160 pairs the largest correlation that chance makes is about 0.45.
    assert np.abs(correlations).max() < 0.6
