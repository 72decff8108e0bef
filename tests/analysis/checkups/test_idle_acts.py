"""Acts that nobody takes, by the share that a logit response gives them, and decisions that are coin tosses."""

from __future__ import annotations

import pytest

from detente.analysis.checkups.choices import Choices
from detente.analysis.checkups.idle_acts import find_coin_tosses, find_idle_acts
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.watched import watch
from detente.solve.backward import solve

TEXT = """
crisis: A price
calendar: {rounds: 1}
state: {front: {one of: [held, lost], starts: held}}
actors: {red: {precision: 1, types: {a: {prior: 0.5, price: FIRST}, b: {prior: 0.5, price: SECOND}}}}
each round:
  - red moves: {wait: {}, buy: {costs: price}}
"""


def choices(first: float, second: float) -> Choices:
    equilibrium = solve(compile_game(loads(TEXT.replace("FIRST", str(first)).replace("SECOND", str(second)))))
    return Choices(equilibrium.game, watch(equilibrium, 500, 1))


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        # 1 / (1 + e^7) is 0.00091, below one in a thousand; 1 / (1 + e^6.8) is 0.0011.
        (7.0, 7.0, ["act always taken"]),
        (6.8, 6.8, []),
        # One type takes it.
        (7.0, 1.0, []),
        (-7.0, -7.0, ["act always taken"]),
    ],
)
def test_an_act_below_one_in_a_thousand_for_every_type(first: float, second: float, kinds: list[str]) -> None:
    assert [each.kind for each in find_idle_acts(choices(first, second))] == kinds


def test_of_three_acts_the_idle_one_is_told() -> None:
    text = TEXT.replace("wait: {}", "wait: {}, sit: {costs: 0.1}").replace("FIRST", "8").replace("SECOND", "8")
    equilibrium = solve(compile_game(loads(text)))
    found = list(find_idle_acts(Choices(equilibrium.game, watch(equilibrium, 500, 1))))
    assert [(each.kind, each.subject) for each in found] == [("act never taken", "red plays buy")]
    assert found[0].evidence["share if red is a"] == pytest.approx(1 / (1 + 2.71828**7.9 + 2.71828**8), rel=1e-3)


@pytest.mark.parametrize(
    ("price", "is_toss"),
    [
        # 1 / (1 + e^0.19) is 45.3 %, within five points of a half; 1 / (1 + e^0.21) is 44.8 %.
        (0.19, True),
        (0.21, False),
    ],
)
def test_a_coin_toss_is_within_five_points_of_what_nothing_presses(price: float, is_toss: bool) -> None:
    found = list(find_coin_tosses(choices(price, price)))
    assert bool(found) == is_toss
    assert all(each.evidence["value_difference"] == pytest.approx(price, abs=1e-5) for each in found)
