"""The parts of a seat's view: state, menu, statements, what is believed of it, and when it is."""

from __future__ import annotations

import pytest

from support.tables import play_first_acts, table_of


def test_the_first_view() -> None:
    view = table_of("spoken", {"moscow": "Ann"}, types={"moscow": "revisionist"}).view("moscow")
    assert (view.title, view.player, view.who) == ("Denials and a pledge", "Ann", "Moscow")
    assert (view.date, view.date_words, view.rounds_left) == ("2015-05", "May 2015", 3)
    assert {each.variable: each.level for each in view.state}["trust"] == "some"
    (private,) = view.private
    assert (private.type, private.traits) == ("revisionist", (("appetite", "0.5"),))
    assert {each.type: (each.probability, each.is_own) for each in view.beliefs} == {
        "defender": (pytest.approx(0.6), True),
        "revisionist": (pytest.approx(0.4), True),
    }
    assert view.to_move
    assert view.question == "Moscow answers."
    # A lie costs 0.1 and, found out with 0.3, 1.5 and the appetite of 0.5.
    assert [(each.act, each.costs) for each in view.menu] == [("deny", "costs you 0.7"), ("quiet", "")]
    assert view.menu[0].effects.startswith("says: not moscow is revisionist")
    assert [(each.actor, each.events[0][0]) for each in view.foreseeable] == [("kyiv", "kyiv plays wait")]


def test_what_was_said_is_heard() -> None:
    table = table_of("spoken", {"moscow": "Ann", "kyiv": "Bob"})
    table.act("moscow", "deny")
    table.act("moscow", "pledge")
    heard = table.view("kyiv").said
    assert [each.words for each in heard] == [
        "Moscow says: not moscow is revisionist",
        "Moscow promises: moscow plays withdraw if trust == high",
    ]


def test_secrets_are_those_of_now() -> None:
    table = table_of("both", {"tehran": "Ann"}, types={"tehran": "hawk"})
    assert table.view("tehran").private[0].secrets == (("programme", "none"),)
    table.act("tehran", "build")
    assert table.view("tehran").private[0].secrets == (("programme", "begun"),)
    assert "It is now “hawk, programme begun”." in table.view("tehran").history[0].words


def test_the_end() -> None:
    table = table_of("spoken", {"moscow": "Ann"})
    play_first_acts(table)
    view = table.view("moscow")
    assert view.is_over
    assert not view.to_move
    assert view.waiting_for == ()
    assert (view.date, view.rounds_left) == ("2015-08", 0)
    assert view.foreseeable == ()
