"""Plays under way, some of them taken out, some twice."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.batch import PlayBatch
from detente.simulate.play import play_stage
from detente.simulate.prepared import prepare
from detente.solve.backward import solve
from support.dated import TEXT, solved
from support.games import SMALL


def test_plays_that_are_taken_go_on_as_they_were() -> None:
    prepared = prepare(solved(TEXT))
    plays = PlayBatch.from_the_start(prepared, 40, np.random.SeedSequence(1))
    payoffs = np.zeros((2, 40))
    play_stage(prepared, 0, 0, plays, payoffs)
    chosen = np.array([3, 3, 39, 0])
    taken = plays.take(chosen)
    for name in ("types", "rows", "state", "message"):
        assert np.array_equal(getattr(taken, name), getattr(plays, name)[chosen])
    assert np.array_equal(taken.log_odds[0], plays.log_odds[0][chosen])
    before = plays.log_odds[0].copy()
    play_stage(prepared, 0, 1, taken, np.zeros((2, 4)))
    assert np.array_equal(plays.log_odds[0], before)


def test_types_can_be_given() -> None:
    plays = PlayBatch.from_the_start(prepare(solved(TEXT)), 5, np.random.SeedSequence(1), (1, 0))
    assert plays.types.tolist() == [[1, 0]] * 5
    assert np.array_equal(plays.rows, plays.rows[:1].repeat(5, axis=0))


def batch(num_plays: int = 1_000) -> PlayBatch:
    scenario = loads(SMALL["covert"])
    prepared = prepare(solve(compile_game(scenario, {"patron": 9})))
    return PlayBatch.from_the_start(prepared, num_plays, np.random.SeedSequence(0))


def test_types_are_drawn_by_the_prior_and_read_by_table() -> None:
    plays = batch()
    tables = plays.game.periods[0].stages
    assert abs((plays.types[:, 0] == 1).mean() - 0.3) < 0.05
    own = plays.types_at(tables[0][0], slice(None))
    np.testing.assert_array_equal(own, plays.types[:, 0])
    chosen = np.array([3, 5])
    np.testing.assert_array_equal(plays.types_at(tables[0][0], chosen), plays.types[chosen, 0])
    assert (plays.types_at(tables[1][0], slice(None)) == 0).all()


def test_boldness_takes_roots() -> None:
    plays = batch(2)
    odds = np.array([[0.81, 0.16], [0.0, 1.0]])
    assert plays.embolden(odds) is odds
    plays.boldness = 2.0
    np.testing.assert_allclose(plays.embolden(odds), [[0.9, 0.4], [0.0, 1.0]])
