"""Games of one shape stacked: states behind states, successors moved along, shared tables stacked once."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario.loading import loads
from detente.solve.stacking import count_stackable, shape_of, stack_games
from support.games import SMALL, chain_store


def games() -> list[Game]:
    texts = (chain_store(3), chain_store(3).replace("0.5", "0.25"))
    return [compile_game(loads(text), {"store": 5}) for text in texts]


def test_one_game_is_its_own_batch() -> None:
    game = games()[0]
    batch = stack_games([game])
    assert batch.periods is game.periods
    assert batch.game_of(game.periods[0].codes[0]).tolist() == [0]


def test_states_stand_behind_states_and_keep_their_successors() -> None:
    both = games()
    batch = stack_games(both)
    for t, period in enumerate(batch.periods):
        for s, codes in enumerate(period.codes):
            own = [game.periods[t].codes[s] for game in both]
            assert len(codes) == sum(map(len, own))
            np.testing.assert_array_equal(codes % batch.stride, np.concatenate(own))
            np.testing.assert_array_equal(batch.game_of(codes), np.repeat([0, 1], [len(each) for each in own]))
        for s, tables in enumerate(period.stages):
            after = period.codes[s + 1]
            for number, table in enumerate(tables):
                for game, (mine, states) in enumerate(batch.tables(t, s, number)):
                    np.testing.assert_array_equal(table.payoff[states], mine.payoff)
                    is_possible = mine.branch_prob > 0
                    found = after[table.branch_state[states][is_possible]]
                    expected = both[game].periods[t].codes[s + 1][mine.branch_state[is_possible]]
                    np.testing.assert_array_equal(found, expected + game * batch.stride)


def test_what_repeats_from_period_to_period_is_stacked_once() -> None:
    batch = stack_games(games())
    seen: dict[int, object] = {}
    for period in batch.periods:
        for number, tables in zip(period.stage_numbers, period.stages, strict=True):
            assert seen.setdefault(number, tables) is tables
    assert len(seen) < sum(len(period.stages) for period in batch.periods)


@pytest.mark.parametrize("name", ["covert", "signal"])
def test_other_crises_have_other_shapes(name: str) -> None:
    game = compile_game(loads(SMALL[name]))
    assert shape_of(game) != shape_of(games()[0])
    assert count_stackable(game) >= 1
