"""What payoffs can add up to, and when precision makes rounding decide."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.magnitudes import LEAST_SURE, SENSELESS, compute_payoff_reach, unsure
from detente.game.tables import Game
from support.compiled_view import game_of

TEXT = """
crisis: Rounds that pay
calendar: {rounds: 3}
state: {line: {one of: [held, crossed], starts: held}}
actors:
  one: {patience: 0.5, precision: PRECISION, wants: {ground: -2 * (line == crossed)}}
  two: {patience: 0, wants: {ground: line == crossed}}
each round:
  - one acts:
      wait: {}
      cross: {costs: 3, gives: {two: 1}, then: line = crossed}
"""


def game(precision: float) -> Game:
    return game_of(TEXT.replace("PRECISION", repr(precision)))


def test_payoffs_add_up_discounted() -> None:
    """One can lose 3 + 2 a round, at 1 + 0.5 + 0.25; two never looks beyond the 1 + 1 of a round."""
    np.testing.assert_allclose(compute_payoff_reach(game(1.0)), [5 * 1.75, 2.0])


def test_who_is_sharper_than_rounding_allows_is_named() -> None:
    assert unsure(game(1.0)) == ()
    sharp = 2 * LEAST_SURE / 8.75
    assert unsure(game(sharp)) == (f"one ({2 * LEAST_SURE:.3g})",)


def test_a_precision_at_which_rounding_would_choose_is_refused_where_it_is_written() -> None:
    with pytest.raises(ScenarioError, match=r"actors\.one\.precision: the payoffs of one can add up to 8\.75 units"):
        game(2 * SENSELESS / 8.75)
