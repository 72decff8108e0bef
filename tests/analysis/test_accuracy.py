"""Grids with half and with twice the intervals."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.accuracy import double, halve
from detente.game.compile import build_grid
from detente.scenario.loading import loads
from support.ceasefire import CEASEFIRE


@pytest.mark.parametrize("points", [3, 5, 7, 31, 61, 121])
def test_a_finer_grid_has_the_points_of_the_coarser_one_and_those_between(points: int) -> None:
    coarse, fine = np.linspace(-1, 1, points), np.linspace(-1, 1, double(points))
    np.testing.assert_allclose(fine[::2], coarse, atol=1e-15)
    assert halve(double(points)) == points


@pytest.mark.parametrize("points", range(3, 40, 2))
def test_a_coarser_grid_keeps_the_middle(points: int) -> None:
    assert halve(points) % 2 == 1
    assert 3 <= halve(points) <= max(3, points // 2 + 1)


def test_a_belief_without_axes_has_one_point_on_every_grid() -> None:
    assert (halve(1), double(1)) == (1, 1)


def test_compiled_grids_share_their_points() -> None:
    """Around a prior that is not even."""
    scenario = loads(CEASEFIRE)
    assert (double(double(7)), halve(9), halve(halve(halve(9)))) == (25, 5, 3)
    for other in (double(9), halve(9)):
        axes = (build_grid(scenario, {"patron": each}).axis(0) for each in (9, other))
        finer, coarser = sorted(axes, key=len, reverse=True)
        np.testing.assert_allclose(finer[::2], coarser)
