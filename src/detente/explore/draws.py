"""Which worlds are looked at: draws of all uncertain numbers, spread evenly over their ranges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.stats import qmc


def draw_worlds(ranges: Sequence[tuple[float, float]], num_worlds: int, seed: int) -> Float[np.ndarray, "world number"]:
    """Values of every number in every world, each uniform over its range, independently of the others.

    A scrambled Sobol sequence: any number's values are spread as evenly as those of a regular grid, whatever the other
    numbers do, and more worlds with the same seed begin with the same worlds. Source: A. B. Owen, Randomly permuted
    (t, m, s)-nets and (t, s)-sequences, Monte Carlo and Quasi-Monte Carlo Methods (1995) 299–317.
    """
    low, high = np.array(ranges, dtype=np.float64).reshape(-1, 2).T
    # The sequence is even when its length is a power of two, and is drawn so; its beginning is nearly so.
    sequence = qmc.Sobol(len(low), scramble=True, seed=seed).random_base2((num_worlds - 1).bit_length())
    return np.asarray(low + (high - low) * sequence[:num_worlds])
