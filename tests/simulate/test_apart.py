"""How far beliefs about two actors are from the joint posterior."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.apart import find_pairs
from detente.simulate.play import simulate
from detente.solve.backward import solve
from support.unseen import BATTLES, FACTORING, ONE_SIGNAL

ONCE = """
crisis: One battle
calendar: {rounds: 1}
state: {day: {from: 0, to: 1, starts: 0}}
actors:
  a: {types: {weak: {prior: 0.6}, strong: {prior: 0.4}}}
  b: {types: {weak: {prior: 0.5}, strong: {prior: 0.5}}}
each round:
  - signal battle:
      won:  0.5 + 0.3 * (a is strong) - 0.3 * (b is strong)
      lost: rest
"""


def test_nothing_is_lost_where_the_odds_factor() -> None:
    game = compile_game(loads(FACTORING.replace("SIGNALS", ONE_SIGNAL)), {"a": 21, "b": 21})
    paths = simulate(solve(game), 500, seed=1)
    assert find_pairs(game) == ((0, 1),)
    assert paths.apart is not None
    assert paths.apart.max() < 1e-6


def test_after_one_battle_it_is_the_distance_of_bayes_rule() -> None:
    paths = simulate(solve(compile_game(loads(ONCE), {"a": 21, "b": 21})), 2000, seed=1)
    prior = np.outer([0.6, 0.4], [0.5, 0.5])
    won = np.array([[0.5, 0.2], [0.8, 0.5]])
    expected = []
    for odds in (won, 1 - won):
        joint = prior * odds / (prior * odds).sum()
        apart = np.outer(joint.sum(axis=1), joint.sum(axis=0))
        expected.append(0.5 * np.abs(joint - apart).sum())
    assert paths.apart is not None
    assert sorted(set(np.round(paths.apart[:, 0], 6))) == pytest.approx(sorted(np.round(expected, 6)), abs=1e-6)


def test_beliefs_are_the_marginals_and_their_mean_the_truth() -> None:
    paths = simulate(solve(compile_game(loads(ONCE), {"a": 21, "b": 21})), 20_000, seed=1)
    strong = np.unique(np.round(paths.belief(1, 0, 1), 9))
    # By hand: P(won) = 0.5 + 0.3 (0.4 − 0.5) = 0.47; P(strong, won) = 0.4 (0.8 − 0.15).
    assert strong == pytest.approx(np.sort([0.26 / 0.47, 0.14 / 0.53]), abs=1e-9)
    share = (paths.types[:, 0] == 1).mean()
    assert paths.belief(1, 0, 1).mean() == pytest.approx(share, abs=0.01)


def test_battles_that_are_fought_again_are_measured_too() -> None:
    paths = simulate(solve(compile_game(loads(BATTLES), {"moscow": 21, "kyiv": 21})), 2000, seed=1)
    assert paths.apart is not None
    assert 0 < paths.apart.max() < 0.2
