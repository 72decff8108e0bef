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
    by_axis = values.reshape(len(values), *grid.axis_points)
    for place, num_points in zip(held, grid.axis_points, strict=True):
        by_axis = _along_first_axis(by_axis, float(place), num_points, grid.limit)
    return np.asarray(by_axis)


def find_slopes(values: Float[np.ndarray, "row point *rest"]) -> Float[np.ndarray, "row point *rest"]:
    """Slopes of the monotone cubic at equally spaced points, per grid step, along the second axis."""
    secants = np.diff(values, axis=1)
    left, right = secants[:, :-1], secants[:, 1:]
    product, total = left * right, left + right
    is_rising = product > 0
    slopes = np.zeros_like(values)
    slopes[:, 1:-1] = np.where(is_rising, 2 * product / np.where(is_rising, total, 1.0), 0.0)
    return slopes


def _along_first_axis(
    values: Float[np.ndarray, "row point *rest"], place: float, num_points: int, limit: float
) -> Float[np.ndarray, "row ..."]:
    """The cubic's value at a place on the first axis of beliefs."""
    position = min(max((place + limit) * (num_points - 1) / (2 * limit), 0.0), num_points - 1.0)
    low = min(int(position), num_points - 2)
    t = position - low
    s = 1 - t
    slopes = find_slopes(values)
    from_low = (1 + 2 * t) * s * s * values[:, low] + t * s * s * slopes[:, low]
    return np.asarray(from_low + t * t * (3 - 2 * t) * values[:, low + 1] - t * t * s * slopes[:, low + 1])
