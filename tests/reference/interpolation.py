"""Smooth monotone interpolation over the log-odds of one informed actor, on arrays.

Values are given at the points of a grid with D equal axes of n points (D = types − 1). Along an axis the interpolant
is the piecewise cubic Hermite of Fritsch and Carlson (PCHIP: slopes are harmonic means of neighbouring secants, zero at
local extrema), which is monotone wherever the data are and has a continuous derivative, so that Newton's method does
not stall at grid points as it does on a piecewise linear one. At the ends of the grid the slope is zero, so that the
derivative is continuous there too: beyond the grid the interpolant is constant. Several axes use the tensor product of
Hermite bases; the cross derivatives are slopes of slopes. Several log-odds beyond the upper end say that the last type
is next to impossible; what they say about the others must not be lost (`BeliefGrid.held`).

Arrays have the flattened grid, or nodes, as their last axis, so that small axes are loops and long ones are vectors.

Source: F. N. Fritsch and R. E. Carlson, Monotone piecewise cubic interpolation, SIAM J. Numer. Anal. 17 (1980) 238–246.
"""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int


def pchip_slopes(values: Float[Array, "*batch point"]) -> Float[Array, "*batch point"]:
    """Slopes of the monotone cubic at three or more equally spaced points, per grid step, along the last axis."""
    secants = values[..., 1:] - values[..., :-1]
    left, right = secants[..., :-1], secants[..., 1:]
    product = left * right
    total = left + right
    rising = product > 0
    interior = jnp.where(rising, 2 * product / jnp.where(rising, total, 1.0), 0.0)
    flat = jnp.zeros_like(secants[..., :1])
    return jnp.concatenate([flat, interior, flat], axis=-1)


def hermite_table(values: Float[Array, "*batch grid"], num_axes: int) -> Float[Array, "*batch derivative grid"]:
    """Values and slopes at every grid point; derivative index 2 a + b means orders a and b along axes 0 and 1.

    Args:
        values: on the flattened grid of n ** num_axes points.
    """
    return mixed_hermite_table(values, (round(values.shape[-1] ** (1 / num_axes)),) * num_axes)


def mixed_hermite_table(
    values: Float[Array, "*batch grid"], axis_points: tuple[int, ...]
) -> Float[Array, "*batch derivative grid"]:
    """`hermite_table` for axes with different numbers of points."""
    batch, size = values.shape[:-1], values.shape[-1]
    grids = [values.reshape(*batch, *axis_points)]
    for axis in range(len(axis_points)):
        where = len(batch) + axis
        slopes = [jnp.moveaxis(pchip_slopes(jnp.moveaxis(grid, where, -1)), -1, where) for grid in grids]
        grids = [grid for pair in zip(grids, slopes, strict=True) for grid in pair]
    return jnp.stack([grid.reshape(*batch, size) for grid in grids], axis=-2)


def interpolate(
    table: Float[Array, "row message derivative line_grid"],
    offset: Int[Array, " node"],
    log_odds: Float[Array, "message axis node"],
    num_points: int,
    limit: float,
) -> tuple[Float[Array, "row message node"], Float[Array, "axis row message node"]]:
    """Values and their derivatives by log-odds at a belief after each message, one line of the table a node.

    Args:
        table: `hermite_table` of every line, lines one after the other.
        offset: where in the last axis of the table the node's line begins.
    """
    num_axes = log_odds.shape[1]
    per_step = (num_points - 1) / (2 * limit)
    held, takes_along = held_within(log_odds, limit)
    position = jnp.clip((held + limit) * per_step, 0.0, num_points - 1.0)
    is_inside = (jnp.abs(held) < limit) & ~takes_along
    low = jnp.clip(jnp.floor(position), 0, num_points - 2)
    bases = hermite_bases(position - low)
    # Clipped once more as whole numbers: of a belief that is no number any place may be read, but one of the table.
    low_index = jnp.clip(low.astype(jnp.int32), 0, num_points - 2)
    strides = [num_points ** (num_axes - 1 - axis) for axis in range(num_axes)]
    start = offset.astype(jnp.int32) + sum(low_index[:, axis] * stride for axis, stride in enumerate(strides))

    value: Array | float = 0.0
    gradient: list[Array | float] = [0.0] * num_axes
    for corner in itertools.product((0, 1), repeat=num_axes):
        index = start + sum(c * s for c, s in zip(corner, strides, strict=True))
        for order, derivative in enumerate(itertools.product((0, 1), repeat=num_axes)):
            datum = jnp.take_along_axis(table[:, :, order], index[None], axis=-1, mode="promise_in_bounds")
            weights = [bases[c][d][0][:, axis] for axis, (c, d) in enumerate(zip(corner, derivative, strict=True))]
            value = value + _product(weights) * datum
            for axis in range(num_axes):
                changed = list(weights)
                changed[axis] = bases[corner[axis]][derivative[axis]][1][:, axis]
                gradient[axis] = gradient[axis] + _product(changed) * datum
    gradients = jnp.stack([jnp.where(is_inside[:, a], gradient[a] * per_step, 0.0) for a in range(num_axes)])
    if num_axes > 1:
        moved = jnp.moveaxis(takes_along, 1, 0)[:, None]
        gradients = jnp.where(moved, -jnp.sum(gradients, axis=0), gradients)
    return jnp.asarray(value), gradients


def held_within(
    log_odds: Float[Array, "message axis node"], limit: float
) -> tuple[Float[Array, "message axis node"], Bool[Array, "message axis node"]]:
    """Log-odds with the largest brought down to the limit, and which took the others along (`BeliefGrid.held`)."""
    if log_odds.shape[1] <= 1:
        return log_odds, jnp.zeros(log_odds.shape, bool)
    excess = jnp.maximum(jnp.max(log_odds, axis=1, keepdims=True) - limit, 0.0)
    is_largest = jnp.arange(log_odds.shape[1])[:, None] == jnp.argmax(log_odds, axis=1)[:, None]
    return log_odds - excess, is_largest & (excess > 0)


def hermite_bases(t: Array) -> list[list[tuple[Array, Array]]]:
    """Cubic Hermite bases on [0, 1] by [corner][derivative]: the basis function and its derivative at t."""
    s = 1 - t
    return [
        [((1 + 2 * t) * s * s, -6 * t * s), (t * s * s, s * (1 - 3 * t))],
        [(t * t * (3 - 2 * t), 6 * t * s), (-t * t * s, t * (3 * t - 2))],
    ]


def _product(factors: list[Array]) -> Array:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def type_probabilities(log_odds: Float[Array, "axis node"]) -> Float[Array, "type node"]:
    """b(k) ∝ exp(z_k) with z = 0 for the last type."""
    return jax.nn.softmax(jnp.concatenate([log_odds, jnp.zeros((1, log_odds.shape[1]))]), axis=0)
