"""Values at a belief off the grid: against SciPy's Hermite cubics, and functions they must reproduce."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from detente.game.beliefs import BeliefGrid
from detente.solve.interpolation import find_slopes, interpolate_value
from reference import interpolation as on_arrays


@pytest.mark.parametrize("seed", range(5))
def test_one_axis_is_scipys_pchip_flat_at_its_ends(seed: int) -> None:
    random = np.random.default_rng(seed)
    axis, values = np.linspace(-3, 3, 9), random.normal(size=9)
    inner = PchipInterpolator(axis, values).derivative()(axis[1:-1])
    expected = CubicHermiteSpline(axis, values, np.concatenate([[0.0], inner, [0.0]]))
    grid = BeliefGrid((2,), (9,), 3.0)
    for place in random.uniform(-3, 3, size=20):
        assert interpolate_value(values[None], np.array([place]), grid)[0] == pytest.approx(
            float(expected(place)), abs=1e-12
        )


def test_beyond_the_grid_values_are_constant() -> None:
    values, grid = np.array([[1.0, 2.0, 4.0]]), BeliefGrid((2,), (3,), 2.0)
    assert interpolate_value(values, np.array([-50.0]), grid)[0] == 1.0
    assert interpolate_value(values, np.array([690.0]), grid)[0] == 4.0


def test_a_belief_about_two_actors() -> None:
    first, second = np.linspace(-2, 2, 5), np.linspace(-2, 2, 7)
    values = np.add.outer(first, 10 * second).reshape(1, -1)
    found = interpolate_value(values, np.array([0.37, -1.21]), BeliefGrid((2, 2), (5, 7), 2.0))
    np.testing.assert_allclose(found, [0.37 - 12.1], atol=1e-12)


def test_three_types_beyond_the_upper_end_keep_the_odds_among_the_others() -> None:
    random = np.random.default_rng(7)
    values, grid = random.normal(size=(2, 25)), BeliefGrid((3,), (5,), 2.0)
    inside = interpolate_value(values, np.array([2.0, 0.4]), grid)
    np.testing.assert_allclose(interpolate_value(values, np.array([9.0, 7.4]), grid), inside, atol=1e-12)


def test_slopes_and_products_of_axes_are_those_of_the_reference() -> None:
    random = np.random.default_rng(8)
    values = random.normal(size=(3, 7))
    np.testing.assert_allclose(find_slopes(values), np.asarray(on_arrays.pchip_slopes(values)), atol=1e-12)
    lines, place = random.normal(size=(1, 1, 25)), np.array([0.3, -1.1])
    table = on_arrays.hermite_table(lines, 2)
    expected, _ = on_arrays.interpolate(table, np.zeros(1, int), place[None, :, None], 5, 2.0)
    found = interpolate_value(lines[0], place, BeliefGrid((3,), (5,), 2.0))
    np.testing.assert_allclose(found, np.asarray(expected)[0, 0], atol=1e-12)
