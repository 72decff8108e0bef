"""Watched decisions against logit responses in closed form."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.watched import watch
from detente.solve.backward import solve

TEXT = """
crisis: A price
calendar: {rounds: 2}
state: {front: {one of: [held, lost], starts: held}}
actors:
  red:
    precision: 2
    types: {poor: {prior: 0.25, price: 1}, rich: {prior: 0.75, price: 0.2}}
each round:
  - red moves:
      wait: {}
      buy: {costs: price}
      sleep: {when: round > 1}
"""


def test_policies_are_the_logit_response_of_every_type() -> None:
    seen = list(watch(solve(compile_game(loads(TEXT))), 4_000, 1))
    assert [(each.period, each.stage) for each in seen] == [(0, 0), (1, 0)]
    for each, num_free in zip(seen, (1, 2), strict=True):
        for kind, price in enumerate((1.0, 0.2)):
            buy = np.exp(-2 * price)
            wanted = np.array([1, buy, num_free - 1])[:, None] / (num_free + buy)
            np.testing.assert_allclose(each.policy[:, kind], np.broadcast_to(wanted, (3, 4_000)), atol=1e-7)
        assert each.menu[2].all() == (num_free == 2)
        np.testing.assert_allclose(each.anchor[:2], 1 / (1 + num_free))
        # Types are drawn from the prior: within four standard errors.
        assert abs((each.kinds == 1).mean() - 0.75) < 4 * np.sqrt(0.75 * 0.25 / 4_000)


def test_the_anchor_is_the_base_rate() -> None:
    text = TEXT.replace("      wait: {}\n", "      usually: {wait: 0.9, buy: rest}\n      wait: {}\n").replace(
        "      sleep: {when: round > 1}\n", ""
    )
    (first, _) = watch(solve(compile_game(loads(text))), 10, 1)
    np.testing.assert_allclose(first.anchor[:, 0, 0], [0.9, 0.1])
