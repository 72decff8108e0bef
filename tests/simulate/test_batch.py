"""Plays under way, some of them taken out, some twice."""

from __future__ import annotations

import numpy as np

from detente.simulate.batch import PlayBatch
from detente.simulate.play import play_stage
from detente.simulate.prepared import prepare
from support.dated import TEXT, solved


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
