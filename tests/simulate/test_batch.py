"""Batches of plays: what is drawn more boldly, and the types of a table's actor."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.batch import PlayBatch
from detente.simulate.prepared import prepare
from detente.solve.backward import solve
from support.games import SMALL


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
