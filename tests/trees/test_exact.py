"""Game trees solved exactly, against closed forms, scalar equations, Gambit and the exact tree of public histories."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from detente.scenario.loading import loads
from detente.trees.efg import list_players, to_efg
from detente.trees.exact import solve_game_tree
from detente.trees.from_crisis import game_from_crisis
from detente.trees.unfold import unfold
from support.branch import solve_exactly
from support.exact_tree import ExactTree
from support.game_files import CENTIPEDE, CROSSED, LEADER, PENNIES, POKER, game_of, random_game
from support.habits import HABIT_TREES
from support.offers import OFFERS
from support.solved_trees import quietly
from support.trees import CRISES
from support.twin import solve_tree
from support.unseen import BATTLES, BOTH, PROGRAMME


def logit(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def test_one_choice_is_the_logit() -> None:
    game = game_of('EFG 2 R "" { "a" } p "" 1 1 "" { "x" "y" } 0 t "" 1 "" { 1.5 } t "" 2 "" { 1 }', 3.0)
    assert solve_game_tree(game).policy == pytest.approx([logit(1.5), logit(-1.5)], abs=1e-14)


def test_an_anchor_multiplies_the_odds() -> None:
    game = game_of('EFG 2 R "" { "a" } p "" 1 1 "" { "x" "y" } 0 t "" 1 "" { 1.5 } t "" 2 "" { 1 }', 3.0)
    found = solve_game_tree(replace(game, log_anchor=np.log([0.1, 0.9])))
    assert found.policy[0] == pytest.approx(logit(1.5 + np.log(1 / 9)), abs=1e-14)
    still = solve_game_tree(replace(game, log_anchor=np.log([0.1, 0.9]), precision=np.zeros(1)))
    assert still.policy[0] == pytest.approx(0.1, abs=1e-14)


@pytest.mark.parametrize("precision", [0.3, 2.0, 30.0])
def test_matching_pennies_solve_two_scalar_equations(precision: float) -> None:
    def column(p: float) -> float:
        return logit(precision * (1 - 2 * p))

    p = brentq(lambda p: p - logit(precision * (9 * column(p) - (1 - column(p)))), 0, 1, xtol=1e-15)
    found = solve_game_tree(game_of(PENNIES, precision))
    assert found.policy == pytest.approx([p, 1 - p, column(p), 1 - column(p)], abs=1e-10)
    assert found.value[0] == pytest.approx(
        [9 * p * column(p) + (1 - p) * (1 - column(p)), p * (1 - column(p)) + (1 - p) * column(p)], abs=1e-9
    )


def test_a_centipede_is_solved_from_its_end() -> None:
    precision = 2.0
    d = logit(precision * (3.2 - 1.6))
    a3, b3 = d * 0.8 + (1 - d) * 6.4, d * 3.2 + (1 - d) * 1.6
    c = logit(precision * (1.6 - a3))
    a2, b2 = c * 1.6 + (1 - c) * a3, c * 0.4 + (1 - c) * b3
    b = logit(precision * (0.8 - b2))
    a1 = b * 0.2 + (1 - b) * a2
    a = logit(precision * (0.4 - a1))
    found = solve_game_tree(game_of(CENTIPEDE, precision))
    assert found.policy[::2] == pytest.approx([a, b, c, d], abs=1e-12)


def test_poker_becomes_that_of_the_book() -> None:
    """Myerson, Game Theory (1991), section 4.2: the low card bluffs in 1 of 3 cases, 2 of 3 raises are met."""
    found = solve_game_tree(game_of(POKER, 3000.0))
    assert found.policy[[0, 4, 2]] == pytest.approx([1, 1 / 3, 2 / 3], abs=2e-3)
    assert found.value[0] == pytest.approx([1 / 3, -1 / 3], abs=1e-3)
    assert found.residual.max() < 1e-8


def test_a_leader_seen_through_noise_keeps_the_follower_indifferent() -> None:
    """After a bad report Bayes' rule leaves even odds if the leader errs in 1 of 100 cases, as often as the report."""
    found = solve_game_tree(game_of(LEADER, 3000.0))
    assert found.policy[0] == pytest.approx(0.99, abs=1e-4)
    # Nor has the leader a preference: with q the follower's S after a bad report, 5 − 0.02 (1 − q) = 6 − 1.98 (1 − q).
    assert found.policy[4] == pytest.approx(1 - 1 / 1.96, abs=2e-3)


