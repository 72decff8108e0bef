"""Quantiles of shapes of doubt, against the distributions of scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detente.scenario.model import Shape, ShapeKind
from detente.scenario.shapes import find_median, find_quantile, has_prior

SHARES = [0.001, 0.05, 0.3, 0.5, 0.77, 0.999]


def distribution(shape: Shape) -> object:
    """The same doubt as scipy has it."""
    low, width = shape.low, shape.high - shape.low
    if shape.kind == "uniform":
        return stats.uniform(low, width)
    if shape.kind == "triangular":
        return stats.triang((shape.mode - low) / width, low, width)
    if shape.kind == "log":
        return stats.loguniform(low, shape.high)
    if shape.kind == "normal":
        deviation = width / (2 * stats.norm.ppf(0.975))
        ends = ((low - shape.mode) / deviation, (shape.high - shape.mode) / deviation)
        return stats.truncnorm(*ends, loc=shape.mode, scale=deviation)
    by_mode = 1 + 4 * (shape.mode - low) / width, 1 + 4 * (shape.high - shape.mode) / width
    return stats.beta(*(shape.parameters or by_mode), low, width)


@given(
    kind=st.sampled_from(["uniform", "triangular", "normal", "beta", "log"]),
    low=st.floats(0.1, 5),
    width=st.floats(0.1, 50),
    place=st.floats(0, 1),
)
def test_quantiles_are_those_of_scipy(kind: ShapeKind, low: float, width: float, place: float) -> None:
    shape = Shape(kind, low, low + width, low + place * width)
    expected = distribution(shape).ppf(SHARES)  # type: ignore[attr-defined]
    assert [find_quantile(shape, share) for share in SHARES] == pytest.approx(expected, rel=1e-7, abs=1e-7 * width)


def test_a_beta_prior_with_parameters_is_scipys_beta() -> None:
    shape = Shape("beta", -1.0, 3.0, 1.0, (2.0, 5.0))
    assert [find_quantile(shape, s) for s in SHARES] == pytest.approx(stats.beta(2, 5, -1, 4).ppf(SHARES), abs=1e-9)


def test_the_least_the_most_likely_and_the_greatest_give_the_mean_of_pert() -> None:
    """(a + 4 m + b) / 6, from which the method has its fame."""
    shape = Shape("beta", 2.0, 12.0, 4.0)
    mean = np.mean([find_quantile(shape, (i + 0.5) / 20_000) for i in range(20_000)])
    assert mean == pytest.approx((2 + 4 * 4 + 12) / 6, abs=1e-3)


def test_values_come_as_often_as_their_weights_say() -> None:
    shape = Shape("uniform", 1.0, 5.0, 1.0, None, (1.0, 5.0, 2.0), (1.0, 2.0, 1.0))
    drawn = [find_quantile(shape, (i + 0.5) / 400) for i in range(400)]
    assert [drawn.count(value) for value in (1, 5, 2)] == [100, 200, 100]
    assert find_median(shape) == 5
    assert has_prior(shape)


def test_nothing_lies_outside_the_range() -> None:
    for kind in ("triangular", "normal", "beta", "log"):
        shape = Shape(kind, 0.1, 0.3, 0.1)
        ends = [find_quantile(shape, share) for share in (0.0, 1e-300, 1 - 1e-16, 1.0)]
        assert all(0.1 <= end <= 0.3 for end in ends), kind
