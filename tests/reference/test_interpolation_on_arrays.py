"""Interpolation over log-odds: against SciPy's PCHIP, its own derivatives, and functions it must reproduce."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator
from scipy.special import expit

from reference.interpolation import hermite_table, interpolate, pchip_slopes, type_probabilities


def at_points(values: np.ndarray, num_axes: int, num_points: int, places: np.ndarray, limit: float):
    """Values and gradient of one line at many places (place, axis)."""
    table = hermite_table(jnp.asarray(values)[None, None], num_axes)
    offset = jnp.zeros(len(places), int)
    value, gradient = eqx.filter_jit(interpolate)(table, offset, jnp.asarray(places.T)[None], num_points, limit)
    return np.asarray(value)[0, 0], np.asarray(gradient)[:, 0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_one_axis_is_scipys_pchip_flat_at_its_ends(seed: int) -> None:
    random = np.random.default_rng(seed)
    axis = np.linspace(-3, 3, 9)
    values = random.normal(size=9)
    places = random.uniform(-3, 3, size=50)
    value, gradient = at_points(values, 1, 9, places[:, None], 3.0)
    inner = PchipInterpolator(axis, values).derivative()(axis[1:-1])
    expected = CubicHermiteSpline(axis, values, np.concatenate([[0.0], inner, [0.0]]))
    np.testing.assert_allclose(value, expected(places), atol=1e-12)
    np.testing.assert_allclose(gradient[0], expected(places, 1), atol=1e-10)


def test_slopes_keep_monotone_data_monotone() -> None:
    values = np.array([0.0, 0.0, 0.1, 5.0, 5.0, 5.1, 9.0])
    value, gradient = at_points(values, 1, 7, np.linspace(-2, 2, 401)[:, None], 2.0)
    assert np.all(np.diff(value) >= -1e-14)
    assert np.all(gradient[0] >= -1e-12)
    assert float(pchip_slopes(jnp.asarray(values))[3]) == 0.0


def test_constant_beyond_the_grid() -> None:
    values = np.array([1.0, 2.0, 4.0])
    value, gradient = at_points(values, 1, 3, np.array([[-50.0], [np.inf], [-np.inf]]), 2.0)
    np.testing.assert_array_equal(value, [1.0, 4.0, 1.0])
    np.testing.assert_array_equal(gradient[0], [0.0, 0.0, 0.0])


@pytest.mark.parametrize("num_axes", [2, 3])
def test_beyond_the_upper_end_the_odds_among_the_other_types_stay(num_axes: int) -> None:
    random = np.random.default_rng(num_axes)
    values = random.normal(size=5**num_axes)
    places = random.uniform(-3.5, 1.9, size=(20, num_axes))
    places[:, 0] = 2.0
    beyond = places + random.uniform(0.5, 600.0, size=(20, 1))
    value, gradient = at_points(values, num_axes, 5, beyond, 2.0)
    on_edge, _ = at_points(values, num_axes, 5, np.maximum(places, -2.0), 2.0)
    np.testing.assert_allclose(value, on_edge, atol=1e-10)
    assert np.abs(gradient).max() > 0.1
    for axis in range(num_axes):
        step = 1e-4 * np.eye(num_axes)[axis]
        above, _ = at_points(values, num_axes, 5, beyond + step, 2.0)
        below, _ = at_points(values, num_axes, 5, beyond - step, 2.0)
        np.testing.assert_allclose(gradient[axis], (above - below) / 2e-4, atol=1e-4)


@pytest.mark.parametrize("num_axes", [2, 3])
def test_products_of_axes_meet_the_data_and_have_the_derivatives_they_say(num_axes: int) -> None:
    random = np.random.default_rng(num_axes)
    values = random.normal(size=5**num_axes)
    corners = np.stack(np.meshgrid(*[np.linspace(-2, 2, 5)] * num_axes, indexing="ij"), axis=-1).reshape(-1, num_axes)
    value, _ = at_points(values, num_axes, 5, corners, 2.0)
    np.testing.assert_allclose(value, values, atol=1e-12)
    places = random.uniform(-1.9, 1.9, size=(20, num_axes))
    _, gradient = at_points(values, num_axes, 5, places, 2.0)
    for axis in range(num_axes):
        step = 1e-6 * np.eye(num_axes)[axis]
        above, _ = at_points(values, num_axes, 5, places + step, 2.0)
        below, _ = at_points(values, num_axes, 5, places - step, 2.0)
        np.testing.assert_allclose(gradient[axis], (above - below) / 2e-6, atol=1e-6)


def test_error_falls_with_the_third_power_of_the_step_on_monotone_values() -> None:
    places = np.linspace(-5, 5, 301)
    errors = []
    for num_points in (41, 81, 161):
        values = expit(np.linspace(-6, 6, num_points))
        value, _ = at_points(values, 1, num_points, places[:, None], 6.0)
        errors.append(np.abs(value - expit(places)).max())
    assert errors[0] / errors[1] > 2**2.7
    assert errors[1] / errors[2] > 2**2.7


def test_type_probabilities_sum_to_one() -> None:
    beliefs = np.asarray(type_probabilities(jnp.asarray([[100.0, 0.0], [-100.0, 0.0]])))
    np.testing.assert_allclose(beliefs.sum(axis=0), 1.0)
    np.testing.assert_allclose(beliefs[:, 1], 1 / 3)
