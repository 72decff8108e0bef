"""The numbers that decide are found, with where they do; chance is not taken for a reason."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.drivers import find_deciding_numbers

NAMES = [f"number_{index}" for index in range(10)]


def worlds(seed: int, num_worlds: int = 64) -> np.ndarray:
    return np.random.default_rng(seed).random((num_worlds, len(NAMES)))


def test_one_number_that_decides_all() -> None:
    values = worlds(1)
    (found,) = find_deciding_numbers(NAMES, values, values[:, 3] > 0.6)
    assert found.number == "number_3"
    below, above = values[values[:, 3] <= 0.6, 3].max(), values[values[:, 3] > 0.6, 3].min()
    assert found.threshold == pytest.approx((below + above) / 2)
    assert (found.share_below, found.share_above) == (0, 1)
    assert found.p_value == pytest.approx(0.001)


def test_two_numbers_the_stronger_first() -> None:
    values = worlds(2, 256)
    holds = 2 * values[:, 7] + values[:, 0] < 1.5
    found = find_deciding_numbers(NAMES, values, holds)
    assert [driver.number for driver in found] == ["number_7", "number_0"]
    assert all(driver.share_below > driver.share_above for driver in found)


def test_noise_decides_as_seldom_as_promised() -> None:
    found = 0
    for seed in range(60):
        random = np.random.default_rng(1000 + seed)
        found += bool(find_deciding_numbers(NAMES, worlds(seed), random.random(64) < 0.5))
    # Three are expected of sixty; nine or more would come about less than once in two hundred times.
    assert found <= 8


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nothing_decides_what_never_differs(share: float) -> None:
    assert find_deciding_numbers(NAMES, worlds(3), np.full(64, share == 1)) == ()


@pytest.mark.parametrize("num_worlds", [0, 1, 2])
def test_very_few_worlds_say_nothing(num_worlds: int) -> None:
    values = worlds(4, num_worlds)
    assert find_deciding_numbers(NAMES, values, values[:, 0] > 0.5) == ()


def test_sides_of_a_split_are_not_too_small() -> None:
    values = worlds(5)
    holds = values[:, 2] > np.sort(values[:, 2])[-3]
    for driver in find_deciding_numbers(NAMES, values, holds):
        column = values[:, NAMES.index(driver.number)]
        assert 7 <= np.sum(column > driver.threshold) <= 57
