"""How far the mean over plays of bounded numbers can be from its expectation, rare events included.

The numbers are split at their median: what they exceed it by, and what they fall short of it by, have means of their
own, both of non-negative numbers. Where most plays agree, as in a comparison of two runs play by play, these are means
of a few rare amounts, to which the normal distribution does not apply: if no play differs, it gives no error at all. A
mean of rare amounts has the limits of M. P. Fay and E. J. Feuer (Statistics in Medicine 16, 1997, 791-801): those of a
gamma distribution with the same mean and variance, the upper one with one more amount, the largest that there could be.
For equal amounts they are the exact limits for a number of events, for many amounts the normal ones. With such limits l
and u of both means x and y, their difference has those of G. Y. Zou and A. Donner (Statistics in Medicine 27, 2008,
1693-1702),

    x - y + sqrt((u_x - x)^2 + (y - l_y)^2 - 2 r (u_x - x) (y - l_y))  and likewise below,

where r is the correlation of the two means: no play is both above and below the median.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float32

TAIL = 0.025
Deviation = tuple[float, float]
"""By how much a number may be too high (the truth lies below it), and too low."""


def in_any_direction(weight: float, bounds: tuple[float, float]) -> tuple[float, float]:
    """The bounds times a weight, in order; 0 × ∞ counts as 0."""
    if weight == 0:
        return 0.0, 0.0
    low, high = weight * bounds[0], weight * bounds[1]
    return min(low, high), max(low, high)


def find_deviation(
    numbers: Float[np.ndarray, " play"] | Float32[np.ndarray, " play"], low: float, high: float
) -> Deviation:
    """By how much the expectation may be below and above the mean of the numbers, with 2.5 % beyond each.

    Args:
        numbers: of independent plays. low, high: bounds of what they could have been.
    """
    number = len(numbers)
    middle = float(np.partition(numbers, number // 2)[number // 2])
    apart = numbers.astype(np.float64) - middle
    above = _limits(np.maximum(apart, 0), high - middle)
    below = _limits(np.maximum(-apart, 0), middle - low)
    spread = math.sqrt(above.variance * below.variance)
    correlation = max(-1.0, -above.total * below.total / number / spread) if spread > 0 else 0.0
    down = _together(above.down, below.up, correlation)
    up = _together(above.up, below.down, correlation)
    return down / number, up / number


def _together(one: float, other: float, correlation: float) -> float:
    return math.sqrt(one**2 + other**2 - 2 * correlation * one * other)


class _Limits(NamedTuple):
    """A sum of non-negative amounts, its variance, and how far its expectation may be below and above it."""

    total: float
    variance: float
    down: float
    up: float


def _limits(amounts: Float[np.ndarray, " play"], largest: float) -> _Limits:
    """The limits of the sum of amounts, most of which may be zero. largest: that there could be."""
    total = float(amounts.sum())
    variance = max(0.0, float((amounts**2).sum()) - total**2 / len(amounts))
    largest = max(largest, float(amounts.max(initial=0.0)))
    upper = _gamma_quantile(total + largest, variance + largest**2, 1 - TAIL)
    return _Limits(total, variance, total - _gamma_quantile(total, variance, TAIL), upper - total)


def _gamma_quantile(mean: float, variance: float, share: float) -> float:
    """A quantile of the gamma distribution with this mean and variance."""
    from scipy.special import gammaincinv

    if mean == 0 or variance == 0:
        return mean
    return float(gammaincinv(mean**2 / variance, share)) * variance / mean
