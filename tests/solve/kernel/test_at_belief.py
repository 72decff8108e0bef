"""Cubics between grid points, on functions that they give exactly."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from detente.solve.kernel import at_belief

# Only compiled functions can call those of the kernel.
COMPILED = {"error_model": "numpy"}


@njit(**COMPILED)
def slope_between(left, right):  # type: ignore[no-untyped-def]
    return at_belief.slope_between(left, right)


@njit(**COMPILED)
def find_slopes(values, slopes, points, stride):  # type: ignore[no-untyped-def]
    at_belief.find_slopes(values, slopes, points, stride)


@njit(**COMPILED)
def find_weights(positions, other, weights, planes):  # type: ignore[no-untyped-def]
    at_belief.find_weights(positions, other, weights, planes)


def test_slopes_are_harmonic_means_of_secants_of_one_sign() -> None:
    assert slope_between(1.0, 3.0) == pytest.approx(1.5)
    assert slope_between(-2.0, -2.0) == pytest.approx(-2.0)
    assert slope_between(-1.0, 2.0) == 0


def test_slopes_along_an_axis_are_zero_at_its_ends() -> None:
    """Two axes of four and two points; the first of them has stride two."""
    values, slopes = np.array([0.0, 5.0, 1.0, 5.0, 3.0, 5.0, 2.0, 5.0]), np.full(8, np.nan)
    find_slopes(values, slopes, 4, 2)
    np.testing.assert_allclose(slopes, [0, 0, 4 / 3, 0, 0, 0, 0, 0])


@pytest.mark.parametrize("position", [(0.0, 0.0), (0.3, 1.7), (3.0, 2.0), (1.5, 0.25)])
def test_weights_give_bilinear_functions_exactly(position: tuple[float, float]) -> None:
    """f = 2 + x − 3 y + 0.5 x y on 4 × 3 points, with its slopes along the first, the last and both axes."""
    points = np.array([[4, 3], [3, 1]])
    weights, planes = np.empty((4, 4)), np.empty(4, np.int64)
    find_weights(np.array(position), points, weights, planes)
    x, y = np.divmod(np.arange(12), 3)
    data = np.stack([2 + x - 3 * y + 0.5 * x * y, -3 + 0.5 * x, 1 + 0.5 * y, np.full(12, 0.5)], axis=1)
    found = (weights * data[planes]).sum()
    assert found == pytest.approx(2 + position[0] - 3 * position[1] + 0.5 * position[0] * position[1], abs=1e-12)
