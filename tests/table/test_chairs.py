"""Chairs and types: which there are, and what is refused."""

from __future__ import annotations

import pytest

from detente.errors import UnknownNameError
from detente.simulate.moments import Seeds
from detente.table.chairs import read_chairs, read_types
from support.tables import solved


def test_chairs_are_in_the_order_of_the_crisis() -> None:
    chairs = read_chairs(solved("hidden").scenario, {"minsk": "Cyd", "moscow": "Ann"})
    assert [(each.seat, each.player, each.who) for each in chairs.values()] == [
        ("moscow", "Ann", "Moscow"),
        ("minsk", "Cyd", "Minsk"),
    ]


def test_given_types_leave_the_others_as_they_are_drawn() -> None:
    game = solved("hidden")
    drawn = [read_types(game, {"moscow": "soft"}, Seeds(seed)) for seed in range(20)]
    assert {kinds[0] for kinds in drawn if kinds is not None} == {1}
    assert {kinds[1] for kinds in drawn if kinds is not None} == {0, 1}


def test_a_type_of_an_actor_with_secrets_starts_where_they_start() -> None:
    game = solved("both")
    kinds = read_types(game, {"tehran": "dove"}, Seeds(0))
    assert kinds is not None
    assert game.scenario.actors[0].types[kinds[0]].levels == ("none",)


def test_unknown_names() -> None:
    with pytest.raises(UnknownNameError, match="no actor 'kyev' — did you mean 'kyiv'"):
        read_types(solved("hidden"), {"kyev": "firm"}, Seeds(0))
