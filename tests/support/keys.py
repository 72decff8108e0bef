"""Pieces of a scenario file, read with the model of their keys."""

from __future__ import annotations

from typing import TypeVar

from detente.scenario.keys.crisis import CrisisKeys, read_crisis
from detente.scenario.keys.entry import Entry, Reading
from detente.scenario.reading import read_text

E = TypeVar("E", bound=Entry)


def read_entry(model: type[E], text: str) -> tuple[E, list[str]]:
    """The entry that the text describes, and the messages of its mistakes."""
    reading = Reading()
    entry = model.model_validate(read_text(text, "f.yaml"), context=reading)
    return entry, messages_of(reading)


def crisis_keys(text: str) -> CrisisKeys:
    """The keys of a whole file without mistakes in its structure."""
    reading = Reading()
    keys = read_crisis(read_text(text, "f.yaml"), reading)
    assert reading.mistakes == []
    return keys


def messages_of(reading: Reading) -> list[str]:
    """The messages of the mistakes noted so far, in their order."""
    return [mistake.message for mistake in reading.mistakes]
