"""Other starts of endless crises: which states can be kept, what they bring, and the play that keeps them."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.guesses import list_guesses
from detente.solve.restarts import PURE_SCORE
from support.endless import DILEMMA, MOODS


def test_every_outcome_of_a_dilemma_can_be_kept_and_the_best_comes_first() -> None:
    guesses = list_guesses(compile_game(loads(DILEMMA.replace("PRECISION", "2"))), 9)
    assert len(guesses) == 4
    best, worst = guesses[0], guesses[-1]
    # States in the order of codes: both cooperated, only one did (two ways), neither did. 9 or 1 for ever, at δ = 0.9.
    np.testing.assert_allclose(best.values[:, :, 0], [[90, 90], [10, 10], [10, 10], [10, 10]])
    np.testing.assert_allclose(worst.values[:, :, 0], np.full((4, 2), 10))
    assert worst.name == "one = defected, two = defected for ever"


def test_the_start_has_the_play_that_keeps_its_state() -> None:
    (best,) = list_guesses(compile_game(loads(DILEMMA.replace("PRECISION", "2"))), 1)
    ((_, codes, scores),) = best.scores
    assert codes.tolist() == [0, 1, 2, 3]
    # Both movers' scores in a column, by state: cooperate where both did, else defect.
    cooperate, defect = PURE_SCORE * (np.arange(4) == 0), PURE_SCORE * (np.arange(4) > 0)
    np.testing.assert_array_equal(scores[:, 0, :, 0], [cooperate, defect, cooperate, defect])


def test_states_that_no_play_keeps_are_no_start() -> None:
    """A crisis follows a crisis with 35 % at most, whoever pushes; war follows war with 55 % if both do."""
    game = compile_game(loads(MOODS.replace("PRECISION", "1").replace("PATIENCE", "0.9")))
    names = [guess.name for guess in list_guesses(game, 9)]
    assert names == ["mood = peace for ever and mood = war elsewhere", "mood = war for ever"]
