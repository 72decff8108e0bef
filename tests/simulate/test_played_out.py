"""The played-out check passes where the grid is fine, and fails where something is wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.played_out import History, find_possible_types, play_out
from detente.simulate.prepared import prepare
from detente.solve.backward import solve
from detente.solve.certificate import SMALL_GAP, PlayedOut
from detente.solve.equilibrium import Equilibrium
from support.games import SMALL


def solved(name: str, num_points: int) -> Equilibrium:
    scenario = loads(SMALL[name])
    return solve(compile_game(scenario, {a.name: num_points for a in scenario.actors if len(a.types) > 1}))


def checked(equilibrium: Equilibrium, seed: int = 0) -> PlayedOut:
    found = play_out(equilibrium, num_histories=12, num_rollouts=4_000, seed=seed)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["covert", "seat", "belief_payoff"])
def test_played_out_values_confirm_a_fine_grid(name: str) -> None:
    found = checked(solved(name, 61))
    assert found.num_histories == 12
    assert found.max_gap < 4 * found.error + 1e-3
    assert found.value is not None
    assert abs(found.value.gap) < 4 * found.value.error + 1e-3


POKER = """
crisis: One-card poker
calendar: {rounds: 1}
state: {pot: {one of: [open, folded, showdown, dropped], starts: open}}
actors:
  ann:
    precision: 100
    types: {king: {prior: 0.5, strength: 1}, queen: {prior: 0.5, strength: -1}}
    wants: {w: (pot == dropped) - (pot == folded) + 2 * strength * (pot == showdown)}
  bob: {precision: 100, wants: {w: (pot == folded) - (pot == dropped) - 2 * ann.strength * (pot == showdown)}}
each round:
  - ann opens: {bet: {}, fold: {then: pot = folded}}
  - bob answers: {when: pot == open, call: {then: pot = showdown}, drop: {then: pot = dropped}}
"""


def poker(points: int) -> PlayedOut:
    return checked(solve(compile_game(loads(POKER), {"ann": points})))


def test_a_coarse_grid_is_seen() -> None:
    coarse, fine = poker(31), poker(1921)
    assert coarse.is_alarming
    assert coarse.max_gap > coarse.error
    assert fine.max_gap < SMALL_GAP


def test_values_that_play_does_not_bring_are_seen() -> None:
    coarse, fine = (poker(points).value for points in (31, 1921))
    assert coarse is not None
    assert fine is not None
    assert coarse.beyond_chance > 0
    assert fine.beyond_chance <= 0


SHARP = """
crisis: Nothing between a safe thing and a fair coin, for one who follows the least difference
calendar: {rounds: 1}
state: {x: {scale: [lost, even, won], starts: even}}
actors: {p: {precision: 1000, wants: {w: x - even}}}
each round:
  - p moves:
      safe: {}
      gamble: {results: {heads: {probability: 0.5, then: x up}, tails: {probability: rest, then: x down}}}
"""


def test_chance_is_not_taken_for_a_wrong_policy_where_it_is_followed_sharply() -> None:
    found = checked(solve(compile_game(loads(SHARP))))
    assert found.error > 0.4
    assert found.max_gap == 0


def test_a_wrong_policy_is_seen() -> None:
    right = solved("covert", 31)
    policies = tuple(
        tuple(tuple(None if policy is None else np.roll(policy, 1, axis=2) for policy in tables) for tables in stages)
        for stages in right.log_policies
    )
    assert checked(replace(right, log_policies=policies, continuations=None)).max_gap > 0.05 > checked(right).max_gap


def test_seeds_reproduce() -> None:
    equilibrium = solved("seat", 11)
    assert checked(equilibrium, 3) == checked(equilibrium, 3)
    assert checked(equilibrium, 3) != checked(equilibrium, 4)


def test_types_beyond_the_end_of_the_grid_are_left_out() -> None:
    """A type of which the public is surer than the grid can say is none that the solver answers for."""
    equilibrium = solved("covert", 31)
    prepared = prepare(equilibrium)
    game = equilibrium.game
    mover = game.informed[0]
    histories = [
        History(0, 0, 0, np.array([z] * len(game.grid.axis_points)))
        for z in (0.0, -game.grid.limit - 1, game.grid.limit + 1)
    ]
    assert [list(find_possible_types(prepared, at, mover)) for at in histories] == [[0, 1], [1], [0]]
