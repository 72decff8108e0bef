"""War and the pace at which power shifts, against values computed round by round (docs/classics/shifting-power.md)."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import softmax

from detente.game.compile import compile_game
from detente.scenario.library import find
from detente.scenario.loading import loads
from detente.solve.backward import solve

PATIENCE, DESTROYED, SLACK, PRECISION, START = 0.9, 0.2, 0.01, 100.0, 0.8
ENDLESS = 1 / (1 - PATIENCE)


def respond(win: float, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the declining side plays, and what a round is worth to both (declining, rising), given what follows it."""
    war = np.array([win, 1 - win]) * (1 - DESTROYED) * ENDLESS
    left = np.array([0.0, (1 - win) * (1 - DESTROYED) + SLACK])
    conceded = np.array([1 - left, left]).T + PATIENCE * after
    accepts = softmax(PRECISION * np.array([conceded[:, 1], [war[1], war[1]]]), axis=0)[0]
    offers = accepts[:, None] * conceded + (1 - accepts)[:, None] * war
    options = np.vstack([offers, war])
    policy = softmax(PRECISION * options[:, 0])
    return policy, policy @ options


def expect(powers: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Policy and values of the first round, where power takes these values in turn and then stays."""
    after = np.zeros(2)
    for _ in range(2000):
        _, after = respond(powers[-1], after)
    for win in reversed(powers[:-1]):
        policy, after = respond(win, after)
    return policy, after


def solved(settles: float, pace: float) -> tuple[np.ndarray, np.ndarray]:
    text = find("classics/shifting-power").read_text(encoding="utf-8")
    for name, before, number in (("settles", 20, settles), ("pace", 60, pace)):
        text, found = re.subn(rf"({name}:\s+{{value:) {before}\b", rf"\1 {number!r}", text)
        assert found == 1
    equilibrium = solve(compile_game(loads(text))).require()
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    return np.exp(log_policy[0, 0, :, 0]), equilibrium.start_values


@pytest.mark.parametrize("rounds", [1, 2, 3, 4, 5, 6])
def test_policies_and_values_are_those_computed_round_by_round(rounds: int) -> None:
    policy, values = expect([START - 0.6 * step / rounds for step in range(rounds + 1)])
    found, worth = solved(20, 60 / rounds)
    assert found == pytest.approx(policy, abs=1e-6)
    assert worth == pytest.approx(values, abs=1e-6)
    peace = (1 - PATIENCE**rounds * 0.8 * (1 - DESTROYED)) * ENDLESS
    assert (found[-1] > 0.5) == (peace < START * (1 - DESTROYED) * ENDLESS)


def test_war_begins_where_the_shift_exceeds_the_surplus() -> None:
    """δ (1 − p′) − (1 − p) > d / (1 − d), less what the slack leaves: δ s / (1 − d)."""
    falls = [20, 28, 30, 40]
    attacks = []
    for fall in falls:
        found, _ = solved(80 - fall, fall)
        policy, _ = expect([START, START - fall / 100])
        assert found == pytest.approx(policy, abs=1e-6)
        attacks.append(found[-1])
    assert all(before <= after for before, after in pairwise(attacks))
    for fall, attack in zip(falls, attacks, strict=True):
        grown = PATIENCE * (1 - START + fall / 100) - (1 - START)
        assert (attack > 0.5) == (grown > (DESTROYED - PATIENCE * SLACK) / (1 - DESTROYED))
