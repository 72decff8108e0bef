"""What holders of a seat share stands with each of them, as if it had been written there."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Actor, Scenario
from support.ceasefire import CEASEFIRE


def with_seats(seats: str, variant: str | None = None, patch: str = "{}") -> Scenario:
    text = CEASEFIRE.replace("actors:\n", f"seats: {seats}\n\nactors:\n", 1)
    return loads(text.replace("variants:\n", f"variants:\n  mine: {patch}\n", 1), "ceasefire.yaml", variant)


def actor(scenario: Scenario, name: str) -> Actor:
    return next(actor for actor in scenario.actors if actor.name == name)


def test_every_holder_has_what_the_seat_gives() -> None:
    scenario = with_seats(
        "{capital: {patience: 0.5, precision: 7, parameters: {pride: 3}, wants: {peace: pride * front}}}"
    )
    for name in ("dove", "hawk"):
        holder = actor(scenario, name)
        assert (holder.patience.text, holder.precision.text) == ("0.5", "7")
        assert [want.name for want in holder.wants][:1] == ["peace"]
        assert dict(holder.parameters)["pride"].text == "3"
    assert all(want.name != "peace" for want in actor(scenario, "patron").wants)


def test_a_holders_own_entry_takes_the_place_of_the_seats() -> None:
    scenario = with_seats("{capital: {parameters: {resolve: 9}, wants: {aid: 0, peace: front}}}")
    hawk = actor(scenario, "hawk")
    assert {want.name: want.formula.text for want in hawk.wants} == {"aid": "aid * patron.appetite", "peace": "front"}
    assert dict(hawk.parameters)["resolve"].text == "2"


def test_a_type_gives_its_own_value_of_a_parameter_of_the_seat() -> None:
    types = "types: {one: {prior: 0.5, pride: 1}, other: {prior: 0.5, pride: 2}}, "
    text = CEASEFIRE.replace("actors:\n", "seats: {capital: {parameters: {pride: 3}}}\n\nactors:\n", 1)
    scenario = loads(text.replace("dove: {seat", f"dove: {{{types}seat", 1))
    assert [dict(kind.parameters)["pride"].text for kind in actor(scenario, "dove").types] == ["1", "2"]
    assert "pride" not in dict(actor(scenario, "dove").parameters)
    assert dict(actor(scenario, "hawk").parameters)["pride"].text == "3"


def test_variants_change_what_the_seat_gives() -> None:
    seats = "{capital: {wants: {peace: front}}}"
    scenario = with_seats(seats, "mine", "{seats.capital.wants.peace: 2 * front}")
    assert [want.formula.text for want in actor(scenario, "dove").wants] == ["2 * front"]


@pytest.mark.parametrize(
    ("seats", "message"),
    [
        ("{capitol: {precision: 2}}", "no actor can hold a seat 'capitol' — did you mean 'capital'"),
        ("{capital: {wants: {peace: frontt}}}", "unknown name 'frontt' — did you mean 'front'"),
        ("{capital: {types: {}}}", "unknown key 'types'"),
    ],
)
def test_mistakes_are_reported_once(seats: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        with_seats(seats)
    assert sum(message in str(mistake) for mistake in caught.value.mistakes) == 1
