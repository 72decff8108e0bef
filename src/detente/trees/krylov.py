"""Linear equations with the derivative of a game tree's F, by GMRES in compiled code.

The unknown is a direction (dz, ds), s = t × `length`; the equations are F′ (dz, ds) = b and row · (dz, ds) = the last
number of b. In compiled code, because a library's products of long vectors start threads that wait for one another.

Source: Y. Saad and M. Schultz, GMRES: a generalized minimal residual algorithm for solving nonsymmetric linear systems,
SIAM Journal on Scientific and Statistical Computing 7 (1986) 856–869.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import no_type_check

import numpy as np
from numba import njit

from detente.native import Entrance, kept
from detente.trees import sweeps
from detente.trees.sweeps import OPTIONS

NUM_VECTORS = 60
"""Before it starts again."""

MOST_RESTARTS = 5


@cache
def compiled_gmres() -> Entrance:
    """The entrance; it is compiled, or read from the cache folder, at its first call."""
    return kept((gmres,), OPTIONS, [Path(__file__), Path(str(sweeps.__file__))])[0]


@njit(**OPTIONS)
@no_type_check
def gmres(tree, at, share, length, row, right, accuracy, found):
    """Whether the solution was `found`: what is left is at most `accuracy` of the right side."""
    size = len(right)
    num = min(NUM_VECTORS, size)
    basis, product = np.empty((num + 1, size)), np.empty(size)
    upper, turned = np.zeros((num + 1, num)), np.zeros(num + 1)
    cosine, sine = np.zeros(num), np.zeros(num)
    found[:] = 0.0
    goal = accuracy * np.sqrt(_dot(right, right))
    for _ in range(MOST_RESTARTS):
        _times(tree, at, share, length, row, found, product)
        for i in range(size):
            basis[0, i] = right[i] - product[i]
        left = np.sqrt(_dot(basis[0], basis[0]))
        if not np.isfinite(left):
            return False
        if left <= goal:
            return True
        basis[0] /= left
        turned[:] = 0.0
        turned[0] = left
        used = 0
        for k in range(num):
            _times(tree, at, share, length, row, basis[k], product)
            used = k + 1
            for j in range(k + 1):
                upper[j, k] = _dot(basis[j], product)
                for i in range(size):
                    product[i] -= upper[j, k] * basis[j, i]
            upper[k + 1, k] = np.sqrt(_dot(product, product))
            if upper[k + 1, k] > 0:
                for i in range(size):
                    basis[k + 1, i] = product[i] / upper[k + 1, k]
            _rotate(upper, turned, cosine, sine, k)
            if abs(turned[k + 1]) <= 0.5 * goal or upper[k, k] == 0:
                break
        _add_combination(upper, turned, basis, used, found)
    _times(tree, at, share, length, row, found, product)
    left = 0.0
    for i in range(size):
        left += (right[i] - product[i]) ** 2
    return np.sqrt(left) <= goal


@njit(**OPTIONS)
@no_type_check
def _times(tree, at, share, length, row, vector, product):
    last = len(vector) - 1
    sweeps.push(tree, at, vector[:last], vector[last] / length, share, product[:last])
    product[last] = _dot(row, vector)


@njit(**OPTIONS)
@no_type_check
def _dot(one, other):
    total = 0.0
    for i in range(len(one)):
        total += one[i] * other[i]
    return total


@njit(**OPTIONS)
@no_type_check
def _rotate(upper, turned, cosine, sine, k):
    """Givens rotations that keep the matrix triangular."""
    for j in range(k):
        above, below = upper[j, k], upper[j + 1, k]
        upper[j, k] = cosine[j] * above + sine[j] * below
        upper[j + 1, k] = cosine[j] * below - sine[j] * above
    size = np.hypot(upper[k, k], upper[k + 1, k])
    cosine[k], sine[k] = 1.0, 0.0
    if size > 0:
        cosine[k], sine[k] = upper[k, k] / size, upper[k + 1, k] / size
    upper[k, k], upper[k + 1, k] = size, 0.0
    turned[k + 1] = -sine[k] * turned[k]
    turned[k] = cosine[k] * turned[k]


@njit(**OPTIONS)
@no_type_check
def _add_combination(upper, turned, basis, used, found):
    weights = np.zeros(used)
    for k in range(used - 1, -1, -1):
        weight = turned[k]
        for j in range(k + 1, used):
            weight -= upper[k, j] * weights[j]
        weights[k] = weight / upper[k, k] if upper[k, k] != 0 else 0.0
    for k in range(used):
        for i in range(len(found)):
            found[i] += weights[k] * basis[k, i]
