"""Dated events from files of their own: YAML with a list `events`, or a table (CSV) with a row for every event."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from detente.errors import Mistake, ScenarioError
from detente.evidence.csv_tables import CsvRow, CsvTable, read_csv
from detente.scenario.events import build_events
from detente.scenario.keys.entry import Listed
from detente.scenario.keys.events import EventKeys
from detente.scenario.model import DatedEvent, Scenario
from detente.scenario.names import collect_names, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import read_file, read_text
from detente.scenario.site import Site
from detente.scenario.tree import Node, Scalar, Series, Table

COLUMNS = ("date", "happened", "seen", "sure", "source", "says")

_EVENTS = TypeAdapter(Listed[EventKeys])


def read_events(path: Path, scenario: Scenario) -> tuple[DatedEvent, ...]:
    """The events of a file, in the order of their dates, in the words of a crisis.

    Raises:
        ScenarioError: all mistakes of the file, with row (line), column and what is allowed.
    """
    node = _read_table(read_csv(path)) if path.suffix.lower() == ".csv" else _read_list(read_file(path), str(path))
    return build(node, scenario)


def build(node: Node, scenario: Scenario) -> tuple[DatedEvent, ...]:
    """The events of a list.

    Raises:
        ScenarioError: all mistakes together.
    """
    site = Site(names=collect_names(scenario), sources=tuple(scenario.sources))
    entries = _EVENTS.validate_python(node, context=site)
    events = build_events(entries, scenario.calendar, scenario.stages, site)
    if site.mistakes:
        raise ScenarioError(site.mistakes)
    return events


def _read_list(text: str, file: str) -> Node:
    """The list `events` of a YAML file, which has nothing else."""
    root = read_text(text, file, "a file of events is a mapping that begins with 'events:'")
    for word in root.entries:
        if word != "events":
            message = f"unknown key '{word}'{nearest(word, ['events'])}; a file of events has 'events:' alone"
            raise ScenarioError([Mistake(root.keys[word], message)])
    if "events" not in root.entries:
        raise ScenarioError([Mistake(Where(file, 1, 1, "file"), "missing 'events:', a list of events")])
    return root.entries["events"]


def _read_table(table: CsvTable) -> Series:
    """The rows of a CSV file as entries; empty cells are left out."""
    file, heads = table.file, table.heads
    mistakes = [
        Mistake(
            Where(file, 1, 1, f"column {number}"),
            f"unknown column '{head}'{nearest(head, COLUMNS)} (columns: {listed(COLUMNS)})",
        )
        for number, head in enumerate(heads, start=1)
        if head not in COLUMNS
    ]
    if not mistakes and ("date" not in heads or not {"happened", "seen"} & set(heads)):
        message = "the first line names the columns; 'date' is needed, and 'happened' or 'seen'"
        mistakes.append(Mistake(Where(file, 1, 1, "columns"), message))
    if mistakes:
        raise ScenarioError(mistakes)
    return Series(Where(file, 1, 1, "events"), [_entry(table, row) for row in table.rows])


def _entry(table: CsvTable, row: CsvRow) -> Table:
    entry = Table(table.place(row))
    for head, cell in row.cells.items():
        if cell:
            place = table.place(row, head)
            entry = entry.with_entry(head, Scalar(place, cell, _value(cell)), place)
    return entry


def _value(text: str) -> str | float:
    """A number where the text is one, as in YAML."""
    try:
        return float(text)
    except ValueError:
        return text
