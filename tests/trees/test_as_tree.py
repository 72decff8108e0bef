"""Trees in which some see what others do not, for other people's programs: Gambit's equilibria, OpenSpiel's payoffs."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from detente import service
from detente.scenario.loading import loads
from detente.solve.equilibrium import Equilibrium
from detente.trees.as_equilibrium import solve_on_tree
from detente.trees.as_tree import as_tree
from detente.trees.behaviour import compute_behaviour
from detente.trees.efg import label_set, list_players, to_efg
from detente.trees.grown import grow_tree
from detente.trees.tree import Tree
from detente.trees.unfold import unfold
from support.games import SMALL
from support.private import CABLE, PRIVATE, SPY
from support.solved_trees import quietly


def explicit(text: str) -> tuple[Tree, Equilibrium]:
    scenario = loads(text)
    return as_tree(grow_tree(scenario, 100_000, has_names=True)), solve_on_tree(scenario)


@pytest.mark.parametrize("name", list(PRIVATE))
def test_gambit_finds_the_same_equilibrium_in_the_file(name: str) -> None:
    gambit = quietly("pygambit")
    tree, equilibrium = explicit(PRIVATE[name])
    game = gambit.read_efg(io.StringIO(to_efg(tree, by_date=True)))
    assert game.is_perfect_recall
    (solution,) = gambit.qre.logit_solve_lambda(game, 1.0)
    # Sets come player by player, in the order in which a walk meets them.
    theirs_of = {player: iter(list(solution.profile[player])) for player in list_players(tree, by_date=True)}
    labels, behaviour = tree.scenario.calendar.labels, compute_behaviour(tree, equilibrium)
    for number in dict.fromkeys(node.information for node in tree.nodes if node.information >= 0):
        information = tree.information_sets[number]
        _, theirs = next(theirs_of[f"{tree.players[information.player]} {labels[information.period]}"])
        assert [act for act, _ in theirs] == list(information.actions)
        assert [float(theirs[act]) for act in information.actions] == pytest.approx(behaviour[number], abs=1e-6)
    assert all(next(rest, None) is None for rest in theirs_of.values())


@pytest.mark.parametrize("name", list(PRIVATE))
def test_openspiel_pays_the_same(name: str) -> None:
    quietly("pyspiel")
    scores: Any = quietly("open_spiel.python.algorithms.expected_game_score")
    scenario = loads(PRIVATE[name])
    equilibrium = solve_on_tree(scenario)
    game = service.openspiel_game(scenario)
    policy = service.openspiel_policy(equilibrium, game)
    found = scores.policy_value(game.new_initial_state(), [policy] * game.num_players())
    values, on_tree = equilibrium.start_values, equilibrium.on_tree
    assert on_tree is not None
    for actor in range(len(scenario.actors)):
        prior = np.bincount(on_tree.profiles[:, actor], on_tree.profile_prob)
        expected = sum(p * values[equilibrium.game.first_row(actor) + k] for k, p in enumerate(prior) if p > 0)
        assert found[actor] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["covert", "two_sided"])
def test_it_is_the_tree_of_public_histories_where_all_is_public(name: str) -> None:
    """Node by node: what is paid, who knows what, and how likely chance is; nature draws all types at once."""
    scenario = loads(SMALL[name])
    one, other = unfold(scenario), as_tree(grow_tree(scenario, 100_000, has_names=True))

    def ends(tree: Tree) -> list[tuple[float, ...]]:
        paid = [
            tuple(round(tree.payoff(node, player), 9) for player in range(len(tree.players)))
            for node in tree.nodes
            if node.received
        ]
        return sorted(paid)

    assert ends(one) == ends(other)
    assert sorted(each.actions for each in one.information_sets) == sorted(
        each.actions for each in other.information_sets
    )


def test_only_who_sees_a_thing_tells_its_information_sets_apart_by_it() -> None:
    tree, _ = explicit(CABLE)
    by_player = {
        name: {label_set(tree, each) for each in tree.information_sets if each.player == number}
        for number, name in enumerate(tree.players)
    }
    assert by_player["washington"] == {
        f"1 cables: kyiv is {kind}; 1 intercept: {heard}" for kind in ("strong", "weak") for heard in ("loud", "quiet")
    }
    assert by_player["kyiv"] == {
        f"{kind}, 1 answers: 1 cables: {word}" for kind in ("strong", "weak") for word in ("reassure", "warn")
    }


def test_branches_of_chance_say_what_happened() -> None:
    tree, _ = explicit(SPY)
    found = {option for node in tree.nodes if node.label == "1 works" and node.probabilities for option in node.options}
    assert found == {
        "works: found, tehran is programme begun",
        "works: nothing, tehran is programme begun",
        "works: found",
        "works: nothing",
    }


def test_a_file_of_a_bundled_crisis_can_be_written_and_read(tmp_path: Any) -> None:
    done = service.export("classics/jury", tmp_path / "jury.efg")
    assert done.players == ("defendant", "ann", "bob", "cyd")
    assert done.num_information_sets == 6
    solved = service.solve_game_file(tmp_path / "jury.efg", precision=300.0)
    assert {round(each.acts[1].probability, 3) for each in solved.answer.decisions} == {1.0, 0.321}
