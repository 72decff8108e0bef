"""Numbers and priors that are set from outside the file: what follows from them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import DetenteError, ScenarioError, UnknownNameError
from detente.scenario.constants import compute_constant, compute_number_values
from detente.scenario.given import (
    describe_outside,
    find_number_of,
    find_value,
    list_given,
    list_settable_priors,
    require_in_effect,
    set_values,
)
from detente.scenario.loading import apply_on_top, draft, load, loads, read_tree, with_given
from detente.scenario.model import Scenario
from detente.scenario.worlds import list_uncertain_numbers, with_numbers

CRISIS = """
crisis: A patron
calendar: {rounds: 1}
state: {front: {scale: [held, lost], starts: held}}
numbers:
  doubt: {range: [10%, 50%], base: 20%, why: nobody knows}
  trust: 1 - doubt
  cost: {range: [1, 3]}
  pay: {one of: [1, 2]}
  born: {value: 1952, why: known}
  age: 2015 - born
correlations: {together: {numbers: [doubt, pay], correlation: 0.5}}
actors:
  patron:
    types:
      cautious: {prior: trust, taste: cost}
      hungry: {prior: doubt, taste: 2 * cost}
  guest:
    types:
      calm: {prior: 1/2, mood: 0}
      loud: {prior: 30%, mood: age}
      wild: {prior: 0.2, mood: pay}
  host:
    types:
      rich: {prior: doubt * trust, purse: 1}
      poor: {prior: 1 - doubt * trust, purse: 0}
each round:
  - patron decides:
      wait: {}
      arm: {costs: taste}
variants:
  dear: {numbers.cost: 9}
  loud:
    actors.guest.types.loud.prior: 0.4
    actors.guest.types.calm.prior: 0.4
    actors.guest.types.wild.prior: 0.2
