"""The compiled inner loops of play against the same in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.beliefs import BeliefGrid
from detente.simulate.sampling import draw
from detente.solve.kernel import between as interpolation

GRID = BeliefGrid(num_types=(3, 2, 2), num_points=(5, 1, 4), limit=4.0)
NUM_PLAYS = 203  # no multiple of eight


def beliefs() -> np.ndarray:
    """Log-odds inside the grid, on its points, on its edge and far beyond."""
    random = np.random.default_rng(0)
    log_odds = random.normal(scale=4.0, size=(NUM_PLAYS, 4))
    log_odds[:4] = [[-4, 2, 0, 4], [4, 4, 0, -4], [690, 691, -690, 0], [-690, 690, 3, -690]]
    return log_odds


def test_corners_are_those_of_the_grid() -> None:
    log_odds = beliefs()
    index, weight = GRID.corners(log_odds)
    found = interpolation.find_corners(GRID, log_odds)
    assert np.array_equal(found.points, index.T)
    assert np.allclose(found.weights, weight.T, rtol=0, atol=1e-14)


def test_steps_are_those_of_the_grid() -> None:
    log_odds, chosen = beliefs(), [3, 0]
    found = interpolation.find_steps(GRID, log_odds, chosen)
    assert np.allclose(found, GRID.steps(log_odds)[:, chosen], rtol=0, atol=1e-14)


def test_policies_are_interpolated_and_normalised() -> None:
    random = np.random.default_rng(1)
    available = random.random((6, 4)) < 0.6
    available[np.arange(6), random.integers(4, size=6)] = True
    scores = random.normal(scale=30.0, size=(6, GRID.size, 4, 3))
    policy = np.where(available[:, None, :, None], scores, -np.inf).astype(np.float32)
    at = interpolation.find_corners(GRID, beliefs())
    who = random.permutation(NUM_PLAYS)[:101]
    places = random.integers(6, size=len(who))
    found = interpolation.interpolate_log_policies(policy, available, places, at, who)
    for play, (place, number) in enumerate(zip(places, who, strict=True)):
        menu = available[place]
        mixed = np.tensordot(at.weights[:, number], policy[place, at.points[:, number]][:, menu].astype(float), axes=1)
        wanted = mixed - mixed.max(axis=0)
        wanted -= np.log(np.exp(wanted).sum(axis=0))
        assert np.allclose(found[menu, :, play], wanted, rtol=1e-13, atol=1e-12)
        assert (found[~menu, :, play] == -np.inf).all()


@pytest.mark.parametrize("first_is_closed", [True, False])
def test_actions_are_drawn_as_options_are(first_is_closed: bool) -> None:
    random = np.random.default_rng(2)
    log_policy = random.normal(size=(4, 3, NUM_PLAYS))
    log_policy[0 if first_is_closed else -1] = -np.inf
    types, uniform = random.integers(3, size=NUM_PLAYS), random.random(NUM_PLAYS)
    uniform[:2] = 0.0, np.nextafter(1.0, 0.0)
    own = np.take_along_axis(log_policy, types[None, None, :], axis=1)[:, 0]
    assert np.array_equal(interpolation.draw_actions(log_policy, types, uniform), draw(np.exp(own), uniform))


def test_values_are_interpolated() -> None:
    random = np.random.default_rng(3)
    values = random.normal(size=(3, 2, GRID.size))
    at, who = interpolation.find_corners(GRID, beliefs()), np.arange(NUM_PLAYS)
    rows = random.integers(6, size=NUM_PLAYS)
    wanted = (values.reshape(6, -1)[rows[None, :], at.points] * at.weights).sum(axis=0)
    assert np.allclose(interpolation.interpolate(values, rows, at, who), wanted, rtol=1e-13, atol=1e-13)
