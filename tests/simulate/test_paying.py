"""What is paid, against the tables read by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.game.tables import Flow
from detente.scenario.loading import loads
from detente.simulate.batch import PlayBatch
from detente.simulate.paying import add_flows
from detente.simulate.play import simulate
from detente.simulate.prepared import prepare
from support.games import SMALL
from support.made import with_made_policy


def test_a_flow_pays_by_state_and_type_and_what_hangs_on_beliefs_at_the_belief() -> None:
    scenario = loads(SMALL["belief_payoff"])
    informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    game = compile_game(scenario, dict.fromkeys(informed, 5))
    prepared = prepare(with_made_policy(game))
    plays = PlayBatch.from_the_start(prepared, 40, np.random.SeedSequence(3))
    num_states, num_rows, num_beliefs = len(game.periods[0].codes[0]), len(game.rows), game.grid.size
    values = np.arange(num_states * num_rows, dtype=np.float64).reshape(num_states, num_rows)
    paid = np.zeros((len(game.prior), plays.num_plays))
    add_flows([Flow(values, np.array([], dtype=np.int64), None, 0)], plays, paid)
    rows = np.array([game.first_row(actor) for actor in range(len(game.prior))])[:, None] + plays.types.T
    np.testing.assert_array_equal(paid, values[plays.state, rows])
    # A part that is the same at every belief is paid as it is, to the row that has it alone.
    constant = np.full((num_states, 1, num_beliefs), 2.5)
    more = np.zeros_like(paid)
    add_flows([Flow(np.zeros_like(values), np.array([0]), constant, 0)], plays, more)
    np.testing.assert_allclose(more, 2.5 * (rows == 0))


@pytest.mark.parametrize("name", ["seat", "covert"])
def test_payoffs_of_plays_are_those_of_their_moves_and_ends(name: str) -> None:
    """Added up by hand from what was done and where it led."""
    scenario = loads(SMALL[name])
    game = compile_game(scenario, {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1})
    paths = simulate(with_made_policy(game), 60, seed=2)
    first = [game.first_row(actor) for actor in range(len(game.prior))]
    for play in range(paths.num_plays):
        for period, tables in enumerate(game.periods):
            expected = np.zeros(len(game.prior))
            for stage, each in enumerate(tables.stages):
                state = paths.state[play, period, stage]
                (table,) = (own for own in each if state in own.states)
                if table.mover < 0 or paths.act[play, period, stage] < 0:
                    continue
                assert table.belief_payoff is None
                place = int(np.searchsorted(table.states, state))
                kind = paths.types[play, game.informed[table.informs]] if table.informs >= 0 else 0
                for actor in range(len(first)):
                    row = first[actor] + paths.types[play, actor]
                    expected[actor] += table.payoff[place, paths.act[play, period, stage], kind, row]
            assert tables.end.flow.belief_values is None
            for actor in range(len(first)):
                expected[actor] += tables.end.flow.values[
                    paths.state[play, period, -1], first[actor] + paths.types[play, actor]
                ]
            np.testing.assert_allclose(paths.payoffs[play, period], expected, rtol=1e-5, atol=1e-6)