@pytest.mark.parametrize("text", [POKER, LEADER, PENNIES, CENTIPEDE, CROSSED])
@pytest.mark.parametrize("precision", [0.5, 5.0, 50.0])
def test_gambit_finds_the_same(text: str, precision: float) -> None:
    gambit = quietly("pygambit")
    (solution,) = gambit.qre.logit_solve_lambda(gambit.read_efg(io.StringIO(text)), precision)
    game = game_of(text, precision)
    found = solve_game_tree(game)
    theirs = [
        [float(prob) for _, prob in mixture]
        for player in game.labels.players
        for _, mixture in list(solution.profile[player])
    ]
    order = np.argsort(game.set_player, kind="stable")
    ours = [found.policy[game.first_slot[h] : game.first_slot[h + 1]] for h in order]
    assert np.concatenate(ours) == pytest.approx(np.concatenate(theirs), abs=1e-6)


@pytest.mark.parametrize("name", ["two_sided", "covert", "three_types", "chain_store", "crossing"])
def test_the_exact_tree_of_public_histories_has_the_same_values(name: str) -> None:
    scenario = loads(CRISES[name])
    exact = solve_exactly(ExactTree(scenario))
    found = solve_game_tree(game_from_crisis(unfold(scenario)))
    prior = np.concatenate(exact.tree.rules.prior)
    expected = [
        float(prior[exact.tree.rows(actor)] @ exact.play.value[0, exact.tree.rows(actor), 0])
        for actor in range(len(scenario.actors))
    ]
    assert found.value[0, : len(expected)] == pytest.approx(expected, abs=1e-9)
    assert found.residual.max() < 1e-10


@pytest.mark.parametrize("name", ["usual", "own_precision", "own_patience", "menu_by_type", "unseen_occasions"])
def test_base_rates_and_traits_of_types_have_the_values_of_the_twin(name: str) -> None:
    scenario = loads(HABIT_TREES[name])
    twin = solve_tree(scenario).values
    expected = [
        sum(float(kind.prior.text) * twin[actor.name, kind.name] for kind in actor.types) for actor in scenario.actors
    ]
    found = solve_game_tree(game_from_crisis(unfold(scenario)))
    assert found.value[0, : len(expected)] == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(
    "text",
    [*(CRISES[name] for name in ("covert_at_once", "seats_at_once", "signal")), PROGRAMME, BOTH, BATTLES, OFFERS],
    ids=["covert_at_once", "seats_at_once", "signal", "secret", "type_and_secret", "signal_of_two", "offers"],
)
def test_gambit_finds_the_same_in_a_crisis(text: str) -> None:
    """After hidden moves at once beliefs about the two are correlated in trees, and public beliefs are not."""
    gambit = quietly("pygambit")
    tree = unfold(loads(text))
    (solution,) = gambit.qre.logit_solve_lambda(gambit.read_efg(io.StringIO(to_efg(tree, by_date=True))), 1.0)
    found = solve_game_tree(game_from_crisis(tree))
    theirs = {player: iter(list(solution.profile[player])) for player in list_players(tree, by_date=True)}
    for h, each in enumerate(tree.information_sets):
        player = f"{tree.players[each.player]} {tree.scenario.calendar.labels[each.period]}"
        ours = found.policy[found.game.first_slot[h] : found.game.first_slot[h + 1]]
        assert ours == pytest.approx([float(prob) for _, prob in next(theirs[player])[1]], abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_signalling_game_satisfies_the_condition(seed: int) -> None:
    game = replace(random_game(seed), precision=np.full(random_game(seed).num_sets, 3.0))
    found = solve_game_tree(game)
    assert found.share == 1
    assert found.is_confirmed
    assert found.residual.max() < 1e-10


def test_many_unknowns_are_solved_by_products_alone() -> None:
    game = random_game(0, depth=8)
    found = solve_game_tree(replace(game, precision=np.full(game.num_sets, 1.0)))
    assert found.num_unknowns > 100
    assert found.residual.max() < 1e-10


def test_scaling_payoffs_and_precision_changes_nothing() -> None:
    game = game_of(POKER, 5.0)
    scaled = replace(game, payoff=10 * game.payoff, precision=game.precision / 10)
    assert solve_game_tree(scaled).policy == pytest.approx(solve_game_tree(game).policy, abs=1e-10)


def test_the_trace_begins_at_random_and_ends_at_the_answer() -> None:
    found = solve_game_tree(game_of(POKER, 5.0), keeps_trace=True)
    shares = [share for share, _ in found.trace]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert found.trace[0][1] == pytest.approx(np.full(6, 0.5))
    assert found.trace[-1][1] == pytest.approx(found.policy, abs=1e-6)
