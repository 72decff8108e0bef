"""Plays drawn by their weights."""

from __future__ import annotations

import numpy as np
import pytest

from detente.evidence.weighing import choose_systematically, join_records, log_sum, take_plays
from detente.simulate.play import simulate
from support.dated import TEXT, solved


def test_plays_are_drawn_as_often_as_they_weigh() -> None:
    weight = np.array([0.0, 3.0, 1.0, 0.0, 4.0])
    drawn = np.bincount(choose_systematically(weight, 80, 0.3), minlength=5)
    assert np.abs(drawn - 80 * weight / weight.sum()).max() <= 1
    assert drawn[0] == drawn[3] == 0


def test_sums_of_logarithms() -> None:
    assert log_sum(np.log([0.2, 0.3]) - 2_000) == pytest.approx(np.log(0.5) - 2_000)
    assert log_sum(np.array([-np.inf, -np.inf])) == -np.inf


def test_records_are_taken_and_joined() -> None:
    paths = simulate(solved(TEXT), 20, seed=1)
    first, last = (take_plays(paths, np.array(each), paths.game.num_periods + 1) for each in ([3, 3], [7]))
    joined = join_records([first, last])
    assert joined.num_plays == 3
    assert np.array_equal(joined.act, paths.act[[3, 3, 7]])
    assert np.array_equal(joined.log_odds, paths.log_odds[[3, 3, 7]])
