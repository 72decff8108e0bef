"""Which keys of actors go together."""

from __future__ import annotations

import pytest

from detente.scenario.keys.actors import ActorKeys, SeatKeys, TypeKeys
from detente.scenario.keys.entry import list_entries
from support.keys import read_entry


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("{}", None),
        ("{seat: capital, while: house == dove}", None),
        ("{seat: capital}", "'seat' and 'while' (the condition of holding it) go together"),
        ("{while: house == dove}", "'seat' and 'while' (the condition of holding it) go together"),
        ("{legacy: 1}", "'legacy' belongs to 'leaves: DATE'"),
        ("{types: {}}", "'types' needs at least one type; leave it out where nothing is private"),
        ("{types: {a: {}}, belief points: 5}", "'belief points' belongs to an actor with two or more types"),
        ("{types: {a: {}, b: {}}, belief points: 5}", None),
    ],
)
def test_keys_that_go_together(text: str, mistake: str | None) -> None:
    assert read_entry(ActorKeys, text)[1] == ([] if mistake is None else [mistake])


def test_whatever_else_a_type_has_is_a_parameter() -> None:
    kind, mistakes = read_entry(TypeKeys, "{prior: 0.6, appetite: 2, why: so}")
    assert mistakes == []
    assert [(name, value.text) for name, value, _ in list_entries(kind.parameters)] == [("appetite", "2")]


def test_a_lone_value_is_what_an_actor_wants() -> None:
    wants = read_entry(ActorKeys, "{wants: {ground: front - held, peace: {weight: 2, of: front}}}")[0].wants
    assert [(name, want.of.text, want.weight is None) for name, want, _ in list_entries(wants) if want.of] == [
        ("ground", "front - held", True),
        ("peace", "front", False),
    ]


def test_a_seat_gives_no_types() -> None:
    assert read_entry(SeatKeys, "{types: {}}")[1] == [
        "unknown key 'types' (allowed: why, source, patience, precision, parameters, wants)"
    ]
