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
