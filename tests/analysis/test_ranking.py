"""Scores of policies over worlds, computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from detente.analysis.ranking import difference_interval, find_regrets, mean_of_worst, score, tail_size

VALUES = np.array([[1.0, 5.0, 3.0], [2.0, 2.0, 4.0]])


@pytest.mark.parametrize(("worlds", "size"), [(1, 1), (10, 1), (11, 2), (16, 2), (20, 2), (64, 7)])
def test_a_tenth_is_rounded_up(worlds: int, size: int) -> None:
    assert tail_size(worlds) == size


def test_scores() -> None:
    assert score(VALUES, "mean").tolist() == pytest.approx([3.0, 8 / 3])
    assert score(VALUES, "worst-tenth").tolist() == [1.0, 2.0]
    assert find_regrets(VALUES).tolist() == [[1.0, 0.0, 1.0], [0.0, 3.0, 0.0]]
    assert score(VALUES, "regret").tolist() == [-1.0, -3.0]


def test_the_worst_tenth_is_the_mean_of_the_lowest() -> None:
    values = np.random.default_rng(0).normal(size=(1, 30))
    assert float(mean_of_worst(values)[0]) == pytest.approx(float(np.sort(values[0])[:3].mean()))


def test_the_interval_of_means_is_that_of_a_paired_test() -> None:
    values = np.random.default_rng(1).normal(size=(2, 20)) + np.array([[0.3], [0.0]])
    interval = difference_interval(values, 0, 1, "mean", 0)
    expected = stats.ttest_rel(values[0], values[1]).confidence_interval(0.95)
    assert interval == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("criterion", ["worst-tenth", "regret"])
def test_the_bootstrap_covers_about_as_often_as_it_says(criterion: str) -> None:
    # Two policies that are equally good; the interval of their difference should nearly always have zero in it.
    random, misses = np.random.default_rng(2), 0
    for seed in range(200):
        low, high = difference_interval(random.normal(size=(2, 100)), 0, 1, criterion, seed)  # type: ignore[arg-type, misc]
        misses += not low <= 0 <= high
    assert misses <= 30


def test_one_world_has_no_interval() -> None:
    assert difference_interval(VALUES[:, :1], 0, 1, "mean", 0) is None
