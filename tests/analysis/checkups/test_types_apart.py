"""Types that differ for nobody: several of one actor are told once each, beside the first that they are like."""

from __future__ import annotations

from detente.analysis.checkups.choices import Choices
from detente.analysis.checkups.types_apart import find_twins
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.simulate.watched import watch
from detente.solve.backward import solve

TEXT = """
crisis: A price
calendar: {rounds: 2}
state: {front: {one of: [held, lost], starts: held}}
actors:
  red:
    types:
      a: {prior: 0.2, price: 1}
      b: {prior: 0.3, price: 1}
      c: {prior: 0.4, price: 0.2}
      d: {prior: 0.1, price: 1}
each round:
  - red moves: {wait: {}, buy: {costs: price}}
  - signal news: {loud: 0.8 if red is WHO else 0.2, silent: rest}
"""


def found(who: str) -> list[tuple[str, str]]:
    equilibrium = solve(compile_game(loads(TEXT.replace("WHO", who)), {"red": 5}))
    choices = Choices(equilibrium.game, watch(equilibrium, 500, 1))
    return [(each.kind, each.subject) for each in find_twins(choices, simulate(equilibrium, 2_000, 1))]


def test_a_signal_tells_twins_apart_or_it_does_not() -> None:
    # Three are alike: two of them are told beside the first.
    assert [kind for kind, _ in found("c")] == ["types never told apart"] * 2
    assert sorted(kind for kind, _ in found("d")) == ["types never told apart", "types that do the same"]
