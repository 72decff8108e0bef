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


def test_marks_are_those_of_another_library() -> None:
    rules = pytest.importorskip("scoringrules")
    random = np.random.default_rng(4)
    given, came = random.uniform(0.01, 0.99, 50), random.random(50) < 0.4
    own = mark(given.tolist(), came.tolist(), 1e-9)
    assert own.brier == pytest.approx(float(np.mean(rules.brier_score(came.astype(float), given))))
    # It has natural logarithms, and its sign is that of a loss.
    assert own.log_score == pytest.approx(-float(np.mean(rules.log_score(came.astype(float), given))) / np.log(2))
    for levels in (2, 3, 5):
        shares = random.dirichlet(np.ones(levels), 20)
        outcomes = random.integers(0, levels, 20)
        # It sums over thresholds, of which there are one fewer than levels; its levels begin with 1.
        theirs = np.asarray(rules.rps_score(outcomes + 1, shares)) / (levels - 1)
        ours = [ranked_probability_score(each, int(level)) for each, level in zip(shares, outcomes, strict=True)]
        assert ours == pytest.approx(theirs.tolist())
