"""Who sees what, and who knows whom: mistakes with their places."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Chance, Decision
from support.private import CABLE, SPY


def mistakes_of(text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        loads(text)
    return str(error.value)


def test_seats_stand_for_their_holders() -> None:
    text = CABLE.replace(
        "actors:\n",
        "actors:\n  rome: {seat: europe, while: line == held}\n  paris: {seat: europe, while: line == lost}\n",
    )
    stages = loads(text.replace("seen by: [washington]", "seen by: [europe]")).stages
    assert isinstance(stages[0], Chance)
    assert stages[0].seen_by == ("rome", "paris")


def test_the_records_say_who_sees() -> None:
    signal, cable, answer = loads(CABLE).stages
    assert isinstance(signal, Chance)
    assert isinstance(cable, Decision)
    assert isinstance(answer, Decision)
    assert (signal.seen_by, cable.seen_by, answer.seen_by) == (("washington",), ("kyiv",), ())
    work = loads(SPY).stages[0]
    assert isinstance(work, Decision)
    assert (work.is_covert, work.seen_by, work.traces_seen_by) == (True, (), ("jerusalem",))
    assert [actor.knows for actor in loads(CABLE).actors] == [(), (), ("kyiv",)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "seen by: [kyiv]",
            "seen by: [kiev]",
            "26:17 each round.washington cables.seen by.1: unknown actor or seat 'kiev' — did you mean 'kyiv'? (known: "
            "moscow, kyiv, washington)",
        ),
        ("seen by: [kyiv]", "seen by: [kyiv, kyiv]", "'kyiv' is named twice"),
        ("seen by: [kyiv]", "seen by: []", "'seen by' names nobody; for what nobody sees write 'covert: yes'"),
        (
            "seen by: [kyiv]",
            "covert: yes\n      seen by: [kyiv]",
            "'covert: yes' hides the acts from everybody, and 'seen by' from all but some; leave one of them out",
        ),
        ("seen by: [kyiv]", "traces seen by: [kyiv]", "'traces seen by' needs 'traces' beside it"),
        ("knows: [kyiv]", "knows: [washington]", "'washington' knows its own type anyway; name others"),
        ("knows: [kyiv]", "knows: [tehran]", "unknown actor or seat 'tehran'"),
        (
            "warn: {}",
            "warn: {seen by: [kyiv]}",
            "'seen by' is not allowed here: 'seen by: [ACTOR]' goes next to the acts",
        ),
        (
            "quiet: rest",
            "quiet: {probability: rest, then: line down}",
            "'quiet' would be revealed by what it changes: 'seen by' shows to some only which result came out, and "
            "`line` is seen by everybody; let a later stage change it, or leave out who sees it",
        ),
        ("signal intercept:", "chance intercept:", ""),
    ],
)
def test_mistakes(old: str, new: str, message: str) -> None:
    found = mistakes_of(CABLE.replace(old, new))
    assert message in found


def test_a_trace_that_some_see_changes_nothing_that_all_see() -> None:
    text = SPY.replace(
        "found: 0.6 if act == build else 0.1", "found: {probability: 0.6 if act == build else 0.1, then: trust down}"
    )
    assert "'traces seen by' shows to some only which trace came out, and `trust` is seen by everybody" in mistakes_of(
        text
    )
