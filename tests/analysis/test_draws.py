"""Worlds lie evenly in the ranges, and no two numbers move together."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from detente.analysis.draws import BLOCK, correlate, draw_block, draw_worlds
from detente.scenario.model import Shape

ENDS = [(0.0, 1.0), (-3.0, -1.0), (5.0, 5.5)]
RANGES = [Shape("uniform", low, high, low) for low, high in ENDS]


def test_every_number_is_spread_as_evenly_as_a_regular_grid() -> None:
    values = draw_worlds(RANGES, 64, seed=4)
    for column, (low, high) in zip(values.T, ENDS, strict=True):
        cells = np.floor((column - low) / (high - low) * 64)
        assert sorted(cells) == list(range(64))


def test_a_seed_gives_the_same_worlds_and_another_seed_others() -> None:
    np.testing.assert_array_equal(draw_worlds(RANGES, 10, seed=4), draw_worlds(RANGES, 10, seed=4))
    assert not np.isclose(draw_worlds(RANGES, 10, seed=4), draw_worlds(RANGES, 10, seed=5)).any()


def test_one_world_and_many_numbers() -> None:
    assert draw_worlds(RANGES, 1, seed=0).shape == (1, 3)
    correlations = np.corrcoef(draw_worlds(RANGES[:1] * 80, 64, seed=0).T)[~np.eye(80, dtype=bool)]
    # Of 3,160 pairs the largest correlation that chance makes is about 0.45.
    assert np.abs(correlations).max() < 0.6


def test_a_number_with_a_prior_meets_every_equally_likely_part_once() -> None:
    shapes = [Shape("triangular", 0.0, 4.0, 1.0), Shape("log", 0.1, 10.0, 1.0), Shape("normal", -1.0, 1.0, 0.0)]
    deviation = 1 / stats.norm.ppf(0.975)
    known = [
        stats.triang(0.25, 0, 4),
        stats.loguniform(0.1, 10),
        stats.truncnorm(-1 / deviation, 1 / deviation, scale=deviation),
    ]
    values = draw_worlds(shapes, 50, seed=1, groups=[((0, 2), 0.7)])
    for column, distribution in zip(values.T, known, strict=True):
        assert sorted(np.floor(distribution.cdf(column) * 50)) == list(range(50))


def test_values_with_weights_come_exactly_as_often_as_they_should() -> None:
    shape = Shape("uniform", 0.0, 1.0, 1.0, None, (1.0, 0.0), (0.25, 0.75))
    assert draw_worlds([shape], 64, seed=3).sum() == 16


@pytest.mark.parametrize("correlation", [-0.45, 0.0, 0.3, 0.9])
def test_the_rank_correlation_is_recovered_and_other_numbers_stay_as_they_are(correlation: float) -> None:
    values = draw_worlds(RANGES * 2, 4000, seed=2, groups=[((1, 3, 5), correlation)])
    found = stats.spearmanr(values[:, [1, 3, 5]]).statistic
    # The standard error of a rank correlation is at most 1/sqrt(N).
    assert found[np.triu_indices(3, 1)] == pytest.approx([correlation] * 3, abs=4 / 4000**0.5)
    plain = draw_worlds(RANGES * 2, 4000, seed=2)
    np.testing.assert_array_equal(values[:, [0, 2, 4]], plain[:, [0, 2, 4]])
    np.testing.assert_array_equal(np.sort(values, axis=0), np.sort(plain, axis=0))


def test_correlated_ranks_are_those_of_a_gaussian_copula() -> None:
    """The share of pairs in the lower left quarter of the square is 1/4 + arcsin(r) / 2π (W. F. Sheppard, 1899)."""
    shares = correlate(np.random.default_rng(5).random((20_000, 2)), 0.6)
    normal = 2 * np.sin(np.pi * 0.6 / 6)
    assert np.mean((shares < 0.5).all(axis=1)) == pytest.approx(0.25 + np.arcsin(normal) / (2 * np.pi), abs=0.01)


CHANCE = Shape("uniform", 0.0, 1.0, 1.0, None, (1.0, 0.0), (0.25, 0.75))


def test_blocks_are_hypercubes_of_their_own_and_the_first_is_that_of_a_run() -> None:
    blocks = [draw_block(RANGES, [CHANCE], block, seed=4) for block in range(3)]
    np.testing.assert_array_equal(blocks[0][:, :3], draw_worlds(RANGES, BLOCK, seed=4))
    np.testing.assert_array_equal(blocks[0][:, 3:], draw_worlds([CHANCE], BLOCK, seed=5))
    for values in blocks:
        for column, (low, high) in zip(values.T, ENDS, strict=False):
            assert sorted(np.floor((column - low) / (high - low) * BLOCK)) == list(range(BLOCK))
        assert values[:, 3].sum() == BLOCK / 4
    assert not np.equal(blocks[1], blocks[2])[:, :3].any()


def test_a_block_is_drawn_without_those_before_it_and_alike_with_and_without_variants() -> None:
    later = draw_block(RANGES, [CHANCE], 7, seed=4)
    np.testing.assert_array_equal(later, draw_block(RANGES, [CHANCE], 7, seed=4))
    np.testing.assert_array_equal(later[:, :3], draw_block(RANGES, [], 7, seed=4))
    assert not np.equal(later[:, :3], draw_block(RANGES, [], 7, seed=5)).any()


def test_the_rank_correlation_over_all_blocks() -> None:
    blocks = [draw_block(RANGES, [], block, seed=2, groups=[((0, 2), 0.6)]) for block in range(40)]
    values = np.concatenate(blocks)
    assert stats.spearmanr(values[:, 0], values[:, 2]).statistic == pytest.approx(0.6, abs=4 / len(values) ** 0.5)
    assert stats.spearmanr(values[:, 0], values[:, 1]).statistic == pytest.approx(0.0, abs=4 / len(values) ** 0.5)
