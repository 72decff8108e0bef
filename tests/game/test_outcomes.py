"""Lotteries and effects, at every state at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game.frame import Reader, build_frame
from detente.game.outcomes import apply, compute_changes, compute_lottery, couple_lotteries, settle
from detente.scenario.expressions import Binary, Formula, Number, StateVariable
from detente.scenario.loading import loads
from detente.scenario.model import Chance

TEXT = """
crisis: A line that moves
calendar: {rounds: 2}
state:
  line: {scale: [back, middle, forward], starts: middle}
  mood: {one of: [calm, angry], starts: calm}
actors:
  north: {types: {meek: {prior: 0.5, nerve: 0.1}, bold: {prior: 0.5, nerve: 0.4}}}
each round:
  - north waits: {sit: {}}
  - signal news:
      good: {probability: north.nerve + (0.2 if mood == angry else 0), then: [line up, mood = calm]}
      bad:  {probability: 0.25, then: line down 2}
      none: {probability: rest}
"""
STATES = np.array([[0, 0], [1, 1], [2, 1]])


def reader_and_chance(text: str = TEXT) -> tuple[Reader, Chance]:
    frame = build_frame(loads(text))
    chance = frame.scenario.stages[1]
    assert isinstance(chance, Chance)
    return Reader(frame, 0), chance


def test_a_lottery_by_state_and_type() -> None:
    reader, chance = reader_and_chance()
    prob = compute_lottery(reader, chance.results, STATES, [{"north": "meek"}, {"north": "bold"}])
    np.testing.assert_allclose(prob[0], [[0.1, 0.4], [0.25, 0.25], [0.65, 0.35]], atol=1e-12)
    np.testing.assert_allclose(prob[1], [[0.3, 0.6], [0.25, 0.25], [0.45, 0.15]], atol=1e-12)
    np.testing.assert_allclose(prob.sum(axis=1), 1, atol=1e-12)


def test_effects_stop_at_the_ends_of_a_scale() -> None:
    reader, chance = reader_and_chance()
    good, bad, _ = chance.results
    assert apply(reader, good.effects, STATES).tolist() == [[1, 0], [2, 0], [2, 0]]
    assert apply(reader, bad.effects, STATES).tolist() == [[0, 0], [0, 1], [0, 1]]


def test_changes_keep_how_far_a_variable_moved_and_what_was_set() -> None:
    reader, chance = reader_and_chance()
    good, bad, _ = chance.results
    assert compute_changes(reader, bad.effects, STATES).moved.tolist() == [[-2, 0]] * 3
    both = compute_changes(reader, good.effects, STATES)
    assert both.moved.tolist() == [[1, 0]] * 3
    assert both.is_set.tolist() == [[False, True]] * 3


def test_states_are_settled_as_codes() -> None:
    reader, _ = reader_and_chance()
    assert settle(reader, 1, STATES).tolist() == reader.frame.space.encode(STATES).tolist() == [0, 3, 5]


def test_probabilities_that_leave_nothing_for_the_rest_are_a_mistake() -> None:
    reader, chance = reader_and_chance(TEXT.replace("probability: 0.25", "probability: 0.75"))
    compute_lottery(reader, chance.results, STATES, [{"north": "meek"}, {"north": "bold"}])
    with pytest.raises(ScenarioError, match=r"sum to 1\.15 and leave nothing for the rest \(good 0\.4, bad 0\.75\)"):
        reader.frame.faults.require_none()


def test_lotteries_are_coupled_at_their_own_probabilities() -> None:
    """The most that two lotteries can agree is the sum of the lesser probabilities (Doeblin's coupling)."""
    random = np.random.default_rng(1)
    own, other = (np.moveaxis(random.dirichlet(np.ones(kinds), (50, 2)), 2, 1) for kinds in (3, 4))
    joint = couple_lotteries(own, ["works", "leaks", "fails"], other, ["", "fails", "works", "stalls"])
    assert joint.min() >= 0
    np.testing.assert_allclose(joint.sum(axis=2), own, atol=1e-15)
    np.testing.assert_allclose(joint.sum(axis=1), other, atol=1e-15)
    np.testing.assert_array_equal(joint[:, 0, 2], np.minimum(own[:, 0], other[:, 2]))
    np.testing.assert_array_equal(joint[:, 2, 1], np.minimum(own[:, 2], other[:, 1]))


def test_equal_lotteries_never_disagree() -> None:
    own = np.full((1, 2, 1), 0.5)
    joint = couple_lotteries(own, ["works", "fails"], own, ["works", "fails"])
    np.testing.assert_array_equal(joint[0, :, :, 0], np.eye(2) / 2)


def test_an_effect_may_depend_on_the_state_before_its_list() -> None:
    reader, chance = reader_and_chance()
    up, calm = chance.results[0].effects
    in_middle = Formula("line == middle", Binary("==", StateVariable("line"), Number(1.0)), up.amount.where)
    after = apply(reader, (up, replace(calm, given=in_middle)), STATES)
    assert after.tolist() == [[1, 0], [2, 0], [2, 1]]
    after = apply(reader, (up, replace(calm, condition=in_middle)), STATES)
    assert after.tolist() == [[1, 0], [2, 1], [2, 1]]
