"""A claim that may be a lie: the solver and plays against the root of one equation (docs/classics/costly-lies.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from detente.analysis.ledger import build_ledger
from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.simulate.play import simulate
from detente.solve.backward import solve

PRIOR, PRECISION = 0.4, 8.0
CLASH = {"resolved": 0.2, "bluffing": -0.4}
COSTS = {
    None: (0.1, 0.5, 0.4),
    "mere_words": (0.0, 0.0, 0.4),
    "inner_cost": (0.1, 0.0, 0.4),
    "high_cost": (0.3, 0.5, 0.4),
}
"""By variant: what a lie costs, how likely it is found out, and what that costs."""


@dataclass(frozen=True)
class Answer:
    """Probabilities of claims by type, of yielding to one that stands, and the belief in it."""

    resolved: float
    bluffing: float
    yields: float
    belief: float


def yields(belief: float) -> float:
    return float(expit(PRECISION * (-0.6 - (0.4 - 1.6 * belief))))


def answer(lie: float, detection: float, shame: float, yielding: float) -> Answer:
    """What follows if the defender yields to a claim that stands with this probability."""

    def stands(kind: str, prob: float) -> float:
        return prob + (1 - prob) * CLASH[kind]

    resolved = expit(PRECISION * stands("resolved", yielding))
    caught = detection * (stands("bluffing", yields(0.0)) - shame)
    bluffing = expit(PRECISION * (caught + (1 - detection) * stands("bluffing", yielding) - lie))
    weights = PRIOR * resolved, (1 - PRIOR) * bluffing * (1 - detection)
    return Answer(resolved, bluffing, yielding, weights[0] / sum(weights))


def closed_form(variant: str | None) -> Answer:
    costs = COSTS[variant]
    root = brentq(lambda prob: yields(answer(*costs, prob).belief) - prob, 0, 1, xtol=1e-15)
    return answer(*costs, root)


@pytest.mark.parametrize("variant", COSTS)
@pytest.mark.parametrize(("num_points", "tolerance"), [(None, 5e-4), (2049, 1e-6)])
def test_policies_are_those_of_the_closed_form(variant: str | None, num_points: int | None, tolerance: float) -> None:
    scenario = loading.load(library.find("classics/costly-lies"), variant)
    points = {"challenger": num_points} if num_points else None
    equilibrium = solve(compile_game(scenario, points)).require()
    (table,) = [table for table in equilibrium.game.periods[0].stages[0] if table.mover >= 0]
    assert table.actions == ("silence", "claim")
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    claims = np.exp(log_policy[0, log_policy.shape[1] // 2, 1].astype(np.float64))
    expected = closed_form(variant)
    assert claims == pytest.approx([expected.resolved, expected.bluffing], abs=tolerance)


@pytest.mark.parametrize("variant", COSTS)
def test_the_ledger_counts_what_the_closed_form_expects(variant: str | None) -> None:
    """Shares of plays within four standard errors; beliefs are functions of what is seen."""
    scenario = loading.load(library.find("classics/costly-lies"), variant)
    num_plays = 20_000
    (row, resolved, bluffing) = build_ledger(
        simulate(solve(compile_game(scenario)).require(), num_plays=num_plays, seed=5)
    ).assertions
    expected, (_, detection, _) = closed_form(variant), COSTS[variant]
    said = PRIOR * expected.resolved + (1 - PRIOR) * expected.bluffing
    margin = 4 * 0.5 / np.sqrt(PRIOR * num_plays)
    assert [row["type"], resolved["type"], bluffing["type"]] == ["", "resolved", "bluffing"]
    assert resolved["plays"] == pytest.approx(expected.resolved, abs=margin)
    assert bluffing["plays"] == pytest.approx(expected.bluffing, abs=margin)
    assert (resolved["true"], bluffing["true"], resolved["found_out"]) == (1, 0, None)
    assert row["true"] == pytest.approx(PRIOR * expected.resolved / said, abs=margin)
    assert bluffing["found_out"] == pytest.approx(detection, abs=2 * margin)
    assert bluffing["half_by"] == ("1" if detection else None)
    assert row["believed_before"] == pytest.approx(PRIOR, abs=1e-9)
    # A claim of a resolved challenger always stands.
    assert resolved["believed_after"] == pytest.approx(expected.belief, abs=5e-4)
    stands = (1 - detection) * expected.belief
    assert bluffing["believed_after"] == pytest.approx(stands, abs=2 * margin)
    # Beliefs are a martingale.
    assert row["believed_after"] == pytest.approx(row["true"], abs=margin)
