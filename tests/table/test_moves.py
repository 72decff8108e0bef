"""What the umpire may write, and what it comes to."""

from __future__ import annotations

import pytest

from detente.errors import UnknownNameError
from detente.table.moves import Entry, TableError, read_injection, require_any_act
from support.tables import solved


def test_moves_with_and_without_do_are_the_same() -> None:
    scenario = solved("spoken").scenario
    plain = read_injection("kyiv plays wait at 2015-06", scenario, 0)
    assert plain.moves == read_injection("do(kyiv plays wait at 2015-06)", scenario, 0).moves
    (move,) = plain.moves
    assert (move.owner, move.action, move.first_period, move.last_period) == ("kyiv", "wait", 1, 1)


def test_a_level() -> None:
    found = read_injection(" trust = low ", solved("spoken").scenario, 0)
    assert (found.variable, found.level, found.moves) == ("trust", "low", ())


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("trst = low", UnknownNameError, "no variable 'trst' — did you mean 'trust'"),
        ("kyiv plays wiat at 2015-06", TableError, "wiat"),
        ("trust == low at 2015-06", TableError, "inject"),
        ("kyiv plays wait at 2015-05", TableError, "are over; it is 2015-07"),
    ],
)
def test_mistakes(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read_injection(text, solved("spoken").scenario, 2)


def test_an_act_that_the_actor_never_has() -> None:
    with pytest.raises(UnknownNameError, match="kyiv has no act 'deny'"):
        require_any_act(solved("spoken").scenario, "kyiv", "deny")


def test_entries_are_written_without_what_is_empty() -> None:
    entry = Entry(3, "act", seat="kyiv", text="wait", expects={"a": 0.5})
    assert entry.to_json() == {"turn": 3, "kind": "act", "seat": "kyiv", "text": "wait", "expects": {"a": 0.5}}
    assert Entry(**entry.to_json()) == entry
