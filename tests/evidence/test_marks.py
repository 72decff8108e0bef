"""Marks against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.evidence.marks import calibrate, mark, ranked_probability_score


def test_a_coin_gets_minus_one_bit_and_a_quarter() -> None:
    found = mark([0.5, 0.5, 0.5], [True, False, True], 1e-4)
    assert (found.log_score, found.brier, found.number) == (-1.0, 0.25, 3)


def test_by_hand() -> None:
    found = mark([0.8, 0.25], [True, True], 1e-4)
    assert found.log_score == pytest.approx((np.log2(0.8) - 2) / 2)
    assert found.brier == pytest.approx((0.04 + 0.5625) / 2)


def test_what_never_came_in_the_plays_is_not_infinitely_wrong() -> None:
    assert mark([0.0], [True], 1 / 1024).log_score == -10


def test_the_nearer_level_is_the_better_forecast() -> None:
    assert ranked_probability_score([0.2, 0.5, 0.3], 1) == pytest.approx((0.2**2 + 0.3**2) / 2)
    assert ranked_probability_score([0.0, 0.0, 1.0], 0) == 1
    assert ranked_probability_score([0.0, 1.0, 0.0], 0) == 0.5
    assert ranked_probability_score([1.0], 0) == 0


def test_calibration_by_bin() -> None:
    found = calibrate([0.05, 0.15, 0.95, 1.0], [False, True, True, True])
    assert found == [(pytest.approx(0.1), 0.5, 2), (pytest.approx(0.975), 1.0, 2)]
