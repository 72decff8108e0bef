"""How much a number explains, for functions whose variances are known."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy.stats import qmc

from detente.analysis.explored import FEWEST_WORLDS
from detente.analysis.importance import find_importance
from detente.errors import DetenteError

NAMES = ["first", "second", "third", "fourth"]


def draws(num_worlds: int, seed: int = 3) -> np.ndarray:
    return qmc.LatinHypercube(len(NAMES), seed=seed).random(num_worlds)


def test_shares_of_the_variance_of_a_sum() -> None:
    """Var(2a + b) of uniform numbers: 4/12 from a, 1/12 from b."""
    values = draws(800)
    found = find_importance(NAMES, values, 2 * values[:, 0] + values[:, 1])
    by_name = {each.number: each for each in found}
    assert [each.number for each in found][:2] == ["first", "second"]
    for name, share in (("first", 0.8), ("second", 0.2), ("third", 0.0), ("fourth", 0.0)):
        assert abs(by_name[name].first_order - share) <= 0.05
    assert [name for name in NAMES if by_name[name].matters] == ["first", "second"]
    assert by_name["first"].influence_error is not None
    assert 0 < by_name["first"].influence_error < 0.1


def test_shares_of_the_ishigami_function() -> None:
    """First orders 0.3139, 0.4424 and 0; the third only matters together with the first.

    Source: T. Ishigami and T. Homma, Proceedings of ISUMA '90 (1990) 398–403, a = 7, b = 0.1.
    """
    values = draws(2000)
    x = np.pi * (2 * values - 1)
    found = find_importance(
        NAMES, values, np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )
    by_name = {each.number: each for each in found}
    known = {"first": 0.3139, "second": 0.4424, "third": 0.0, "fourth": 0.0}
    for name, share in known.items():
        assert abs(by_name[name].first_order - share) <= max(0.05, 1.5 * by_name[name].first_order_error)
    assert [by_name[name].matters for name in NAMES] == [True, True, True, False]


def test_a_variant_that_is_true_in_some_worlds() -> None:
    """Var(1{true} + u/2) with probability 1/2: 1/4 and 1/48, so 12/13 and 1/13."""
    values = draws(800)
    values[:, 3] = values[:, 3] > 0.5
    found = find_importance(NAMES, values, values[:, 3] + values[:, 0] / 2)
    assert found[0].number == "fourth"
    assert abs(found[0].first_order - 12 / 13) <= 0.06


@pytest.mark.parametrize("seed", range(3))
def test_noise_has_no_drivers_or_few(seed: int) -> None:
    outcome = np.random.default_rng(seed).normal(size=400)
    found = find_importance(NAMES, draws(400, seed), outcome)
    assert sum(each.matters for each in found) <= 1  # the largest of 20 random numbers: exceeded in about one of six


def test_nothing_is_said_of_few_worlds_or_of_what_is_the_same_everywhere() -> None:
    assert find_importance(NAMES, draws(FEWEST_WORLDS - 1), draws(FEWEST_WORLDS - 1)[:, 0]) == ()
    assert find_importance(NAMES, draws(200), np.full(200, 0.3)) == ()
    assert find_importance([], np.zeros((200, 0)), draws(200)[:, 0]) == ()
    assert find_importance(NAMES, np.zeros((0, 4)), np.zeros(0)) == ()


def test_the_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze.rbd_fast", None)
    values = draws(200)
    with pytest.raises(DetenteError, match=r"SALib, which is not installed: .*pip install .*\[worlds\]'"):
        find_importance(NAMES, values, values[:, 0])
