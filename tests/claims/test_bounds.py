"""Bounds of what plays can bring, against all that a small crisis holds."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from detente.claims.bounds import can_learn, find_formula_bounds, find_payoff_bounds
from detente.claims.grammar import parse
from detente.claims.readings import Readings
from detente.claims.statements import Expectation
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from detente.simulate.play import simulate
from detente.solve.backward import solve

TEXT = """
crisis: A bomb that hardly ever goes off
calendar: {rounds: 2, afterwards: {bob: 4 * front}}
state: {front: {from: 0, to: 3, starts: 1}}
actors:
  ann: {patience: 0.5, types: {meek: {prior: 0.5, nerve: 1}, bold: {prior: 0.5, nerve: 3}, mad: {prior: 0, nerve: 9}}}
  cyd: {types: {deaf: {prior: 0.5}, dumb: {prior: 0.5}}}
  bob: {patience: 0.5, wants: {line: 10 * front}}
each round:
  - ann acts:
      wait: {}
      push: {costs: 2 * nerve, gives: {bob: 1}}
  - cyd looks_on: {sit: {}}
  - chance luck:
      boom: {probability: 0.000001, then: front up 2}
      none: {probability: rest}
"""


@functools.cache
def readings() -> Readings:
    game = compile_game(loads(TEXT), {"ann": 3, "cyd": 3})
    return Readings(simulate(solve(game), num_plays=300))


def bounds(text: str, period: int) -> tuple[float, float] | None:
    quantity = parse(Claim("c", "", f"E({text} at {period + 1}) > 0"), readings().scenario).comparisons[0].left
    assert isinstance(quantity, Expectation)
    return find_formula_bounds(readings(), quantity.formula, period)


@pytest.mark.parametrize(
    ("text", "period", "expected"),
    [
        pytest.param("front", 0, (1, 3), id="a level that no play reaches"),
        pytest.param("front - 1", 1, (0, 2), id="the top of the scale"),
        pytest.param("ann is bold", 0, (0, 1), id="types"),
        pytest.param("ann.nerve * front", 0, (1, 9), id="no type with prior 0"),
        pytest.param("belief(ann is bold)", 0, (0, 1), id="a belief that moves"),
        pytest.param("belief(cyd is deaf)", 1, (0.5, 0.5), id="one that cannot"),
        pytest.param("2 * (ann plays push)", 0, (0, 2), id="moves"),
        pytest.param("1 / (front - 2 * (ann is bold) - 1)", 0, None, id="no value at some"),
    ],
)
def test_formulas(text: str, period: int, expected: tuple[float, float] | None) -> None:
    assert bounds(text, period) == expected


def test_who_can_be_learned_about() -> None:
    assert can_learn(readings().game, 0, 0)
    assert not can_learn(readings().game, 1, 1)
    assert not can_learn(readings().game, 2, 1)


def test_payoffs() -> None:
    """Ann pays 2 or 6 now and half of it later; bob's best is the bomb at once, and its worst that nothing happens."""
    kinds = [each.name for each in readings().scenario.actors[0].types]
    assert find_payoff_bounds(readings().game, 0, kinds.index("meek")) == (-3, 0)
    assert find_payoff_bounds(readings().game, 0, kinds.index("bold")) == (-9, 0)
    low, high = find_payoff_bounds(readings().game, 2, None)
    assert (low, high) == (10 + 0.5 * 10 + 0.25 * 4, 31 + 0.5 * 31 + 0.25 * 12)
    brought = readings().discounted()
    for actor in range(3):
        low, high = find_payoff_bounds(readings().game, actor, None)
        assert np.all((low <= brought[:, actor]) & (brought[:, actor] <= high))


def test_payoffs_of_types_that_change_are_those_of_whatever_the_actor_becomes() -> None:
    """Soft gets 1 a round and hard 3; the second of two rounds is worth half, or 0.8 to whoever is hard by then."""
    text = """
crisis: Types that change
calendar: {rounds: 2}
state: {line: {scale: [low, high], starts: low}}
actors:
  a:
    types: {soft: {prior: 0.5, taste: 1, patience: 0.5}, hard: {prior: 0.5, taste: 3, patience: 0.8}}
    changes: {soft: {to: hard, probability: 0.5}}
    wants: {own: taste}
each round:
  - a moves: {hold: {}, push: {}}
"""
    assert find_payoff_bounds(compile_game(loads(text), {"a": 3}), 0, 0) == pytest.approx((1 + 0.5, 3 + 0.8 * 3))
