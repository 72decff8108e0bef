"""Strength on both sides, against a fixed point found by other means (docs/classics/two-sided-strength.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import root
from scipy.special import expit, softmax

from support.reports import find_policies

Array = NDArray[np.float64]

NAME, PRECISION, COST = "classics/two-sided-strength", 50.0, 0.1
DEMANDS = np.array([0.35, 0.55, 0.75, 0.95])
WINS = np.array([[0.5, 0.3], [0.7, 0.5]])
"""The chance that the challenger wins, by its type and the defender's, weak before strong."""
PRIORS = {None: (0.5, 0.7), "known_strong": (0.9999, 0.7), "known_weak": (0.0001, 0.7), "bold": (0.9999, 0.3)}
"""By variant: how likely the challenger is strong, and the defender."""


@dataclass(frozen=True)
class Answer:
    """Demands by type of the challenger (type, demand), fights (type of the defender, demand), belief in strength."""

    demands: Array
    fights: Array
    beliefs: Array

    def war_by_types(self) -> Array:
        return self.demands @ self.fights.T


def reply(demands: Array, challenger: Array, precision: float) -> tuple[Array, Array]:
    """How likely either defender fights, and the belief about the challenger (type, demand)."""
    joint = challenger[:, None] * demands
    belief = joint / joint.sum(axis=0)
    war = 1 - WINS.T @ belief - COST
    return expit(precision * (war - (1 - DEMANDS))), belief


def values(fights: Array, defender: Array) -> Array:
    """What each demand is worth to either challenger."""
    return DEMANDS * (defender @ (1 - fights)) + (WINS - COST) @ (defender[:, None] * fights)


def find_root(strong_challenger: float, strong_defender: float) -> Answer:
    """The logit equilibrium on the branch that begins at random play, in scores of the demands."""
    challenger = np.array([1 - strong_challenger, strong_challenger])
    defender = np.array([1 - strong_defender, strong_defender])
    scores = np.zeros(2 * len(DEMANDS))
    for precision in np.linspace(0, PRECISION, 101):

        def excess(flat: Array, precision: float = precision) -> Array:
            scores = flat.reshape(2, -1)
            fights, _ = reply(softmax(scores, axis=1), challenger, precision)
            return (precision * values(fights, defender) - scores).ravel()

        found = root(excess, scores, tol=1e-14)
        assert np.abs(excess(found.x)).max() < 1e-9, precision
        scores = found.x
    demands = softmax(scores.reshape(2, -1), axis=1)
    fights, belief = reply(demands, challenger, PRECISION)
    return Answer(demands, fights, belief[1])


@pytest.mark.parametrize(
    ("variant", "num_points", "tolerance"), [*((variant, None, 1e-4) for variant in PRIORS), (None, 1921, 5e-6)]
)
def test_policies_are_those_of_the_fixed_point(variant: str | None, num_points: int | None, tolerance: float) -> None:
    """What the defender expects of the challenger's strength is interpolated in log-odds: the error is the grid's."""
    expected = find_root(*PRIORS[variant])
    policies = find_policies(NAME, variant, {"challenger": num_points} if num_points else None)
    for place, kind in enumerate(("weak", "strong")):
        assert policies["challenger", kind, ()] == pytest.approx(expected.demands[place], abs=2e-6)
        fights = [policy[1] for (actor, of, _), policy in policies.items() if actor == "defender" and of == kind]
        assert np.array(fights) == pytest.approx(expected.fights[place], abs=tolerance)


@pytest.mark.parametrize("strong", [0, 1])
def test_known_strength_is_the_risk_and_return_of_one_side(strong: int) -> None:
    """Of a challenger that is known the demand tells nothing, so that all follows backward without a fixed point."""
    variant = ("known_weak", "known_strong")[strong]
    defender = np.array([0.3, 0.7])
    fights = expit(PRECISION * (DEMANDS[None, :] - WINS[strong][:, None] - COST))
    demands = softmax(PRECISION * values(fights, defender)[strong])
    assert find_root(*PRIORS[variant]).demands[strong] == pytest.approx(demands, abs=0.01)
