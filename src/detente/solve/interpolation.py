"""Values at one public belief off the grid: the start of a game.

The interpolant is that of the solver (`kernel/prepare.py`, `add_slopes`): along an axis the piecewise cubic Hermite of
Fritsch and Carlson, with slopes that are harmonic means of neighbouring secants, zero at local extrema and at the ends
of the grid, so that it is monotone wherever the values are and constant beyond the grid. Several axes use the tensor
product. Several log-odds beyond the upper end say that the last type is next to impossible; what they say about the
others must not be lost (`BeliefGrid.held`).

Source: F. N. Fritsch and R. E. Carlson, Monotone piecewise cubic interpolation, SIAM J. Numer. Anal. 17 (1980) 238–246.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from detente.game.beliefs import BeliefGrid


def interpolate_value(
    values: Float[np.ndarray, "row belief"], log_odds: Float[np.ndarray, " axis"], grid: BeliefGrid
) -> Float[np.ndarray, " row"]:
    """Values at one public belief.

    Args:
        values: at the points of the grid. log_odds: of all informed actors, one after the other.
    """
    held = grid.held(log_odds[None])[0]
    for informed, num_points in enumerate(grid.num_points):
        if not grid.is_tracked(informed):
            continue  # one point, and no axes
        place = held[grid.axis_slice(informed)]
        own = values.reshape(len(values), *(num_points,) * len(place), -1)
        values = _on_own_grid(own, place, grid.limits[informed])
    return np.asarray(values[:, 0])


def find_slopes(values: Float[np.ndarray, "row point ..."]) -> Float[np.ndarray, "row point ..."]:
    """Slopes of the monotone cubic at equally spaced points, per grid step, along the second axis."""
    secants = np.diff(values, axis=1)
    left, right = secants[:, :-1], secants[:, 1:]
    product, total = left * right, left + right
    is_rising = product > 0
    slopes = np.zeros_like(values)
    slopes[:, 1:-1] = np.where(is_rising, 2 * product / np.where(is_rising, total, 1.0), 0.0)
    return slopes


def _on_own_grid(
    values: Float[np.ndarray, "row ..."], places: Float[np.ndarray, " axis"], limit: float
) -> Float[np.ndarray, "row rest"]:
    """The tensor product of cubics at one belief about one actor; its axes come after the first, the others last."""
    tables = [values]
    for axis in range(1, 1 + len(places)):
        slopes = [np.moveaxis(find_slopes(np.moveaxis(each, axis, 1)), 1, axis) for each in tables]
        tables = [each for pair in zip(tables, slopes, strict=True) for each in pair]
    for axis in range(len(places), 0, -1):
        num_points = values.shape[axis]
        position = min(max((float(places[axis - 1]) + limit) * (num_points - 1) / (2 * limit), 0.0), num_points - 1.0)
        low = min(int(position), num_points - 2)
        t = position - low
        s = 1 - t
        weights = ((1 + 2 * t) * s * s, t * s * s, t * t * (3 - 2 * t), -t * t * s)
        tables = [
            weights[0] * each.take(low, axis)
            + weights[1] * slope.take(low, axis)
            + weights[2] * each.take(low + 1, axis)
            + weights[3] * slope.take(low + 1, axis)
            for each, slope in zip(tables[::2], tables[1::2], strict=True)
        ]
    return np.asarray(tables[0])
