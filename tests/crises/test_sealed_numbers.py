"""Two sealed numbers, against Newton's method for one policy of both (docs/classics/sealed-numbers.md)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings

NUMBERS = np.arange(101)
PAID = np.where(NUMBERS[:, None] > NUMBERS, 1, NUMBERS - NUMBERS[:, None])
"""What the first player is paid, by both numbers."""


def symmetric(precision: float) -> np.ndarray:
    """The policy that is the logit response to itself, followed from play at random as λ grows."""
    policy = np.full(len(NUMBERS), 1 / len(NUMBERS))
    for weaker in np.linspace(0, precision, 41)[1:]:
        for _ in range(30):
            response = softmax(weaker * PAID @ policy)
            slope = weaker * (np.diag(response) - np.outer(response, response)) @ PAID
            step = np.linalg.solve(np.eye(len(policy)) - slope, response - policy)
            while (policy + step).min() < 0:
                step /= 2
            policy += step
        assert softmax(weaker * PAID @ policy) == pytest.approx(policy, abs=1e-9)
    return policy


@pytest.mark.parametrize(("precision", "lowest"), [(5.0, 0.4324), (20.0, 0.4827)])
def test_both_write_what_newton_finds(precision: float, lowest: float) -> None:
    game = compile_game(loading.load(library.find("classics/sealed-numbers"), numbers={"sharpness": precision}))
    equilibrium = solve(game, Settings(rule="symmetric")).require()
    expected = symmetric(precision)
    assert expected[0] == pytest.approx(lowest, abs=5e-5)
    for stage in (0, 1):
        policy = np.exp(np.asarray(equilibrium.log_policies[0][stage], dtype=np.float64)).ravel()
        assert policy == pytest.approx(expected, abs=1e-6)


def test_without_noise_each_is_written_half_as_often_as_the_one_below() -> None:
    halves = 0.5 ** (NUMBERS[:30] + 1)
    policy = np.append(halves, 0.5**30)
    gains = PAID[:30, :31] @ policy
    assert gains == pytest.approx(gains[0])
