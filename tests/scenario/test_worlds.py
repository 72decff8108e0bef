"""Worlds are the crisis with other base values: all that is computed from them follows, and variants still apply."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.constants import compute_constant, compute_number_values
from detente.scenario.loading import apply_on_top, loads, with_variant
from detente.scenario.worlds import list_uncertain_numbers, with_numbers

CRISIS = """
crisis: A patron
calendar: {rounds: 1}
state: {front: {scale: [held, lost], starts: held}}
numbers:
  doubt: {range: [10%, 50%], base: 20%, why: nobody knows}
  trust: 1 - doubt
  cost: {range: [1, 3]}
  date_of_birth: 1952
  settled: {range: [2, 2]}
actors:
  patron:
    types:
      cautious: {prior: trust, taste: cost}
      hungry: {prior: doubt, taste: 2 * cost}
each round:
  - patron decides:
      wait: {}
      arm: {costs: taste}
variants:
  dear: {numbers.cost: 9}
  wider: {"numbers.doubt.range": [10%, 90%]}
claims: []
"""


def test_judgements_with_a_range_are_uncertain_unless_the_variant_settles_them() -> None:
    scenario = loads(CRISIS)
    assert [entry.name for entry in list_uncertain_numbers(scenario)] == ["doubt", "cost"]
    assert [entry.name for entry in list_uncertain_numbers(with_variant(scenario, "dear"))] == ["doubt"]
    assert [entry.name for entry in list_uncertain_numbers(with_variant(scenario, "wider"))] == ["cost"]


def test_what_is_computed_from_a_number_follows() -> None:
    scenario = loads(CRISIS)
    world = with_numbers(scenario, {"doubt": 0.45, "cost": 1.5})
    assert compute_number_values(world) == {
        "doubt": 0.45, "trust": pytest.approx(0.55), "cost": 1.5, "date_of_birth": 1952, "settled": 2
    }  # fmt: skip
    (actor,) = world.actors
    assert [compute_constant(entry.prior, world) for entry in actor.types] == [pytest.approx(0.55), 0.45]
    assert compute_constant(actor.types[1].parameters[0][1], world) == 3
    assert world.hash != scenario.hash
    # The judgement keeps its range and its reasons.
    assert world.numbers[0].low == 0.1
    assert world.numbers[0].note.why == "nobody knows"
    assert compute_number_values(scenario)["doubt"] == 0.2


def test_variants_change_worlds_too() -> None:
    world = with_numbers(loads(CRISIS), {"doubt": 0.45, "cost": 1.5})
    changed = apply_on_top(world, "dear")
    assert (compute_number_values(changed)["doubt"], compute_number_values(changed)["cost"]) == (0.45, 9)
    world = with_numbers(loads(CRISIS, variant="dear"), {"doubt": 0.45})
    assert (world.variant, compute_number_values(world)["doubt"], compute_number_values(world)["cost"]) == (
        "dear",
        0.45,
        9,
    )


def test_numbers_that_make_no_crisis_are_refused() -> None:
    scenario = loads(CRISIS.replace("[10%, 50%]", "[10%, 150%]"))
    with pytest.raises(ScenarioError, match="prior"):
        with_numbers(scenario, {"doubt": 1.2})
