"""A secret programme under two inspections, against the root of one equation (docs/classics/secret-programme.md)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from detente import service
from detente.analysis.options import Options
from support.reports import Policies, find_policies

NAME, PRECISION = "classics/secret-programme", 8.0
WORK, RUIN, HARM, BLAME, FALSE_ALARM = 0.2, 1.0, 0.3, 0.4, 0.1
NUMBERS = {None: (0.7, 0.3), "blind": (0.1, 0.3), "toothless": (0.7, 1.5)}
"""By variant: the chance of finding a programme, and what a strike costs whoever strikes."""


@dataclass
class Answer:
    """How likely the programme is begun in reply to the strikes; strikes and beliefs by the reports so far."""

    begins: float = 0.0
    strikes: dict[tuple[str, ...], float] = field(default_factory=dict)
    beliefs: dict[tuple[str, ...], float] = field(default_factory=dict)


def answer(detection: float, attack: float, begun: float) -> Answer:
    """What follows by Bayes' rule, backward, if the programme is begun so often; arrays are (absent, begun)."""
    odds = {"alarm": np.array([FALSE_ALARM, detection]), "clear": np.array([1 - FALSE_ALARM, 1 - detection])}
    struck, kept = np.array([-HARM, -RUIN]), np.array([0.0, 1.0])
    result, builder = Answer(), np.zeros(2)
    for first, chance in odds.items():
        belief = chance * [1 - begun, begun] / (chance @ [1 - begun, begun])
        waits, later = 0.0, np.zeros(2)
        for second, next_chance in odds.items():
            likely = next_chance @ belief
            last = next_chance * belief / likely
            worth = np.array([-last[1], -attack - BLAME * last[0]])
            prob = float(expit(PRECISION * (worth[1] - worth[0])))
            result.strikes[first, second], result.beliefs[first, second] = prob, float(last[1])
            waits += likely * float(worth @ [1 - prob, prob])
            later += next_chance * (prob * struck + (1 - prob) * kept)
        prob = float(expit(PRECISION * (-attack - BLAME * belief[0] - waits)))
        result.strikes[first,], result.beliefs[first,] = prob, float(belief[1])
        builder += chance * (prob * struck + (1 - prob) * later)
    result.begins = float(expit(PRECISION * (builder[1] - builder[0] - WORK)))
    return result


def closed_form(variant: str | None) -> Answer:
    detection, attack = NUMBERS[variant]

    def excess(begun: float) -> float:
        return answer(detection, attack, begun).begins - begun

    signs = np.sign([excess(begun) for begun in np.linspace(0.001, 0.999, 999)])
    assert np.sum(np.diff(signs) != 0) == 1, "one equilibrium"
    return answer(detection, attack, float(brentq(excess, 1e-9, 1 - 1e-9, xtol=1e-15)))


def strikes_in(policies: Policies) -> dict[tuple[str, ...], float]:
    """How likely a strike is, by the reports so far."""
    found = {}
    for (actor, _, seen), policy in policies.items():
        if actor == "watcher":
            reports = tuple(each.split()[2].rstrip(",") for each in seen if " inspection: " in each)
            found[reports] = float(policy[1])
    return found


@pytest.mark.parametrize("variant", NUMBERS)
@pytest.mark.parametrize(("num_points", "tolerance"), [(None, 2e-5), (1921, 1e-6)])
def test_policies_are_those_of_the_root(variant: str | None, num_points: int | None, tolerance: float) -> None:
    policies = find_policies(NAME, variant, {"builder": num_points} if num_points else None)
    expected = closed_form(variant)
    (begins,) = [policy[1] for (actor, _, _), policy in policies.items() if actor == "builder"]
    assert begins == pytest.approx(expected.begins, abs=tolerance)
    strikes = strikes_in(policies)
    assert strikes.keys() == expected.strikes.keys()
    for reports, prob in expected.strikes.items():
        assert strikes[reports] == pytest.approx(prob, abs=tolerance), reports


def test_beliefs_in_claims_follow_bayes_rule() -> None:
    claims = service.claims(NAME, options=Options(num_plays=2000, seed=1)).claims
    (doubt,) = [claim for claim in claims if claim.id == "alarm_leaves_doubt"]
    expected = closed_form(None).beliefs
    said = list(dict.fromkeys(part.value for part in doubt.comparisons))
    assert said == pytest.approx([expected["alarm",], expected["clear",]], abs=2e-4)
