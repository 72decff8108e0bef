"""Which uncertain numbers decide whether something holds: the best split of the worlds by one number at a time.

A number splits the worlds into those below a threshold and those above it. The split's strength is the reduction of the
variance of "holds", Σ over both sides of n (share − overall share)², as in a regression tree's first split. With many
numbers some split is strong by chance; so the strongest is compared with the strongest of any number when the
outcomes are assigned to the worlds at random, and only what chance beats at most once in twenty times is reported.

Sources: L. Breiman, J. Friedman, R. Olshen and C. Stone, Classification and Regression Trees (1984), chapter 8; for the
comparison, P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing (1993), section 2.6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.claims.verdict import Driver

MOST_DRIVERS = 2
"""Numbers that are named: an explanation by more than two helps no reader."""

SMALLEST_SIDE = 0.1
"""Share of the worlds on each side of a split, at least: a share of fewer means little."""

NUM_PERMUTATIONS = 999
"""Random permutations, so that the p-value of the strongest possible split is 0.001."""

LARGEST_P = 0.05


def find_deciding_numbers(
    names: Sequence[str], values: Float[np.ndarray, "world number"], holds: Bool[np.ndarray, " world"]
) -> tuple[Driver, ...]:
    """The numbers that decide, the strongest first; none where nothing differs, or nothing but chance decides."""
    num_worlds, num_numbers = values.shape
    margin = max(1, int(np.ceil(SMALLEST_SIDE * num_worlds)))
    if num_numbers == 0 or num_worlds < 2 * margin or holds.all() or not holds.any():
        return ()
    order = np.argsort(values, axis=0, kind="stable")
    strength, place = _strongest(holds[None], order, margin)
    random = np.random.default_rng(0)
    permuted = random.permuted(np.tile(holds, (NUM_PERMUTATIONS, 1)), axis=1)
    by_chance = _strongest(permuted, order, margin)[0].max(axis=1)
    drivers = []
    for column in np.argsort(-strength[0], kind="stable")[:MOST_DRIVERS]:
        # A tolerance, so that equal splits are equal whatever the rounding.
        as_strong = np.sum(by_chance >= strength[0, column] * (1 - 1e-12))
        p_value = float((1 + as_strong) / (1 + NUM_PERMUTATIONS))
        if p_value > LARGEST_P:
            break
        count = int(place[0, column])
        ordered = order[:, column]
        threshold = float(values[ordered[count - 1 : count + 1], column].mean())
        below, above = holds[ordered[:count]].mean(), holds[ordered[count:]].mean()
        drivers.append(Driver(names[column], threshold, float(below), float(above), p_value))
    return tuple(drivers)


def _strongest(
    holds: Bool[np.ndarray, "permutation world"], order: Int[np.ndarray, "world number"], margin: int
) -> tuple[Float[np.ndarray, "permutation number"], Int[np.ndarray, "permutation number"]]:
    """Strength of every number's best split, and how many worlds lie below it."""
    num_worlds = len(order)
    counts = np.arange(margin, num_worlds - margin + 1)
    total = holds.sum(axis=1)[:, None]
    strengths, places = [], []
    for ordered in order.T:
        below = np.cumsum(holds[:, ordered], axis=1)[:, counts - 1]
        # n₁ (p₁ − p)² + n₂ (p₂ − p)², from the number that holds below alone.
        excess = below - total * counts / num_worlds
        strength = excess**2 * num_worlds / (counts * (num_worlds - counts))
        best = strength.argmax(axis=1)
        strengths.append(np.take_along_axis(strength, best[:, None], axis=1)[:, 0])
        places.append(counts[best])
    return np.stack(strengths, axis=1), np.stack(places, axis=1)
