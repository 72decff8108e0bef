"""A box is found where there is one, its figures are those of worlds that did not find it, and noise has none."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from detente.analysis.regions import find_region
from detente.errors import DetenteError

NAMES = ["doubt", "clock", "idle", "variant free"]
VALUES = np.random.default_rng(1).random((900, 4))


def test_a_box_of_two_numbers() -> None:
    wanted = (VALUES[:, 0] > 0.7) & (VALUES[:, 1] <= 0.4)
    region = find_region(NAMES, VALUES, wanted, "fails")
    assert region is not None
    assert region.outcome == "fails"
    (doubt, clock) = region.bounds
    assert (doubt.number, doubt.high, clock.number, clock.low) == ("doubt", None, "clock", None)
    assert doubt.low == pytest.approx(0.7, abs=0.06)  # of 300 worlds 36 are in the box
    assert clock.high == pytest.approx(0.4, abs=0.06)
    assert region.coverage > 0.8
    assert region.density > 0.8
    assert region.num_worlds == 300
    # The figures are those of the last third.
    last = VALUES[2::3]
    inside = (last[:, 0] > doubt.low) & (last[:, 1] <= clock.high)
    assert region.coverage == inside[wanted[2::3]].mean()
    assert region.density == wanted[2::3][inside].mean()
    assert region.share == wanted[2::3].mean()


def test_one_condition_is_enough_where_one_number_decides() -> None:
    region = find_region(NAMES, VALUES, VALUES[:, 2] <= 0.25, "holds")
    assert region is not None
    assert [bound.number for bound in region.bounds] == ["idle"]
    assert region.bounds[0].high == pytest.approx(0.25, abs=0.02)


def test_a_number_between_two_ends() -> None:
    region = find_region(NAMES, VALUES, np.abs(VALUES[:, 0] - 0.5) < 0.1, "holds")
    assert region is not None
    (bound,) = region.bounds
    assert (bound.low, bound.high) == (pytest.approx(0.4, abs=0.03), pytest.approx(0.6, abs=0.03))


def test_noise_and_few_worlds_have_no_region() -> None:
    noise = np.random.default_rng(2).random(900) < 0.3
    assert find_region(NAMES, VALUES, noise, "fails") is None
    rare = VALUES[:, 0] > 0.98
    assert find_region(NAMES, VALUES, rare, "fails") is None
    assert find_region(NAMES, VALUES[:0], rare[:0], "fails") is None


def test_the_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(DetenteError, match=r"sklearn, which is not installed: .*pip install .*\[worlds\]'"):
        find_region(NAMES, VALUES, VALUES[:, 0] > 0.5, "fails")
