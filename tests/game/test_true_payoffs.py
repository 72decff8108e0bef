"""What is paid in play: by the true types of those whose types others are paid by."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.game.true_payoffs import true_payoffs
from detente.scenario.loading import loads
from support.games import TWO_SIDED, chain_store


def test_without_payoffs_by_others_types_the_game_itself_pays() -> None:
    game = compile_game(loads(chain_store(2)), {"store": 3})
    payoffs = true_payoffs(game)
    assert payoffs.games == (game,)
    assert payoffs.numbers(np.array([[0, 1], [0, 0]])).tolist() == [0, 0]


def test_one_game_for_every_combination_of_types_that_others_are_paid_by() -> None:
    """North is paid by south's type: 0.3 for a line ahead if south is hard, nothing if it is soft."""
    game = compile_game(loads(TWO_SIDED), {"north": 3, "south": 3})
    payoffs = true_payoffs(game)
    assert payoffs.actors == (1,)
    assert payoffs.num_types == (2,)
    assert payoffs.numbers(np.array([[0, 0], [1, 1], [0, 1]])).tolist() == [0, 1, 1]
    soft, hard = (each.periods[0].end.flow for each in payoffs.games)
    assert soft.belief_values is None
    assert hard.belief_values is None
    ahead = game.space.decode(game.periods[0].codes[-1])[:, 0] - 1
    north, south = game.first_row(0), game.first_row(1)
    np.testing.assert_allclose(hard.values[:, north] - soft.values[:, north], 0.3 * ahead, atol=1e-15)
    np.testing.assert_array_equal(hard.values[:, south], soft.values[:, south])
