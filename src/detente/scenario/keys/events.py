"""The keys of dated events: what is known to have happened."""

from __future__ import annotations

from detente.scenario.keys.entry import Entry, key
from detente.scenario.keys.values import DateText, Expression, PlacedNumber, Text


class EventKeys(Entry):
    """Something that happened, or was seen, within one period of the calendar."""

    date: DateText | None = key("When, within the calendar", example="2015-06", is_needed=True)
    happened: Expression | None = key(
        "A condition of that period: moves, and the state at its end", example="not washington plays send_arms"
    )
    seen: Text | None = key("In place of `happened`: a trace, or what a signal said", example="soldiers_seen")
    sure: PlacedNumber | None = key("The probability that the report is right, above 0.5", default="1", example="0.8")
    says: Text | None = key("What happened, in words", example="Assault on a town near the line.")
    source: Text | None = key("The source of the report", example="osce")
