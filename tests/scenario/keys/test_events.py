"""The keys of events, as the reference and the schema have them."""

from __future__ import annotations

from detente.scenario.json_schema import json_schema
from detente.scenario.keys.events import EventKeys
from support.dated import COVERT, with_events


def test_every_key_is_read() -> None:
    (event,) = with_events(COVERT, "date: 1, happened: front == held, sure: 0.9, says: Quiet., source: osce").events
    assert (event.text, event.sure, event.says, event.source) == ("front == held", 0.9, "Quiet.", "osce")
    assert set(EventKeys.model_fields) == {"date", "happened", "seen", "sure", "says", "source"}


def test_the_schema_knows_events() -> None:
    assert "events" in str(json_schema())
