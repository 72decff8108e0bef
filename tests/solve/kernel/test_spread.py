"""Regret: by hand where it can be worked out, and by the laws that it must obey."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Settings
from support.games import SMALL, chain_store

ONE_CHOICE = """
crisis: One choice, one signal
calendar: {rounds: 1}
state: {peace: {one of: [kept, broken], starts: kept}}
actors:
  sender:
    precision: PRECISION
    types:
      hawk: {prior: 0.3, taste: 2}
      dove: {prior: 0.7, taste: -1}
  other: {precision: PRECISION}
each round:
  - sender chooses:
      fight: {costs: -taste, then: peace = broken}
      talk: {}
  - other answers:
      yield: {costs: 1}
      stand: {}
"""


def certificate_of(text: str, num_points: int = 41) -> Certificate:
    scenario = loads(text)
    points = {actor.name: num_points for actor in scenario.actors if len(actor.types) > 1}
    certificate = solve(compile_game(scenario, points), Settings(regret=True)).certificate
    assert certificate.regrets is not None
    return certificate


def test_a_single_choice_by_hand() -> None:
    precision = 1.7
    certificate = certificate_of(ONE_CHOICE.replace("PRECISION", str(precision)))
    gains = {(regret.actor, regret.type): regret.gain for regret in certificate.regrets or ()}

    def loss(stake: float) -> float:
        """What logit play loses where the better of two actions is better by `stake`."""
        return stake / (1 + np.exp(precision * stake))

    assert gains["sender", "hawk"] == pytest.approx(loss(2), abs=1e-9)
    assert gains["sender", "dove"] == pytest.approx(loss(1), abs=1e-9)
    assert gains["other", None] == pytest.approx(loss(1), abs=1e-9)
    assert certificate.max_regret == max(gains.values())


@pytest.mark.parametrize("name", ["covert", "seat", "signal"])
def test_nobody_loses_by_playing_best(name: str) -> None:
    assert all(regret.gain > -1e-6 for regret in certificate_of(SMALL[name], 31).regrets or ())


def test_regret_vanishes_as_play_becomes_precise() -> None:
    regrets = []
    for precision in (1, 5, 50):
        regrets.append(certificate_of(ONE_CHOICE.replace("PRECISION", str(precision))).max_regret)
    assert regrets[0] > regrets[1] > regrets[2]
    assert regrets[2] < 1e-9


def test_asking_for_regret_changes_no_answer() -> None:
    game = compile_game(loads(chain_store(3)), {"store": 41})
    plain, asked = solve(game), solve(game, Settings(regret=True))
    np.testing.assert_array_equal(plain.start_values, asked.start_values)
    assert plain.certificate.regrets is None
    assert plain.certificate.max_regret is None
