"""Events in a scenario's file."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.events import list_seen
from detente.scenario.loading import loads
from support.dated import COVERT, TEXT, with_events


def test_events_are_sorted_by_date_and_keep_their_order() -> None:
    found = with_events(
        TEXT,
        "date: 2015-07, happened: front == held, says: Quiet., source: osce",
        "date: 2015-05, happened: patron plays arm",
        "date: 2015-05, seen: observers_report.calm, sure: 90%",
    ).events
    assert [(each.period, each.text) for each in found] == [
        (0, "patron plays arm"),
        (0, "observers_report.calm"),
        (2, "front == held"),
    ]
    assert (found[1].stage, found[1].seen, found[1].sure) == ("observers_report", "calm", 0.9)
    assert (found[2].says, found[2].source) == ("Quiet.", "osce")


def test_what_can_be_seen() -> None:
    assert list_seen(loads(COVERT, "x").stages) == [("supplies", "found"), ("supplies", "nothing")]
    assert list_seen(loads(TEXT, "x").stages) == [("observers_report", "alarm"), ("observers_report", "calm")]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("date: 2015-05, happend: front == held", "unknown key 'happend' — did you mean 'happened'"),
        ("date: 2015-05, happened: front == held, seen: calm", "either 'happened: CONDITION' or 'seen"),
        ("date: 2015-05, seen: quiet", "neither a trace of a decision"),
        ("date: 2017-05, happened: front == held", "outside the calendar"),
        ("date: 2015-05, happened: belief(patron is hungry) > 0.5", "belief"),
        ("date: 2015-05, happened: burden", "condition"),
        ("date: 2015-05, happened: eventually front == held", "'eventually' is a word of claims"),
    ],
)
def test_mistakes(event: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        with_events(TEXT, event)


def test_two_stages_with_a_trace_of_one_name() -> None:
    text = COVERT.replace(
        "  - neighbour answers:",
        "  - patron supplies_again:\n      covert: yes\n      rest_now: {}\n      push: {}\n"
        "      traces: {found: 0.4 if act == push else 0.1, nothing: rest}\n  - neighbour answers:",
    )
    with pytest.raises(ScenarioError, match=r"several stages; write supplies\.found, supplies_again\.found"):
        with_events(text, "date: 1, seen: found")
    assert with_events(text, "date: 1, seen: supplies_again.found").events[0].stage == "supplies_again"


def test_nothing_is_known_of_what_nobody_asks_about() -> None:
    text = TEXT.replace("to: 2016-04,", "to: 2016-04, goes on for: 2 months,")
    assert text != TEXT
    with pytest.raises(ScenarioError, match=r"2016-05 lies outside the calendar \(2015-05 … 2016-04\)"):
        with_events(text, "date: 2016-05, happened: front == held")
