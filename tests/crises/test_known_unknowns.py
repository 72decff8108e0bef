"""A shift of power that may go unseen, against roots and indifference (docs/classics/known-unknowns.md)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from support.reports import find_policies

NAME, INVESTMENT = "classics/known-unknowns", 0.3
NUMBERS = {
    None: (0.4, 0.4, 0.8, 100.0),
    "transparent": (1.0, 0.4, 0.8, 100.0),
    "blind": (0.0, 0.4, 0.8, 100.0),
    "dear_war": (0.4, 1.2, 0.8, 100.0),
    "effective": (0.4, 0.4, 1.0, 100.0),
    "sharper": (0.4, 0.4, 0.8, 400.0),
}
"""By variant: transparency q, cost of war c, effectiveness e, and precision; the shift is worth 1."""


def replies(transparency: float, cost: float, effect: float, precision: float, arms: float) -> tuple[float, ...]:
    """Attacks with proof and without, and the belief without, if the rising state militarises with this probability."""
    unseen = (1 - transparency) * arms
    belief = unseen / (unseen + 1 - arms) if unseen else 0.0
    return float(expit(precision * (effect - cost))), float(expit(precision * (effect * belief - cost))), belief


def find_root(transparency: float, cost: float, effect: float, precision: float) -> float:
    """How likely the rising state militarises in the logit equilibrium."""

    def excess(arms: float) -> float:
        proof, doubt, _ = replies(transparency, cost, effect, precision, arms)
        attacked = transparency * proof + (1 - transparency) * doubt
        # In log-odds, so that probabilities near 0 and 1 are roots too.
        return precision * (1 - effect * attacked - INVESTMENT) - float(np.log(arms / (1 - arms)))

    return float(brentq(excess, 1e-60, 1 - 1e-15, xtol=1e-300)) if excess(1 - 1e-15) < 0 else 1.0


def find_indifference(transparency: float, cost: float, effect: float) -> tuple[float, float]:
    """Without noise: how likely the rising state militarises, and the declining one attacks without proof."""
    odds = cost / (effect - cost) / (1 - transparency)
    return odds / (1 + odds), ((1 - INVESTMENT) / effect - transparency) / (1 - transparency)


@pytest.mark.parametrize(
    ("variant", "tolerance"),
    [(None, 5e-6), ("transparent", 1e-6), ("blind", 5e-6), ("dear_war", 1e-6), ("effective", 5e-6), ("sharper", 2e-4)],
)
def test_policies_are_those_of_the_root(variant: str | None, tolerance: float) -> None:
    arms = find_root(*NUMBERS[variant])
    proof, doubt, _ = replies(*NUMBERS[variant], arms)
    policies = find_policies(NAME, variant)
    (found,) = [policy[1] for (actor, _, _), policy in policies.items() if actor == "rising"]
    assert found == pytest.approx(arms, abs=tolerance)
    attacks = {
        "proof" in " ".join(seen): policy[1] for (actor, _, seen), policy in policies.items() if actor == "declining"
    }
    assert attacks[False] == pytest.approx(doubt, abs=tolerance)
    if True in attacks:
        assert attacks[True] == pytest.approx(proof, abs=1e-6)
    else:
        assert variant == "blind"


@pytest.mark.parametrize("variant", [None, "blind", "effective"])
def test_the_root_tends_to_the_indifference_of_both(variant: str | None) -> None:
    """The distance falls as 1 / λ: the logit of a probability divided by λ is what keeps either from indifference."""
    *numbers, _ = NUMBERS[variant]
    theory = find_indifference(*numbers)
    distances = []
    for precision in (100.0, 1000.0, 10_000.0):
        arms = find_root(*numbers, precision)
        doubt = replies(*numbers, precision, arms)[1]
        distances.append(max(abs(arms - theory[0]), abs(doubt - theory[1])))
    assert distances[0] < 0.04
    assert 9 < distances[0] / distances[1] < 12
    assert 9 < distances[1] / distances[2] < 11


def test_conditions_for_peace() -> None:
    """Deterred if an investment is likely enough to be seen, q > (1 − k / Δ) / e; not if war costs more than e Δ."""
    *_, precision = NUMBERS[None]
    threshold = (1 - INVESTMENT) / 0.8
    assert find_root(threshold + 0.1, 0.4, 0.8, precision) < 0.01
    assert find_root(threshold - 0.1, 0.4, 0.8, precision) > 0.5
    assert find_root(0.4, 0.9, 0.8, precision) > 0.999
