"""Two movers at once: against closed forms, against the enumerated tree, and under laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from scipy.optimize import brentq

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve, solve_batch
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.search import BestSoFar
from detente.solve.stacking import shape_of, stack_games
from support.agreement import assert_agreement, solve_both
from support.at_once import COVERT, CROSSING, SEATS, AtOnce, by_profile, matrix, random_at_once
from support.games import limit_through

QUICK = settings(
    max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def chances(equilibrium: Equilibrium) -> tuple[float, float]:
    """The probability of each side's first action in a game of one round without secrets."""
    first, second = (equilibrium.log_policies[0][stage][0] for stage in (0, 1))
    assert first is not None
    assert second is not None
    return float(np.exp(first[0, 0, 0, 0])), float(np.exp(second[0, 0, 0, 0]))


def fixed_point(row: tuple[float, ...], column: tuple[float, ...], precision: float) -> float:
    """P(top) in the only logit equilibrium of a 2 × 2 game: one equation in one unknown."""

    def left(up: float) -> float:
        gain = up * (column[0] - column[1]) + (1 - up) * (column[2] - column[3])
        return logistic(precision * gain)

    def excess(up: float) -> float:
        gain = left(up) * (row[0] - row[2]) + (1 - left(up)) * (row[1] - row[3])
        return logistic(precision * gain) - up

    grid = np.linspace(0, 1, 1001)
    assert (np.diff(np.sign([excess(up) for up in grid])) != 0).sum() == 1
    return float(brentq(excess, 0, 1, xtol=1e-14))


@pytest.mark.parametrize("precision", [0.5, 2.0, 10.0])
def test_matching_pennies(precision: float) -> None:
    """Ochs (1995), as in McKelvey and Palfrey (1995): the row's payoff for one match is nine times the other's."""
    row, column = (9.0, 0.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0)
    equilibrium = solve(compile_game(loads(matrix(by_profile(row), by_profile(column), precision))))
    assert equilibrium.certificate.num_nodes == 1
    assert equilibrium.certificate.max_residual < 1e-8
    up, _ = chances(equilibrium)
    assert up == pytest.approx(fixed_point(row, column, precision), abs=1e-6)


def test_battle_of_the_sexes_at_low_precision() -> None:
    row, column = (2.0, 0.0, 0.0, 1.0), (1.0, 0.0, 0.0, 2.0)
    equilibrium = solve(compile_game(loads(matrix(by_profile(row), by_profile(column), 0.7))))
    up, left = chances(equilibrium)
    assert up == pytest.approx(fixed_point(row, column, 0.7), abs=1e-6)
    assert left == pytest.approx(1 - up, abs=1e-6)


def test_without_precision_both_play_at_random() -> None:
    equilibrium = solve(compile_game(loads(matrix(by_profile((9, 0, 0, 1)), by_profile((0, 1, 1, 0)), 0.0))))
    assert chances(equilibrium) == pytest.approx((0.5, 0.5))
    assert equilibrium.start_values == pytest.approx([2.5, 0.5])


def test_prisoners_dilemma_is_two_choices_of_dominant_acts() -> None:
    """Where the other's act never changes what one's own adds (here 1), the logit is known."""
    row, column = (2.0, 0.0, 3.0, 1.0), (2.0, 3.0, 0.0, 1.0)
    equilibrium = solve(compile_game(loads(matrix(by_profile(row), by_profile(column), 2.0))))
    assert chances(equilibrium) == pytest.approx((logistic(-2), logistic(-2)), abs=1e-7)


STUBBORN = """
crisis: A line that both push for
calendar: {rounds: 3, afterwards: the last round repeats}
state: {front: {from: -1, to: 1, starts: 0}}
actors:
  a:
    types: {soft: {prior: 0.4, k: 0.2}, hard: {prior: 0.6, k: 1}}
    wants: {ground: k * 1.6 * front - 2 * (a plays push and b plays push)}
  b: {wants: {ground: -front - 2 * (a plays push and b plays push)}}
each round:
  - at once:
      a moves: {hold: {}, push: {then: front up}}
      b answers: {when: front < 1, hold: {}, push: {then: front down}}
  - chance calm: {back: {probability: 0.3, then: front = 0}, stays: rest}
"""


