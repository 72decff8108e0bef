"""The records of a scenario, and all parts of an expression."""

from __future__ import annotations

from detente.scenario import expressions as ex
from detente.scenario.loading import loads
from detente.scenario.model import walk
from support.ceasefire import CEASEFIRE


def test_walk_meets_every_part_once_and_the_whole_first() -> None:
    one, two, x, y = ex.Number(1.0), ex.Number(2.0), ex.StateVariable("x"), ex.StateVariable("y")
    inside = ex.Call("max", (one, ex.Unary("-", x)))
    tree = ex.Choice(ex.Membership(y, (two,)), inside, ex.Date(0, "2015-05"))
    parts = walk(tree)
    assert parts[0] is tree
    assert len(parts) == 9
    assert {one, two, x, y, inside, inside.arguments[1], tree.condition, tree.otherwise} == set(parts[1:])


def test_a_seat_has_the_actors_that_can_hold_it_in_file_order() -> None:
    scenario = loads(CEASEFIRE)
    assert {seat: [actor.name for actor in actors] for seat, actors in scenario.seats.items()} == {
        "capital": ["dove", "hawk"]
    }
    assert scenario.calendar.num_periods == 6
