"""The equilibrium at information sets, against Gambit's logit equilibria of the same trees."""

from __future__ import annotations

import io

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.library import bundled
from detente.scenario.loading import load, loads
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from detente.trees.behaviour import compute_behaviour
from detente.trees.efg import list_players, to_efg
from detente.trees.tree import Tree
from detente.trees.unfold import unfold
from support.games import chain_store, limit_through
from support.habits import HABIT_TREES
from support.solved_trees import CRISES, GRID_ERROR, quietly, solve_as_tree


def gap_to_gambit(tree: Tree, equilibrium: Equilibrium) -> float:
    """The largest difference between our behaviour and the logit equilibrium on Gambit's principal branch."""
    gambit = quietly("pygambit")
    game = gambit.read_efg(io.StringIO(to_efg(tree, by_date=True)))
    assert game.is_perfect_recall
    (solution,) = gambit.qre.logit_solve_lambda(game, 1.0)
    # Sets come player by player, in the order in which the tree meets them.
    theirs_of = {player: iter(list(solution.profile[player])) for player in list_players(tree, by_date=True)}
    labels = tree.scenario.calendar.labels
    gap = 0.0
    for information, ours in zip(tree.information_sets, compute_behaviour(tree, equilibrium), strict=True):
        _, theirs = next(theirs_of[f"{tree.players[information.player]} {labels[information.period]}"])
        assert [action for action, _ in theirs] == list(information.actions)
        gap = max(gap, np.abs(ours - [float(theirs[action]) for action in information.actions]).max())
    assert all(next(rest, None) is None for rest in theirs_of.values())
    return gap


@pytest.mark.parametrize("name", CRISES)
def test_gambit_finds_the_same_equilibrium(name: str) -> None:
    tree, equilibrium = solve_as_tree(name)
    assert gap_to_gambit(tree, equilibrium) < GRID_ERROR.get(name, 1e-5)


@pytest.mark.parametrize("name", HABIT_TREES)
def test_gambit_finds_the_same_equilibrium_with_habits(name: str) -> None:
    """Base rates are payments of log η in its file; decisions that may not come up follow a move of chance."""
    scenario = loads(HABIT_TREES[name])
    limit = limit_through(7 / 3, 401, 12.0)
    assert gap_to_gambit(unfold(scenario), solve(compile_game(scenario, {"moscow": 401}, limit))) < 1e-5


@pytest.mark.parametrize("name", ["beer-quiche", "preventive-war", "resolve-and-war", "tripwire"])
def test_gambit_finds_the_same_equilibrium_of_classics(name: str) -> None:
    """At precisions of 10 to 50. Cheap talk is not among them: it has several equilibria."""
    scenario = load(bundled()[f"classics/{name}"])
    equilibrium = solve(compile_game(scenario, {a.name: 401 for a in scenario.actors if len(a.types) > 1}))
    assert gap_to_gambit(unfold(scenario), equilibrium) < 1e-4


def test_another_crisis_has_another_behaviour() -> None:
    _, equilibrium = solve_as_tree("covert")
    with pytest.raises(ValueError, match="another crisis"):
        compute_behaviour(unfold(loads(chain_store(1))), equilibrium)
