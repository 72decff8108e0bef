"""Draws from discrete distributions, one for every play."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int


def draw(
    probabilities: Float[np.ndarray, "option _play"], uniform: Float[np.ndarray, " play"]
) -> Int[np.ndarray, " play"]:
    """Draws one option for every play; never one of probability zero.

    Args:
        probabilities: up to a factor; one column serves all plays.
        uniform: in [0, 1).
    """
    cumulative = np.cumsum(probabilities, axis=0)
    # The factor keeps the threshold below the total when a uniform next to 1 is rounded up.
    threshold = uniform * (cumulative[-1] * (1 - 2**-52))
    return np.asarray((cumulative <= threshold).sum(axis=0))
