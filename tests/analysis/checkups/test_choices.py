"""What is counted at watched decisions, against frequencies in closed form."""

from __future__ import annotations

import numpy as np

from detente.analysis.checkups.choices import Choices
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.watched import watch
from detente.solve.backward import solve

SCENARIO = loads("""
crisis: A price
calendar: {rounds: 2}
state: {front: {one of: [held, lost], starts: held}}
actors:
  red: {precision: 2, types: {poor: {prior: 0.5, price: 1}, rich: {prior: 0.5, price: 0.2}}}
each round:
  - red moves: {wait: {}, buy: {costs: price}}
""")


def test_shares_distances_and_differences_of_value() -> None:
    equilibrium = solve(compile_game(SCENARIO))
    choices = Choices(equilibrium.game, watch(equilibrium, 500, 1))
    ((decision, movers),) = choices.decisions()
    ((actor, counted),) = movers
    assert (decision.name, actor.name, counted.acts) == ("moves", "red", ("wait", "buy"))
    buys = 1 / (1 + np.exp(2 * np.array([1.0, 0.2])))
    np.testing.assert_allclose(counted.taken[1] / counted.offered[1], buys, rtol=1e-6)
    assert counted.offered[1].sum() == 2 * 500
    np.testing.assert_allclose(np.unique(np.round(np.concatenate(counted.gap), 6)), [0.2, 1.0])
    np.testing.assert_allclose(np.unique(np.round(np.concatenate(counted.pulled), 6)), np.round(0.5 - buys[::-1], 6))
    np.testing.assert_allclose(np.concatenate(counted.apart[0, 1]), buys[1] - buys[0], rtol=1e-6)
    assert choices.of_actor(0) == [counted]
