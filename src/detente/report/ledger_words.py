"""The ledger in words: for everything that can be said or promised, who does so how often, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.analysis.results import Rows, Tables
from detente.claims.numbers import format_decimals, format_number
from detente.report.words import in_words

_ASSERTION = ("Said by", "In plays", "Times", "True", "Believed", "Lies found out", "Half by")
_PROMISE = ("Promised by", "In plays", "Times", "Due", "Kept", "Broken in plays", "Half by")
_NONE = "—"


@dataclass(frozen=True)
class LedgerTable:
    """What is said by one act, and a row of text for each speaker and each of its types."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def describe_ledger(tables: Tables) -> list[LedgerTable]:
    """A table for every act that says or promises something."""
    said = [_table(rows, _ASSERTION) for rows in _by_act(tables.assertions)]
    return said + [_table(rows, _PROMISE) for rows in _by_act(tables.promises)]


def _by_act(rows: Rows) -> list[Rows]:
    """The rows of every act together."""
    acts: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        acts.setdefault((row["decision"], row["act"]), []).append(row)
    return list(acts.values())


def _table(rows: Rows, headings: tuple[str, ...]) -> LedgerTable:
    verb = "promises" if headings is _PROMISE else "says"
    first = rows[0]
    title = (
        f"{in_words(first['owner'])} {in_words(first['decision'])}: “{in_words(first['act'])}” {verb}: {first['text']}"
    )
    return LedgerTable(title, headings, tuple(map(_promise if headings is _PROMISE else _assertion, rows)))


def _assertion(row: Mapping[str, Any]) -> tuple[str, ...]:
    believed = f"{_share(row['believed_before'])} → {_share(row['believed_after'])}"
    is_said = row["believed_before"] is not None
    end = (_share(row["found_out"]), row["half_by"] or _NONE)
    return (*_speaker(row), _share(row["true"]), believed if is_said else _NONE, *end)


def _promise(row: Mapping[str, Any]) -> tuple[str, ...]:
    end = (_share(row["broken"]), row["half_by"] or _NONE)
    return (*_speaker(row), _times(row["due"]), _share(row["kept"]), *end)


def _speaker(row: Mapping[str, Any]) -> tuple[str, ...]:
    kind = f", {in_words(row['type'])}" if row["type"] else ""
    return (f"{in_words(row['speaker'])}{kind}", _share(row["plays"]), _times(row["times"]))


def _share(value: float | None) -> str:
    return _NONE if value is None else format_number(value, True)


def _times(value: float | None) -> str:
    return _NONE if value is None else format_decimals(value, 2)
