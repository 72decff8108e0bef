"""Plays of crises in which two actors move at once."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.moves import ForcedMove
from detente.simulate.play import simulate
from detente.simulate.played_out import play_out
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.at_once import COVERT, CROSSING, SEATS


def solved(text: str) -> Equilibrium:
    scenario = loads(text)
    return solve(compile_game(scenario, {actor.name: 61 for actor in scenario.actors if len(actor.types) > 1}))


@pytest.mark.parametrize("text", [CROSSING, COVERT, SEATS])
def test_plays_pay_what_the_solution_promises(text: str) -> None:
    equilibrium = solved(text)
    paths = simulate(equilibrium, 100_000, seed=3)
    paid = paths.discounted()
    for row, value in zip(equilibrium.game.rows, equilibrium.start_values, strict=True):
        own = paid[paths.types[:, row.actor] == row.type, row.actor]
        assert own.mean() == pytest.approx(value, abs=5 * own.std() / np.sqrt(len(own)) + 2e-3)
    for actor in equilibrium.game.informed:
        prior = equilibrium.game.prior[actor][0]
        for boundary in (1, 2):
            belief = paths.belief(boundary, actor, 0)
            assert belief.mean() == pytest.approx(prior, abs=5 * belief.std() / np.sqrt(len(belief)) + 1e-6)


def test_both_stand_at_the_same_state_and_move_independently() -> None:
    equilibrium = solved(CROSSING)
    paths = simulate(equilibrium, 100_000, seed=5)
    assert (paths.state[:, 0, 0] == paths.state[:, 0, 1]).all()
    one, other = (paths.act[:, 0, stage] == 1 for stage in (0, 1))
    assert np.mean(one & other) == pytest.approx(one.mean() * other.mean(), abs=0.006)


def test_a_forced_move_of_one_leaves_the_other_as_it_was() -> None:
    equilibrium = solved(CROSSING)
    free = simulate(equilibrium, 20_000, seed=5)
    forced = simulate(equilibrium, 20_000, seed=5, forced=(ForcedMove("moscow", "moves", "advance", 0, 0),))
    assert (forced.act[:, 0, 0] == 1).all()
    np.testing.assert_array_equal(free.act[:, 0, 1], forced.act[:, 0, 1])


def test_played_out() -> None:
    found = play_out(solved(CROSSING), num_histories=12, num_rollouts=2_000)
    assert found is not None
    assert found.max_gap < 5 * found.error + 5e-3
