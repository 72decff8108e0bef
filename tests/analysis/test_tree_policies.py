"""What actors do by all that they know, in closed form."""

from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.errors import DetenteError
from detente.notebook import Solution

WORD = """
crisis: A spy's word
calendar: {rounds: 2}
state: {alarm: {scale: [low, high], starts: low}}
actors:
  moscow: {types: {hawk: {prior: 0.3}, dove: {prior: 0.7}}}
  washington:
    precision: 3
    patience: 0
    wants: {right: (washington plays arm) * (moscow is hawk) + (washington plays stay) * (moscow is dove)}
each round:
  - signal word: {seen by: [washington], loud: 0.9 if moscow is hawk else 0.2, quiet: rest}
  - washington acts: {arm: {then: alarm = high}, stay: {}}
"""


@pytest.fixture(scope="module")
def solution() -> Solution:
    return detente.loads(WORD).solve()


def arms(odds: float) -> float:
    """How often washington arms, at these odds of a hawk."""
    p = odds / (1 + odds)
    return float(1 / (1 + np.exp(-3 * (2 * p - 1))))


def test_what_was_heard_decides(solution: Solution) -> None:
    policy = solution.policy("washington")
    assert list(policy.columns) == ["arm", "stay"]
    by_word = policy.droplevel(["decision", "situation", "type"])["arm"]
    expected = {"1 word: loud": arms(0.3 / 0.7 * 0.9 / 0.2), "1 word: quiet": arms(0.3 / 0.7 * 0.1 / 0.8)}
    assert by_word.to_dict() == pytest.approx(expected, abs=1e-12)


def test_two_words_are_two_pieces_of_evidence_in_the_state_that_was_asked_for(solution: Solution) -> None:
    rows = detente.service.policy(solution.equilibrium, "washington", "2", levels={"alarm": "high"})
    found = {each["knows"]: each["probability"] for each in rows if each["act"] == "arm"}
    assert found.keys() == {
        f"1 word: {first}; 1 acts: arm, alarm=high; 2 word: {second}"
        for first in ("loud", "quiet")
        for second in ("loud", "quiet")
    }
    both = next(value for knows, value in found.items() if str(knows).count("loud") == 2)
    assert both == pytest.approx(arms(0.3 / 0.7 * (0.9 / 0.2) ** 2), abs=1e-12)
    # The alarm is high where washington armed at first, and stays so.
    loud, quiet = 0.3 * 0.9 + 0.7 * 0.2, 0.3 * 0.1 + 0.7 * 0.8
    reached = loud * arms(0.3 / 0.7 * 0.9 / 0.2) + quiet * arms(0.3 / 0.7 * 0.1 / 0.8)
    assert sum(float(each["reach"]) for each in rows if each["act"] == "arm") == pytest.approx(reached, abs=1e-12)


def test_beliefs_follow_from_what_was_seen(solution: Solution) -> None:
    with pytest.raises(DetenteError, match="leave the beliefs out, and see the column 'knows'"):
        solution.policy("washington", beliefs={"moscow": {"hawk": 0.5, "dove": 0.5}})
    with pytest.raises(DetenteError, match="no level of alarm 'hig' — did you mean 'high'"):
        solution.policy("washington", alarm="hig")
    with pytest.raises(DetenteError, match="moscow makes no decision"):
        solution.policy("moscow")
