"""Trees in OpenSpiel: the same regrets, the same moves and payoffs, and its own algorithms run on them."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from detente.errors import DetenteError
from detente.scenario.loading import loads
from detente.trees.behaviour import compute_behaviour
from detente.trees.openspiel import as_openspiel, as_openspiel_policy
from detente.trees.unfold import unfold
from support.games import SMALL, chain_store
from support.solved_trees import CRISES, GRID_ERROR, quietly, solve_as_tree


@pytest.mark.parametrize("name", CRISES)
def test_openspiel_finds_the_same_regret(name: str) -> None:
    quietly("pyspiel")
    exploitability = quietly("open_spiel.python.algorithms.exploitability")
    tree, equilibrium = solve_as_tree(name)
    game = as_openspiel(tree)
    assert game.num_players() == len(tree.players)
    policy = as_openspiel_policy(tree, game, compute_behaviour(tree, equilibrium))
    found = exploitability.nash_conv(game, policy, return_only_nash_conv=False)
    regrets = equilibrium.certificate.regrets
    assert regrets is not None
    expected = np.zeros(len(tree.players))
    for row, regret in zip(equilibrium.game.rows, regrets, strict=True):
        expected[row.actor] += equilibrium.game.prior[row.actor][row.type] * regret.gain
    np.testing.assert_allclose(found.player_improvements, expected, atol=GRID_ERROR.get(name, 1e-5))
    assert expected.max() > 0.01


def test_openspiel_plays_the_tree() -> None:
    """What is known, what can be done and what is paid survive the way there: a walk over the whole game."""
    quietly("pyspiel")
    tree = unfold(loads(SMALL["covert"]))
    state = as_openspiel(tree).new_initial_state()
    names: dict[int, str] = {}

    def walk(index: int, state: Any) -> None:
        node = tree.nodes[index]
        if node.received:
            assert state.is_terminal()
            assert state.returns() == pytest.approx([tree.payoff(node, player) for player in range(2)], abs=1e-12)
            return
        assert [state.action_to_string(action) for action in state.legal_actions()] == list(node.options)
        if node.information >= 0:
            assert state.current_player() == tree.information_sets[node.information].player
            known = state.information_state_string()
            assert names.setdefault(node.information, known) == known
        else:
            assert [prob for _, prob in state.chance_outcomes()] == pytest.approx(node.probabilities)
        for action, child in zip(state.legal_actions(), node.children, strict=True):
            walk(child, state.child(action))

    walk(0, state)
    assert len(set(names.values())) == len(tree.information_sets)


def test_openspiel_runs_its_own_algorithm() -> None:
    quietly("pyspiel")
    cfr = quietly("open_spiel.python.algorithms.cfr")
    exploitability = quietly("open_spiel.python.algorithms.exploitability")
    tree = unfold(loads(chain_store(2)))
    game = as_openspiel(tree)
    solver = cfr.CFRSolver(game)
    gaps = []
    for _ in range(2):
        for _ in range(20):
            solver.evaluate_and_update_policy()
        gaps.append(exploitability.nash_conv(game, solver.average_policy()))
    assert gaps[1] < gaps[0] < 0.2


def test_without_openspiel_a_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspiel", None)
    with pytest.raises(DetenteError, match=r"pip install .*\[trees\]'"):
        as_openspiel(unfold(loads(chain_store(1))))
