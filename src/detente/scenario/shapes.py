"""How likely the values of an uncertain number are: shapes of doubt, each by its quantiles.

With the range a … b, the most likely value m and p from 0 to 1:

- uniform: a + (b − a) p
- triangular: the density rises linearly from a to m and falls linearly to b
- normal: mean m and standard deviation (b − a) / (2 · 1.96), so that a range with m in its middle would hold 95 %; cut
  off at a and b
- beta: a + (b − a) B, B of the beta distribution with the given parameters, by default α = 1 + 4 (m − a)/(b − a) and
  β = 1 + 4 (b − m)/(b − a)
- log: a (b/a)^p; the logarithm is uniform
- one of several values, each with its weight

Source: for the beta distribution of a least, a most likely and a greatest value: D. G. Malcolm, J. H. Roseboom, C. E.
Clark and W. Fazar, Operations Research 7 (1959) 646–669 (PERT).
"""

from __future__ import annotations

import itertools
import math

from detente.scenario.model import Shape

_RANGE_OF_NORMAL = 1.959963984540054  # standard deviations on either side that hold 95 %


def find_quantile(shape: Shape, share: float) -> float:
    """The value below which the given share of the doubt lies, from 0 to 1."""
    low, high = shape.low, shape.high
    if shape.values:
        total = math.fsum(shape.weights)
        below = [sum / total for sum in itertools.accumulate(shape.weights)]
        return next((value for value, edge in zip(shape.values, below, strict=True) if share < edge), shape.values[-1])
    match shape.kind:
        case "triangular":
            value = _triangular(shape, share)
        case "normal":
            value = _normal(shape, share)
        case "beta":
            value = _beta(shape, share)
        case "log":
            value = low * (high / low) ** share
        case _:
            return low + (high - low) * share
    # Rounding does not leave the range.
    return min(max(value, low), high)


def has_prior(shape: Shape) -> bool:
    """Whether it is anything but uniform over its range."""
    return bool(shape.values) or shape.kind != "uniform"


def find_median(shape: Shape) -> float:
    """The middle of the doubt; of several values the most likely one, the first of equals."""
    if shape.values:
        return shape.values[shape.weights.index(max(shape.weights))]
    return find_quantile(shape, 0.5) if has_prior(shape) else (shape.low + shape.high) / 2


def _triangular(shape: Shape, share: float) -> float:
    width, rise, fall = shape.high - shape.low, shape.mode - shape.low, shape.high - shape.mode
    if share * width < rise:
        return shape.low + math.sqrt(share * width * rise)
    return shape.high - math.sqrt((1 - share) * width * fall)


def _normal(shape: Shape, share: float) -> float:
    from scipy.special import ndtr, ndtri

    deviation = (shape.high - shape.low) / (2 * _RANGE_OF_NORMAL)
    first, last = (float(ndtr((end - shape.mode) / deviation)) for end in (shape.low, shape.high))
    return shape.mode + deviation * float(ndtri(first + share * (last - first)))


def _beta(shape: Shape, share: float) -> float:
    from scipy.special import betaincinv

    width = shape.high - shape.low
    by_mode = 1 + 4 * (shape.mode - shape.low) / width, 1 + 4 * (shape.high - shape.mode) / width
    alpha, beta = shape.parameters or by_mode
    return shape.low + width * float(betaincinv(alpha, beta, share))
