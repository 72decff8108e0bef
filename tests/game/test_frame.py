"""The frame: numbers computed once, formulas folded once for the periods that are alike, mistakes kept once."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.frame import Faults, Reader, build_frame
from detente.scenario.loading import loads
from detente.scenario.positions import Where

TEXT = """
crisis: Formulas by the date
calendar: {from: 2015-11, to: 2016-02, step: month}
state: {line: {scale: [back, middle, forward], starts: middle}}
numbers: {base: 2, twice: 2 * base}
actors:
  north:
    types: {meek: {prior: 0.5, nerve: twice, luck: 1}, bold: {prior: 0.5, nerve: 0.5, luck: 1}}
    wants:
      steady: twice * (line - middle)
      dated:  1 if year == 2016 else line
      secret: nerve * (line == forward)
each month:
  - north acts: {wait: {}, go: {then: line up}}
"""
LEVELS = np.array([[0], [1], [2]])


def test_formulas_are_folded_once_for_periods_that_are_alike() -> None:
    frame = build_frame(loads(TEXT))
    steady, dated, _ = (want.formula for want in frame.scenario.actors[0].wants)
    assert frame.ready(steady, 0) is frame.ready(steady, 3)
    assert frame.ready(dated, 0).tree != frame.ready(dated, 3).tree
    assert frame.month_and_year(0) == (11, 2015)
    assert frame.month_and_year(2) == (1, 2016)


def test_values_at_all_states() -> None:
    frame = build_frame(loads(TEXT))
    steady, dated, secret = (want.formula for want in frame.scenario.actors[0].wants)
    assert Reader(frame, 0).values(steady, LEVELS)[:, 0].tolist() == [-4, 0, 4]
    assert Reader(frame, 0).values(dated, LEVELS)[:, 0].tolist() == [0, 1, 2]
    assert Reader(frame, 2).values(dated, LEVELS)[:, 0].tolist() == [1, 1, 1]
    assert Reader(frame, 0).values(secret, LEVELS, {"north": "meek"})[:, 0].tolist() == [0, 0, 4]
    frame.faults.require_none()


def test_a_type_that_is_not_given_is_a_mistake() -> None:
    frame = build_frame(loads(TEXT))
    secret = frame.scenario.actors[0].wants[2].formula
    assert Reader(frame, 0).values(secret, LEVELS).tolist() == [[0], [0], [0]]
    with pytest.raises(ScenarioError, match="cannot depend on the type of north here"):
        frame.faults.require_none()


def test_parameters_that_all_types_share_are_known() -> None:
    assert build_frame(loads(TEXT)).common_parameters == {("north", "luck"): 1.0}


def test_only_the_first_mistake_of_a_kind_at_a_place_is_kept() -> None:
    faults, where = Faults(), Where("crisis.yaml", 3, 7, "state.line")
    faults.require_none()
    for kind, message in (("a", "first"), ("a", "second"), ("b", "third")):
        faults.add(where, kind, message)
    with pytest.raises(ScenarioError) as caught:
        faults.require_none()
    assert [mistake.message for mistake in caught.value.mistakes] == ["first", "third"]
