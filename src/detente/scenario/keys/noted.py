"""Entries that carry their reason and their source."""

from __future__ import annotations

from detente.scenario.keys.entry import Entry, key
from detente.scenario.keys.values import Text


class Noted(Entry):
    """An entry that can give its reason and its source."""

    why: Text | None = key("The reason", example="candidates must not look weak")
    source: Text | None = key("A key of `sources`", example="baunov")
