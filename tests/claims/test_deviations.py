"""How far means can be off, against exact limits and the normal ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2, norm

from detente.claims.deviations import find_deviation, in_any_direction


@pytest.mark.parametrize("number", [0, 1, 2, 5, 20])
def test_rare_events_of_one_kind_have_their_exact_limits(number: int) -> None:
    """Garwood (Biometrika 28, 1936): chi-squared quantiles over two."""
    plays = 100_000
    down, up = find_deviation((np.arange(plays) < number).astype(float), 0.0, 1.0)
    lower = chi2.ppf(0.025, 2 * number) / 2 if number else 0.0
    upper = chi2.ppf(0.975, 2 * number + 2) / 2
    assert plays * down == pytest.approx(number - lower, rel=1e-3, abs=1e-9)
    assert plays * up == pytest.approx(upper - number, rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_common_numbers_have_the_normal_ones(seed: int) -> None:
    numbers = np.random.default_rng(seed).normal(3, 2, size=50_000)
    expected = norm.ppf(0.975) * numbers.std() / math.sqrt(len(numbers))
    assert find_deviation(numbers, -10.0, 16.0) == pytest.approx((expected, expected), rel=0.02)


def test_what_is_the_same_in_all_plays_may_be_otherwise_within_its_bounds() -> None:
    """No one in n: the rule of three at 97.5 %, -log(0.025)/n."""
    numbers = np.full(1000, 5.0)
    assert find_deviation(numbers, 5.0, 5.0) == (0, 0)
    assert find_deviation(numbers, 5.0, 7.0) == pytest.approx((0, -2 * math.log(0.025) / 1000))
    assert find_deviation(numbers, 4.0, 5.0) == pytest.approx((-math.log(0.025) / 1000, 0))


def test_bounds_in_any_direction() -> None:
    assert in_any_direction(-2.0, (-1.0, 3.0)) == (-6, 2)
    assert in_any_direction(0.0, (-math.inf, math.inf)) == (0, 0)
