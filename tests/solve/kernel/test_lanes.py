"""Vectors of eight numbers: their functions against NumPy's."""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.solve.kernel import lanes


@njit(**lanes.ENTRANCE)
def exponentials(x: np.ndarray, found: np.ndarray) -> None:
    for i in range(len(x) // lanes.NUM_LANES):
        lanes.store(found, i, lanes.exponential(lanes.load(x, i)))


@njit(**lanes.ENTRANCE)
def logarithms(x: np.ndarray, found: np.ndarray) -> None:
    for i in range(len(x) // lanes.NUM_LANES):
        lanes.store(found, i, lanes.logarithm(lanes.load(x, i)))


def test_exponentials_and_logarithms_are_right_to_the_last_digits() -> None:
    random = np.random.default_rng(0)
    x = np.concatenate(
        [random.uniform(-700, 700, 4_000), random.uniform(-1, 1, 4_000), [0, -0.0, -700, 700, 1, -1, 2, 3]]
    )
    found = np.empty_like(x)
    exponentials(x, found)
    np.testing.assert_allclose(found, np.exp(x), rtol=1e-15)
    positive = np.concatenate(
        [np.exp(x[:4_000]), random.uniform(0.4, 2.5, 4_000), [1, 2, 0.5, 1e-300, 1e300, 4, 3, 10]]
    )
    logarithms(positive, found)
    np.testing.assert_allclose(found, np.log(positive), rtol=1e-15, atol=1e-300)