claims: []
"""


def priors_of(scenario: Scenario, actor: str) -> dict[str, float]:
    (found,) = (each for each in scenario.actors if each.name == actor)
    return {kind.name: compute_constant(kind.prior, scenario) for kind in found.types}


def test_what_is_computed_from_a_set_number_follows() -> None:
    scenario = with_given(loads(CRISIS), {"doubt": 0.4, "born": 1950.0})
    assert compute_number_values(scenario) == {
        "doubt": 0.4, "trust": pytest.approx(0.6), "cost": 2, "pay": 1, "born": 1950, "age": 65
    }  # fmt: skip
    assert priors_of(scenario, "patron") == {"cautious": pytest.approx(0.6), "hungry": 0.4}
    assert scenario.hash != loads(CRISIS).hash
    assert scenario.numbers[0].note.why == "nobody knows"
    # The same as if the file had said so.
    assert compute_number_values(scenario) == compute_number_values(
        loads(CRISIS.replace("base: 20%", "base: 40%").replace("1952", "1950"))
    )


def test_a_computed_number_can_be_set_and_then_follows_nothing() -> None:
    assert compute_number_values(with_given(loads(CRISIS), {"age": 70.0, "born": 1900.0}))["age"] == 70


def test_the_other_types_share_what_is_left_in_proportion() -> None:
    scenario = with_given(loads(CRISIS), {"guest.wild": 0.6})
    # The others had 0.5 and 0.3 of 0.8; 0.4 is left.
    assert priors_of(scenario, "guest") == pytest.approx({"calm": 0.25, "loud": 0.15, "wild": 0.6})
    assert priors_of(with_given(loads(CRISIS), {"guest.loud": 1.0}), "guest") == {"calm": 0, "loud": 1, "wild": 0}


def test_a_prior_that_is_a_number_sets_that_number() -> None:
    tree = read_tree(loads(CRISIS))
    assert find_number_of(tree, "patron.hungry") == ("doubt", False)
    assert find_number_of(tree, "patron.cautious") == ("doubt", True)
    assert find_number_of(tree, "guest.calm") == ("", False)
    scenario = with_given(loads(CRISIS), {"patron.cautious": 0.55})
    assert compute_number_values(scenario)["doubt"] == 0.45
    assert priors_of(scenario, "patron") == pytest.approx({"cautious": 0.55, "hungry": 0.45})
    assert list_given(read_tree(scenario)) == {"doubt": 0.45}


def test_what_was_set_is_known_and_the_same_in_all_worlds_and_variants() -> None:
    scenario = with_given(loads(CRISIS), {"doubt": 0.4, "guest.wild": 0.6})
    assert list_given(read_tree(scenario)) == {"doubt": 0.4, "guest.wild": 0.6}
    assert list_given(read_tree(loads(CRISIS))) == {}
    assert [entry.name for entry in list_uncertain_numbers(scenario)] == ["cost", "pay"]
    assert [entry.name for entry in list_uncertain_numbers(loads(CRISIS))] == ["doubt", "cost", "pay"]
    dear = apply_on_top(scenario, "dear")
    assert (find_value(dear, "doubt"), find_value(dear, "cost"), find_value(dear, "guest.wild")) == (0.4, 9, 0.6)
    again = with_given(scenario, {"doubt": 0.3})
    assert (find_value(again, "doubt"), find_value(again, "guest.wild")) == (0.3, 0.6)


def test_a_set_number_may_leave_its_range_and_that_is_said() -> None:
    scenario = with_given(loads(CRISIS), {"doubt": 0.9, "pay": 1.5, "born": 1.0})
    assert find_value(scenario, "doubt") == 0.9
    assert describe_outside(scenario, {"doubt": 0.9, "pay": 1.5, "born": 1.0, "cost": 2.0}) == [
        "doubt = 0.9 is outside its range 0.1 … 0.5",
        "pay = 1.5 is none of its values 1, 2",
    ]
    with pytest.raises(ScenarioError, match="outside the range"):
        loads(CRISIS.replace("base: 20%", "base: 90%"))


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"dubt": 0.3}, r"no number or prior 'dubt' — did you mean 'doubt'\?"),
        ({"guest.lud": 0.3}, r"no number or prior 'guest.lud' — did you mean 'guest.loud'\?"),
        ({"guest.loud": 1.3}, "guest.loud: a prior is from 0 to 1, not 1.3"),
        ({"patron.hungry": -1.0}, "patron.hungry: a prior is from 0 to 1, not -1"),
        ({"host.rich": 0.5}, r"host.rich: the priors of host are computed \(doubt \* trust"),
        ({"cost": float("nan")}, "cost: 'nan' is not a finite number"),
    ],
)
def test_what_cannot_be_set(numbers: dict[str, float], message: str) -> None:
    with pytest.raises(DetenteError, match=message):
        with_given(loads(CRISIS), numbers)


def test_unknown_names_have_a_type_of_their_own() -> None:
    with pytest.raises(UnknownNameError):
        find_value(loads(CRISIS), "nothing")


def test_a_variant_that_would_undo_it() -> None:
    for name, value, variant in (("cost", 2.5, "dear"), ("guest.loud", 0.1, "loud")):
        with pytest.raises(DetenteError, match=f"{name}: the variant '{variant}' sets it to"):
            loads(CRISIS, variant=variant, numbers={name: value})
    assert find_value(loads(CRISIS, variant="dear", numbers={"cost": 9.0}), "cost") == 9


def test_of_two_values_of_one_quantity_the_other_is_named() -> None:
    both = {"doubt": 0.4, "patron.hungry": 0.5}
    with pytest.raises(DetenteError, match=r"doubt: the value given for patron\.hungry sets it to 0\.5, so that 0\.4"):
        require_in_effect(with_given(loads(CRISIS), both), both)


@pytest.mark.parametrize("value", ["x", None, float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_named(value: object) -> None:
    with pytest.raises(DetenteError, match=rf"cost: '{value}' is not a finite number"):
        set_values(read_tree(loads(CRISIS)), {"cost": value})  # type: ignore[dict-item]


def test_priors_that_can_be_set() -> None:
    assert list_settable_priors(read_tree(loads(CRISIS))) == (
        "patron.cautious", "guest.wild", "guest.loud", "guest.calm"
    )  # fmt: skip


def test_a_world_can_have_other_priors_and_values_beyond_ranges() -> None:
    world = with_numbers(loads(CRISIS), {"guest.calm": 0.9, "cost": 7.0})
    assert priors_of(world, "guest") == pytest.approx({"calm": 0.9, "loud": 0.06, "wild": 0.04})
    assert find_value(world, "cost") == 7


def test_mistakes_of_the_file_come_first(tmp_path: Path) -> None:
    path = tmp_path / "crisis.yaml"
    path.write_text(CRISIS.replace("costs: taste", "costs: tastes"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="tastes"):
        load(path, numbers={"nothing": 1.0})
    assert any("tastes" in each.message for each in draft(path, None, {"nothing": 1.0}).mistakes)
    path.write_text(CRISIS, encoding="utf-8")
    assert find_value(draft(path, None, {"cost": 2.5}).scenario, "cost") == 2.5
    with pytest.raises(UnknownNameError):
        draft(path, None, {"nothing": 1.0})
