"""Payoffs at given types, against the same formulas one at a time."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.by_type import pay
from detente.game.compile import compile_for_tree
from detente.game.frame import Reader
from detente.game.payoffs import list_flow_terms
from detente.scenario.loading import loads

TEXT = """
crisis: Payoffs of types
calendar: {rounds: 1}
state: {line: {from: 0, to: 2, starts: 1}}
actors:
  ann: {types: {a: {prior: 0.5, x: 2}, b: {prior: 0.5, x: 5}}, wants: {w: "x * line + 10 * (bob is c)"}}
  bob: {types: {c: {prior: 0.3, y: 1}, d: {prior: 0.7, y: -1}}, wants: {w: {weight: 3, of: y * ann.x}, l: 1 / line}}
each round:
  - chance moves: {up_: {probability: 0.5, then: line up}, stay: rest}
"""


def test_every_combination_is_paid_by_its_own_types() -> None:
    frame, game = compile_for_tree(loads(TEXT))
    levels = game.space.decode(game.periods[0].codes[-1])
    state = np.array([0, 1, 0, 1, 1])
    kinds = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [0, 1]])
    paid = pay(Reader(frame, 0), list_flow_terms(frame, 0), levels, state, kinds)
    for row, (at, (one, other)) in enumerate(zip(state, kinds, strict=True)):
        line = float(levels[at, 0])
        x, y = (2, 5)[one], (1, -1)[other]
        assert paid[row] == pytest.approx([x * line + 10 * (other == 0), 3 * y * x + 1 / line])


def test_what_has_no_value_is_a_mistake_with_its_place() -> None:
    frame, game = compile_for_tree(loads(TEXT.replace("starts: 1", "starts: 0")))
    levels = game.space.decode(game.periods[0].codes[-1])
    pay(Reader(frame, 0), list_flow_terms(frame, 0), levels, np.array([0]), np.array([[0, 0]]))
    with pytest.raises(ScenarioError, match=r"division by zero in `1 / line` at 1 when line = 0"):
        frame.faults.require_none()
