"""What each want brings after an act, against sums in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.by_term import split_flows, try_acts
from detente.simulate.played_out import History
from detente.simulate.prepared import prepare
from detente.solve.backward import solve

TEXT = """
crisis: A fence
calendar: {rounds: 3AFTER}
state: {fence: {scale: [none, built], starts: none}}
actors:
  red:
    patience: 0.9
    types: {a: {prior: 0.5, love: 2}, b: {prior: 0.5, love: 4}}
    wants:
      order: love * fence
      calm: 7
  blue: {wants: {view: -fence}}
each round:
  - red moves:
      when: fence == none and date < 2
      wait: {}
      build: {costs: 0.5, then: fence up}
"""


@pytest.mark.parametrize(("after", "weight"), [("", 1 + 0.9 + 0.81), (", afterwards: the last round repeats", 10.0)])
def test_parts_are_kept_apart(after: str, weight: float) -> None:
    equilibrium = solve(compile_game(loads(TEXT.replace("AFTER", after))))
    prepared = prepare(equilibrium)
    at = History(0, 0, 0, equilibrium.game.start_log_odds())
    found = try_acts(prepared, at, split_flows(equilibrium.game), 50, np.random.SeedSequence(1))
    assert (found.mover, list(found.kinds)) == (0, [0, 1])
    costs, order, calm = found.values
    np.testing.assert_allclose(costs, [[0, 0], [-0.5, -0.5]])
    np.testing.assert_allclose(order, [[0, 0], [2 * weight, 4 * weight]])
    np.testing.assert_allclose(calm, 7 * weight)
    assert found.menu.all()
    # Of two acts tried 50 times by two types, one brings another sum than the median of both: all 200 plays do.
    assert list(found.num_varied) == [200, 200, 0]


def test_what_follows_the_last_period_is_a_part_of_its_own() -> None:
    """0.9^3 times what the file says that a fence is then worth, whoever built it."""
    equilibrium = solve(compile_game(loads(TEXT.replace("AFTER", ", afterwards: {red: 3 * fence + 1}"))))
    at = History(0, 0, 0, equilibrium.game.start_log_odds())
    found = try_acts(prepare(equilibrium), at, split_flows(equilibrium.game), 50, np.random.SeedSequence(1))
    _, order, _, after = found.values
    np.testing.assert_allclose(order[1], [2 * 2.71, 4 * 2.71])
    np.testing.assert_allclose(after, [[0.9**3] * 2, [0.9**3 * 4] * 2])


def test_an_endless_crisis_is_worth_all_of_its_rounds() -> None:
    """Of a fence that stands for ever the parts add up to the geometric series, whatever is played out of it."""
    text = TEXT.replace("rounds: 3AFTER", "rounds: endless").replace(" and date < 2", "")
    scenario = loads(text)
    equilibrium = solve(compile_game(scenario))
    at = History(0, 0, 0, equilibrium.game.start_log_odds())
    found = try_acts(prepare(equilibrium), at, split_flows(equilibrium.game), 50, np.random.SeedSequence(1))
    np.testing.assert_allclose(
        found.values.sum(axis=0)[1], [-0.5 + (love + 7) / (1 - 0.9) for love in (2, 4)], rtol=1e-6
    )
