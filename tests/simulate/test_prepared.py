"""A solved game prepared for play: views, menus and forced moves, table by table."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.moves import ForcedMove
from detente.simulate.prepared import prepare
from detente.solve.equilibrium import with_perceptions
from support.made import PATRON, made_equilibrium, with_made_policy
from support.watch import WATCH


def test_without_perceptions_there_is_one_view() -> None:
    equilibrium = made_equilibrium(0)
    prepared = prepare(equilibrium)
    assert prepared.view_of == (0, 0, 0)
    np.testing.assert_array_equal(prepared.start_log_odds[0], equilibrium.game.start_log_odds())
    for period, stages in zip(equilibrium.game.periods, prepared.tables, strict=True):
        for tables, own in zip(period.stages, stages, strict=True):
            assert tuple(each.table for each in own) == tables
            assert all(len(each.views) == 1 and each.views[0].aligned is None for each in own)


def test_a_perception_that_two_actors_have_is_one_view() -> None:
    game = compile_game(loads(WATCH), {"east": 3, "west": 3})
    shared = with_made_policy(compile_game(loads(WATCH, variant="alarmed"), also=game), seed=1)
    other = with_made_policy(compile_game(loads(WATCH, variant="trustful"), also=game), seed=2)
    base = with_made_policy(game)
    assert prepare(with_perceptions(base, {0: shared, 1: shared})).view_of == (1, 1)
    prepared = prepare(with_perceptions(base, {0: shared, 1: other}))
    assert prepared.view_of == (1, 2)
    assert [len(each.views) for stages in prepared.tables for own in stages for each in own] == [3] * 4
    # East's prior of being bold is 0.3 in truth, 0.9 when alarmed, 0.05 when trustful; West's is the same for all.
    odds = [np.exp(start[0]) for start in prepared.start_log_odds]
    np.testing.assert_allclose(odds, [0.7 / 0.3, 0.1 / 0.9, 0.95 / 0.05])


def test_forced_moves_stand_at_their_tables_and_dates_only() -> None:
    game = compile_game(loads(PATRON), {"moscow": 3})
    forced = (ForcedMove("washington", "speaks", "hit", 1, 2), ForcedMove("moscow", None, "arm", 0, 0))
    prepared = prepare(with_made_policy(game), [forced])
    for period, stages in enumerate(prepared.tables):
        for tables in stages:
            for each in tables:
                names = [each.table.actions[number] for _, number in each.forced]
                is_hit = each.table.name == "speaks" and period in (1, 2)
                is_armed = each.table.name == "treats" and period == 0
                assert names == (["hit"] if is_hit else ["arm"] if is_armed else [])
