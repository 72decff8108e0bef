"""Which worlds are looked at: draws of all uncertain numbers, spread evenly over their ranges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.stats import qmc


def draw_worlds(ranges: Sequence[tuple[float, float]], num_worlds: int, seed: int) -> Float[np.ndarray, "world number"]:
    """Values of every number in every world, each uniform over its range.

    A Latin hypercube: a number's range is divided into N equal parts for N worlds, each part is met once, and the parts
    of different numbers are paired at random. (Sobol's sequence is as even in every number alone, but among dozens of
    numbers some pairs nearly coincide in its first few dozen points; then nothing shows which of the two decides.)
    Source: M. McKay, R. Beckman and W. Conover, Technometrics 21 (1979) 239–245.
    """
    low, high = np.array(ranges, dtype=np.float64).reshape(-1, 2).T
    return np.asarray(low + (high - low) * qmc.LatinHypercube(len(low), seed=seed).random(num_worlds))
