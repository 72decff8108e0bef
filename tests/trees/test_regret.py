"""Best responses, against all pure plans and closed forms."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from detente.trees.exact import TreeEquilibrium, solve_game_tree
from detente.trees.extensive import ExtensiveGame
from detente.trees.regret import best_response_values, deviation_gains
from support.game_files import CROSSED, POKER, game_of, random_game


def value_at(game: ExtensiveGame, policy: np.ndarray) -> np.ndarray:
    """Expected payoffs, by walking down every way."""
    prob = np.ones(game.num_nodes)
    for node in range(1, game.num_nodes):
        slot = game.slot_in[node]
        prob[node] = prob[game.parent[node]] * (game.prob[node] if slot < 0 else policy[slot])
    return prob @ game.payoff


def best_of_all_plans(found: TreeEquilibrium, player: int) -> float:
    game = found.game
    own = np.flatnonzero(game.set_player == player)
    best = -np.inf
    for plan in itertools.product(*(range(game.num_actions[h]) for h in own)):
        policy = found.policy.copy()
        for h, action in zip(own, plan, strict=True):
            policy[game.first_slot[h] : game.first_slot[h + 1]] = 0
            policy[game.first_slot[h] + action] = 1
        best = max(best, value_at(game, policy)[player])
    return float(best)


@pytest.mark.parametrize("game", [game_of(POKER, 2.0), game_of(CROSSED, 2.0), random_game(3, depth=3)])
def test_no_plan_is_better(game: ExtensiveGame) -> None:
    found = solve_game_tree(game)
    expected = [best_of_all_plans(found, player) for player in range(2)]
    assert best_response_values(found) == pytest.approx(expected, abs=1e-12)
    assert found.value[0] == pytest.approx(value_at(game, found.policy), abs=1e-12)


def test_against_choice_at_random() -> None:
    """Half of all raises are met: with high a raise brings 1.5, with low −0.5; meeting brings Bob 0, passing −1."""
    game = game_of(POKER)
    found = solve_game_tree(replace(game, precision=np.zeros(3)))
    assert best_response_values(found) == pytest.approx([0.5, 0.25 * 0 + 0.5], abs=1e-12)
    assert deviation_gains(found) == pytest.approx([1.25, 0.5, 0.25], abs=1e-12)
