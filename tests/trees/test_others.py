"""Solvers that are not ours on the trees of small crises: Gambit's logit equilibria, OpenSpiel's exploitability."""

from __future__ import annotations

import io
import sys
import warnings
from typing import Any

import numpy as np
import pytest

from detente.errors import DetenteError
from detente.game.compile import compile_game
from detente.scenario.library import bundled
from detente.scenario.loading import load, loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from detente.trees.efg import efg, player_names
from detente.trees.openspiel import as_openspiel, as_openspiel_policy
from detente.trees.policies import behaviour
from detente.trees.tree import Tree
from detente.trees.unfold import tree_of
from support.at_once import CROSSING
from support.games import SMALL, chain_store, limit_through

CRISES = {
    **{name: text for name, text in SMALL.items() if name != "belief_payoff"},
    "chain_store": chain_store(3),
    "crossing": CROSSING,
}
POINTS = {"two_sided": 121, "seat": 101, "three_types": 121, "crossing": 101}
"""Points of the belief grids where two beliefs move; elsewhere 801."""

GRID_ERROR = dict.fromkeys(POINTS, 3e-4)
"""Multilinear interpolation, as in play, on those grids; elsewhere 1e-5."""


@pytest.fixture(scope="module", params=CRISES)
def solved(request: pytest.FixtureRequest) -> tuple[str, Tree, Equilibrium]:
    """A small crisis as a tree, and our equilibrium with everybody's regret."""
    name = str(request.param)
    scenario = loads(CRISES[name])
    points = POINTS.get(name, 801)
    limit = limit_through(2.0 if name == "three_types" else 7 / 3, points, 8.0)
    game = compile_game(scenario, {a.name: points for a in scenario.actors if len(a.types) > 1}, limit)
    return name, tree_of(scenario), solve(game, Settings(regret=True))


def quietly(module: str) -> Any:
    """The module, whatever it warns of while it is imported; the test is skipped without it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(module)


def gap_to_gambit(tree: Tree, equilibrium: Equilibrium) -> float:
    """The largest difference between our behaviour and the logit equilibrium on Gambit's principal branch."""
    gambit = quietly("pygambit")
    game = gambit.read_efg(io.StringIO(efg(tree, by_date=True)))
    assert game.is_perfect_recall
    (answer,) = gambit.qre.logit_solve_lambda(game, 1.0)
    # Sets come player by player, in the order in which the tree meets them.
    found = {player: iter(list(answer.profile[player])) for player in player_names(tree, by_date=True)}
    labels = tree.scenario.calendar.labels
    gap = 0.0
    for information, ours in zip(tree.information_sets, behaviour(tree, equilibrium), strict=True):
        _, theirs = next(found[f"{tree.players[information.player]} {labels[information.period]}"])
        assert [action for action, _ in theirs] == list(information.actions)
        gap = max(gap, np.abs(ours - [float(theirs[action]) for action in information.actions]).max())
    assert all(next(rest, None) is None for rest in found.values())
    return gap


def test_gambit_finds_the_same_equilibrium(solved: tuple[str, Tree, Equilibrium]) -> None:
    name, tree, equilibrium = solved
    assert gap_to_gambit(tree, equilibrium) < GRID_ERROR.get(name, 1e-5)


@pytest.mark.parametrize("name", ["beer-quiche", "preventive-war", "resolve-and-war", "tripwire"])
def test_gambit_finds_the_same_equilibrium_of_classics(name: str) -> None:
    """At precisions of 10 to 50. Cheap talk is not among them: it has several equilibria."""
    scenario = load(bundled()[f"classics/{name}"])
    equilibrium = solve(compile_game(scenario, {a.name: 401 for a in scenario.actors if len(a.types) > 1}))
    assert gap_to_gambit(tree_of(scenario), equilibrium) < 1e-4


def test_openspiel_finds_the_same_regret(solved: tuple[str, Tree, Equilibrium]) -> None:
    quietly("pyspiel")
    exploitability = quietly("open_spiel.python.algorithms.exploitability")
    name, tree, equilibrium = solved
    game = as_openspiel(tree)
    assert game.num_players() == len(tree.players)
    policy = as_openspiel_policy(tree, game, behaviour(tree, equilibrium))
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
    tree = tree_of(loads(SMALL["covert"]))
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
    tree = tree_of(loads(chain_store(2)))
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
    with pytest.raises(DetenteError, match=r"pip install 'detente\[judges\]'"):
        as_openspiel(tree_of(loads(chain_store(1))))


def test_another_crisis_has_another_behaviour(solved: tuple[str, Tree, Equilibrium]) -> None:
    _, _, equilibrium = solved
    with pytest.raises(ValueError, match="another crisis"):
        behaviour(tree_of(loads(chain_store(1))), equilibrium)
