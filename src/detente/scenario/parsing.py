"""From YAML text to a tree in which every value keeps its place.

Read from the parser's events rather than by ruamel's own constructor, so that dates stay text, the answers to
yes-or-no questions stay what they are, duplicate keys are found, and nothing refers to anything else: anchors,
aliases and tags are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from detente.errors import Mistake
from detente.scenario.positions import Where
from detente.scenario.slips import advise_yaml, is_fraction
from detente.scenario.tree import Node, Scalar, Series, Table

# Bounds the time that a hostile file can take.
MAX_NESTING = 30

_INTEGER = re.compile(r"[-+]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)")
# All but tabs and line breaks.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class YamlTreeBuilder:
    """Builds the tree of one file from the parser's events."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.mistakes: list[Mistake] = []
        self.has_aliases = False
        self.lines = text.split("\n")

    def read(self) -> Node | None:
        events = self._events()
        root: Node | None = None
        documents = 0
        try:
            for event in events:
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._complain(event, "a second document begins here; a scenario is one document")
                        break
                elif isinstance(event, NodeEvent):
                    root = self._node(event, events, 1)
        except _ReadingError:
            pass
        return root

    def _events(self) -> Iterator[Event]:
        """The parser's events; what it complains of is recorded, and ends them."""
        try:
            yield from YAML(typ="safe", pure=True).parse(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.mistakes.append(Mistake(self._where(line, column), self._advise(error, line)))
            raise _ReadingError from None
        except ReaderError as error:
            before = self.text[: error.position]
            line, column = before.count("\n") + 1, error.position - before.rfind("\n")
            found = f"this is not YAML: the character U+{error.character:04X} is not allowed"
            self.mistakes.append(Mistake(self._where(line, column), found))
            raise _ReadingError from None
        except (YAMLError, YAMLStreamError, ValueError, IndexError, AttributeError) as error:
            message = str(error).strip().splitlines() or ["unknown error"]
            self.mistakes.append(Mistake(self._where(1, 1), f"this is not YAML: {message[0]}"))
            raise _ReadingError from None

    def _advise(self, error: MarkedYAMLError, line: int) -> str:
        problem = " ".join(str(error.problem or error.context or "it cannot be read").split())
        opened = error.context_mark.line + 1 if error.context_mark else line
        mark = error.problem_mark
        column = mark.column + 1 if mark else 1
        return f"this is not YAML ({problem}){advise_yaml(problem, self.lines, line, column, opened)}"

    def _where(self, line: int, column: int) -> Where:
        return Where(self.file, line, column, "file")

    def _place(self, event: Event) -> Where:
        return self._where(event.start_mark.line + 1, event.start_mark.column + 1)

    def _complain(self, event: Event, message: str) -> None:
        self.mistakes.append(Mistake(self._place(event), message))

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        if depth > MAX_NESTING:
            self._complain(event, f"this is nested more than {MAX_NESTING} deep")
            raise _ReadingError
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            # One file may have very many of them, and one message suffices.
            if not self.has_aliases:
                self._complain(
                    event,
                    "anchors and aliases (& and *) are not allowed; give a value a name under 'numbers', and put a "
                    "text that begins with & or * in quotes",
                )
            self.has_aliases = True
            if isinstance(event, AliasEvent):
                return Scalar(self._place(event), "", None)
        tag = getattr(event, "tag", None)
        if tag:
            self._complain(event, f"tags ({tag}) are not allowed; put a text that begins with ! in quotes")
        if isinstance(event, MappingStartEvent):
            return self._table(event, events, depth)
        if isinstance(event, SequenceStartEvent):
            return self._series(event, events, depth)
        assert isinstance(event, ScalarEvent)
        return self._scalar(event)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        where, text = self._place(event), self._whole_characters(event)
        is_long = event.start_mark.line != event.end_mark.line
        if event.style is not None:
            return Scalar(where, text, text, is_bare=False, indent=None if is_long else 1)
        return Scalar(where, text, self._value(event, text), indent=None if is_long else 0)

    def _whole_characters(self, event: ScalarEvent) -> str:
        """The text, with characters that were escaped as halves (`\\ud83d\\ude00`) put together."""
        text = str(event.value)
        control = _CONTROL.search(text)
        if control:
            self._complain(event, f"the text contains the control character U+{ord(control[0]):04X}; leave it out")
            text = _CONTROL.sub("?", text)
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._complain(event, "the text contains half a character; write it without \\u escapes")
            return "?"

    def _value(self, event: ScalarEvent, text: str) -> str | int | float | bool | None:
        """What a word without quotes stands for, by the core schema of YAML 1.2."""
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _SPECIAL.fullmatch(text) or (_DECIMAL.fullmatch(text) and not math.isfinite(float(text))):
            self._complain(event, f"{text} is not a finite number")
            return 0.0
        return float(text) if _DECIMAL.fullmatch(text) else text

    def _series(self, start: SequenceStartEvent, events: Iterator[Event], depth: int) -> Series:
        series = Series(self._place(start))
        cut: _Cut | None = None
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            item = self._node(event, events, depth + 1)
            if cut is not None:
                cut = self._joined(cut, item)
                continue
            cut = _cut(item) if start.flow_style else None
            series.items.append(item)
        return series

    def _table(self, start: MappingStartEvent, events: Iterator[Event], depth: int) -> Table:
        table = Table(self._place(start))
        cut: _Cut | None = None
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, events, depth)
            node = self._node(next(events), events, depth + 1)
            if cut is not None:
                cut = self._joined(cut, key, node)
                continue
            cut = _cut(node) if start.flow_style else None
            if start.flow_style and self._is_cut_number(table, key, node):
                continue
            if key.text in table.entries:
                before = table.keys[key.text]
                message = f"the key '{key.text}' is given twice, first in line {before.line}"
                self.mistakes.append(Mistake(key.where, message))
            else:
                table.entries[key.text], table.keys[key.text] = node, key.where
        return table

    def _is_cut_number(self, table: Table, key: Scalar, node: Node) -> bool:
        """Whether a comma in a number made a key of its decimals, which is noted."""
        before = next(reversed(table.entries.values()), None)
        is_empty = isinstance(node, Scalar) and node.is_bare and node.value is None
        if not (is_empty and is_fraction(key.text) and isinstance(before, Scalar) and isinstance(before.value, int)):
            return False
        written = f"{before.text},{key.text}"
        message = f"a comma cut the number '{written}' in two; decimals have a point: write {before.text}.{key.text}"
        self.mistakes.append(Mistake(before.where, message))
        return True

    def _key(self, event: Event, events: Iterator[Event], depth: int) -> Scalar:
        node = self._node(event, events, depth + 1)
        if not isinstance(node, Scalar):
            self._complain(event, "a key must be a word, not a list or mapping; are there braces without quotes?")
            return Scalar(node.where, "?", "?")
        return node

    def _joined(self, cut: _Cut, *pieces: Node) -> _Cut | None:
        """The cut expression with its next pieces; None once its parentheses are closed."""
        if not cut.is_reported:
            message = (
                f"a comma cut the expression '{cut.text}' short; "
                "in {…} and […] put an expression with commas in quotes"
            )
            self.mistakes.append(Mistake(cut.where, message))
        text = cut.text + "".join(piece.text for piece in pieces if isinstance(piece, Scalar))
        return _Cut(cut.where, text, is_reported=True) if _open_parentheses(text) > 0 else None


@dataclass(frozen=True)
class _Cut:
    """An expression in which a parenthesis is left open, as a comma cut it or it is never closed."""

    where: Where
    text: str
    is_reported: bool = False


def _cut(node: Node) -> _Cut | None:
    """What begins with this bare word, if a parenthesis is left open in it."""
    is_open = isinstance(node, Scalar) and node.is_bare and _open_parentheses(node.text) > 0
    return _Cut(node.where, node.text) if isinstance(node, Scalar) and is_open else None


class _ReadingError(Exception):
    """Nothing more can be read from this file."""


def _open_parentheses(text: str) -> int:
    return text.count("(") - text.count(")")
