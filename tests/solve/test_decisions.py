"""What is decided at a stage: alone, by chance, or two at once, and where their policies belong."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario.loading import loads
from detente.solve.decisions import list_decisions
from support.at_once import SEATS
from support.games import SMALL


def game_of(text: str) -> Game:
    scenario = loads(text)
    return compile_game(scenario, {actor.name: 3 for actor in scenario.actors if len(actor.types) > 1})


def test_every_state_of_a_stage_is_decided_once() -> None:
    for text in (*SMALL.values(), SEATS):
        game = game_of(text)
        for period in game.periods:
            for s, tables in enumerate(period.stages):
                if not tables[0].is_held:
                    states = [each.states for each in list_decisions(period.stages, s, len(game.prior))]
                    np.testing.assert_array_equal(np.sort(np.concatenate(states)), np.arange(len(period.codes[s])))


def test_a_stage_of_its_own_has_a_decision_for_every_table() -> None:
    game = game_of(SMALL["covert"])
    for s, tables in enumerate(game.periods[0].stages):
        decisions = list_decisions(game.periods[0].stages, s, len(game.prior))
        assert [each.tables for each in decisions] == [(table,) for table in tables]
        assert [each.key for each in decisions] == [(s, table.mover) for table in tables]
        assert [each.is_chance for each in decisions] == [table.mover < 0 for table in tables]


def test_two_at_once_meet_where_both_decide_and_else_one_is_alone() -> None:
    """Tables cut down to the states at which they meet; a policy goes back to its own table and places."""
    game = game_of(SEATS)
    stages = game.periods[0].stages
    s = next(s for s, tables in enumerate(stages) if tables[0].joint is not None)
    for decision in list_decisions(stages, s, len(game.prior)):
        assert decision.has_nodes == (len(decision.tables) == 2 or decision.tables[0].informs >= 0)
        for slot, table in zip(decision.slots, decision.tables, strict=True):
            own = stages[s if slot.is_second else s - 1][slot.table]
            np.testing.assert_array_equal(own.states[slot.places], decision.states)
            np.testing.assert_array_equal(own.payoff[slot.places], table.payoff)
            assert own.mover == table.mover
        if len(decision.tables) == 1 and not decision.is_chance:
            sums = decision.tables[0].branch_prob.sum(axis=2)
            np.testing.assert_allclose(sums[sums > 0], 1.0)
