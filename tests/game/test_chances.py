"""Chances that change what an actor knows, and signals about two actors, in the tables of small crises."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from support.unseen import BATTLES, BOTH


def test_all_see_the_result_of_a_chance_and_nobody_that_of_a_covert_one() -> None:
    game = compile_game(loads(BOTH), {"tehran": 3})
    names = list(game.stage_names)
    damage = next(t for t in game.periods[0].stages[names.index("damage")] if t.name)
    decay = next(t for t in game.periods[0].stages[names.index("decay")] if t.name)
    assert damage.seen == (("hit",), ("miss",))
    assert decay.seen == (("",),)
    assert decay.message_prob.shape[2] == 1
    assert damage.shift_prob is not None
    assert decay.shift_prob is not None
    assert damage.shift_prob[0, 0].sum(axis=0)[1] == pytest.approx([0.8, 0.2, 0, 0])
    assert decay.shift_prob[0, 0, 0][3] == pytest.approx([0, 0, 0.2, 0.8])


def test_the_odds_of_a_battle_are_those_of_both() -> None:
    game = compile_game(loads(BATTLES), {"moscow": 3, "kyiv": 3})
    battle = next(t for t in game.periods[0].stages[2] if t.name)
    assert battle.informs == -1
    assert battle.pair is not None
    assert battle.pair.about == (0, 1)
    assert battle.pair.prob[0, 0] == pytest.approx(np.array([[0.5, 0.8], [0.2, 0.5]]))
    assert battle.pair.prob.sum(axis=1) == pytest.approx(np.ones((len(battle.states), 2, 2)))
    assert all(game.grid.is_tracked(informed) for informed in (0, 1))
