"""The tree of a crisis as a game of arrays: dates are players, in units of their own date."""

from __future__ import annotations

import pytest

from detente.scenario.loading import loads
from detente.trees.from_crisis import game_from_crisis
from detente.trees.unfold import unfold
from support.trees import TINY

TWO_ROUNDS = """
crisis: Twice
calendar: {rounds: 2}
state: {n: {from: 0, to: 2, starts: 0}}
actors:
  a: {patience: 0.5, precision: 3, wants: {w: n}}
each round:
  - a moves:
      stay: {}
      go: {then: n up}
"""


def test_later_dates_are_players_with_their_own_payoffs() -> None:
    game = game_from_crisis(unfold(loads(TWO_ROUNDS)))
    assert game.labels.players == ("a 1", "a 2")
    # Ways: stay stay, stay go, go stay, go go; on date 1 worth 0, 1/2, 1 + 1/2, 1 + 2/2; on date 2 only what follows.
    ends = game.payoff[game.owner == -2]
    assert ends[:, 0] == pytest.approx([0, 0.5, 1.5, 2])
    assert ends[:, 1] == pytest.approx([0, 1, 1, 2])
    assert game.precision.tolist() == [3, 3, 3]


def test_chance_keeps_its_probabilities() -> None:
    game = game_from_crisis(unfold(loads(TINY)))
    assert game.prob[game.children[1][:2]] == pytest.approx([0.7, 0.3])
