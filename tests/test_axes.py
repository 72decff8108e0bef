"""The axes that functions name are checked: the first calls of a test, and some of the later ones."""

from __future__ import annotations

import jaxtyping
import numpy as np
import pytest

from detente.claims.readings import sum_of


def refused(num_calls: int) -> int:
    """How many calls are refused of an array that has an axis too many."""
    found = 0
    for _ in range(num_calls):
        try:
            sum_of([np.zeros((2, 3))])
        except jaxtyping.TypeCheckError:
            found += 1
    return found


def test_a_wrong_axis_is_an_error() -> None:
    assert sum_of([np.zeros(3)]).shape == (3,)
    with pytest.raises(jaxtyping.TypeCheckError):
        sum_of([np.zeros((2, 3))])


def test_of_many_calls_some_are_checked() -> None:
    first, one_in = type(jaxtyping.config).FIRST, type(jaxtyping.config).ONE_IN  # type: ignore[attr-defined]
    assert refused(first) == first
    assert refused(10 * one_in) == 10