def test_the_last_few_nodes_are_found_along_the_principal_branch() -> None:
    """From no other start are they found, in the steps that all others need."""
    game = compile_game(loads(STUBBORN))
    certificate = solve(game).certificate
    assert certificate.num_unsolved == 0
    assert certificate.max_residual < 1e-8
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BestSoFar, "trace", lambda *_: None)
        assert solve(game, Settings(allow_unsolved=True)).certificate.num_unsolved > 0


@pytest.mark.parametrize(("text", "num_points"), [(CROSSING, 101), (SEATS, 401), (COVERT, 101)])
def test_against_the_enumerated_tree(text: str, num_points: int) -> None:
    equilibrium, solution = solve_both(text, num_points, limit_through(7 / 3, num_points, 8.0))
    assert equilibrium.certificate.num_unsolved == 0
    assert_agreement(equilibrium, solution, tolerance=3e-5)


@QUICK
@given(crisis=random_at_once())
def test_random_crises_against_the_enumerated_tree(crisis: AtOnce) -> None:
    equilibrium, solution = solve_both(crisis.text(), 61, 7.0)
    assert_agreement(equilibrium, solution, tolerance=2e-4)


@QUICK
@given(crisis=random_at_once())
def test_names_and_orders_change_nothing(crisis: AtOnce) -> None:
    """Neither which of the two is written first, nor the order of actors and acts."""
    first, *others = [
        {
            (actor.name, actor.types[row.type].name): value
            for row, value in zip(each.game.rows, each.start_values, strict=True)
            for actor in [each.game.scenario.actors[row.actor]]
        }
        for each in (solved(crisis.text()), solved(crisis.text(is_swapped=True)), solved(crisis.text(is_reversed=True)))
    ]
    for other in others:
        assert first == pytest.approx(other, abs=1e-7)


def solved(text: str) -> Equilibrium:
    scenario = loads(text)
    points = {actor.name: 21 for actor in scenario.actors if len(actor.types) > 1}
    return solve(compile_game(scenario, points, tracks_all=True))


def test_a_menu_of_one_beside_it_is_a_move_alone() -> None:
    text = CROSSING.replace("and washington plays advance", "")
    head, washington = text.split("      washington answers:")
    beside = solved(head + "      washington answers: {hold: {}}\n")
    alone = solved(head.replace("  - at once:\n      moscow", "  - moscow").replace("\n        ", "\n      "))
    assert "advance" in washington
    assert beside.start_values == pytest.approx(alone.start_values, abs=1e-7)
    one, other = beside.log_policies[0][0][0], alone.log_policies[0][0][0]
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(np.exp(one), np.exp(other), atol=1e-6)


def test_several_games_stacked() -> None:
    """The states of one game stand behind those of the other, those of two moves at once too."""
    texts = [SEATS, SEATS.replace("costs: 0.1", "costs: 0.3")]
    games = [compile_game(loads(text), {"moscow": 21}) for text in texts]
    assert shape_of(games[0]) == shape_of(games[1])
    together = solve_batch(stack_games(games), Settings(regret=True))
    for game, found in zip(games, together, strict=True):
        alone = solve(game, Settings(regret=True))
        assert found.start_values == pytest.approx(alone.start_values, abs=1e-9)
        assert found.certificate.num_nodes == alone.certificate.num_nodes
        assert found.certificate.max_regret == pytest.approx(alone.certificate.max_regret)


def test_best_responses_are_worth_more_and_at_high_precision_little_more() -> None:
    """In a game of one round the regret of a side is the gain of its better act, as often as the other is chosen."""
    row, column, precision = (9.0, 0.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0), 2.0
    equilibrium = solve(
        compile_game(loads(matrix(by_profile(row), by_profile(column), precision))), Settings(regret=True)
    )
    up, left = chances(equilibrium)
    gain = left * 9 - (1 - left)
    expected = max(gain, 0) - up * gain
    assert equilibrium.certificate.regrets is not None
    assert equilibrium.certificate.regrets[0].gain == pytest.approx(expected, abs=1e-6)
