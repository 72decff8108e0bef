"""YAML text as a tree in which every value knows its place.

Read from the parser's events rather than by ruamel's own constructor, so that dates stay text, the answers to
yes-or-no questions stay what they are, duplicate keys are found, and nothing refers to anything else: anchors,
aliases and tags are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

from detente.errors import Mistake, ScenarioError
from detente.scenario.positions import Where

# The flagship is under a tenth of these; they bound the time that a hostile file can take.
MAX_CHARACTERS = 1_000_000
MAX_NESTING = 30

_INTEGER = re.compile(r"[-+]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)")
_CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass
class Node:
    """A value of the file, and where it stands."""

    where: Where


@dataclass
class Scalar(Node):
    """A word, text, number, truth value or nothing.

    Args:
        text: what the file says. value: what it stands for.
        is_bare: whether it stands there without quotes.
        indent: characters between its place and its text; None where the text spans several lines.
    """

    text: str
    value: str | int | float | bool | None
    is_bare: bool = True
    indent: int | None = 0

    def at(self, offset: int) -> Where:
        """Where the character of this index stands."""
        column = self.where.column if self.indent is None else self.where.column + self.indent + offset
        return Where(self.where.file, self.where.line, column, self.where.field)


@dataclass
class Series(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass
class Table(Node):
    """A mapping. `keys` says where each key stands."""

    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Where] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The entry, or None if there is none or it is empty."""
        node = self.entries.get(key)
        return None if isinstance(node, Scalar) and node.value is None else node

    def place(self, key: str) -> Where:
        """Where the key stands; the table itself if it lacks the key."""
        return self.keys.get(key, self.where)

    def without(self, key: str) -> Table:
        """The table less one entry."""
        entries = {name: node for name, node in self.entries.items() if name != key}
        return Table(self.where, entries, self.keys)

    def with_entry(self, key: str, node: Node, where: Where) -> Table:
        """The table with one entry replaced, or added at the end."""
        return Table(self.where, {**self.entries, key: node}, {**self.keys, key: where})


class Document(dict[str, Any]):
    """A plain document that remembers the trees it was made from.

    Args:
        root: the tree with the variant applied. base: the tree of the file.
    """

    def __init__(self, root: Table, base: Table) -> None:
        super().__init__(plain(root))
        self.root = root
        self.base = base


def plain(node: Node) -> Any:
    """The node as dicts, lists, text, numbers, truth values and None."""
    if isinstance(node, Table):
        return {key: plain(entry) for key, entry in node.entries.items()}
    if isinstance(node, Series):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def planted(value: Any, where: Where) -> Node:
    """A tree for a plain value, all of it at one place."""
    if isinstance(value, Mapping):
        keys = [str(key) for key in value]
        entries = {str(key): planted(entry, where) for key, entry in value.items()}
        return Table(where, entries, dict.fromkeys(keys, where))
    if isinstance(value, (list, tuple)):
        return Series(where, [planted(item, where) for item in value])
    return Scalar(where, "" if value is None else str(value), value)


def read_text(text: str, file: str) -> Table:
    """The tree of one YAML document, which must be a mapping.

    Raises:
        ScenarioError: the text is not YAML, or uses parts of YAML that scenarios do without.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the file has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed"
        raise ScenarioError([Mistake(Where(file, 1, 1, "file"), message)])
    reader = _Reader(file, text)
    root = reader.read()
    if not isinstance(root, Table) and not reader.mistakes:
        message = "a scenario is a mapping that begins with 'crisis: TITLE'" + (
            "; this file is empty" if root is None else ""
        )
        reader.mistakes.append(Mistake(Where(file, 1, 1, "file"), message))
    if reader.mistakes or not isinstance(root, Table):
        raise ScenarioError(reader.mistakes)
    _name_places(root, "")
    return root


def read_path(path: Path) -> Table:
    """The tree of a file, or of a folder's `*.yaml` files merged.

    Raises:
        ScenarioError: as for `read_text`; or the files contradict each other.
    """
    if not path.is_dir():
        return read_text(_decoded(path), str(path))
    files = sorted(path.glob("*.yaml"))
    if not files:
        raise ScenarioError([Mistake(Where(str(path), 1, 1, "folder"), "there is no *.yaml file in this folder")])
    mistakes: list[Mistake] = []
    merged: Table | None = None
    for file in files:
        try:
            table = read_text(_decoded(file), str(file))
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
            continue
        merged = table if merged is None else _merged(merged, table, mistakes)
    if mistakes or merged is None:
        raise ScenarioError(mistakes)
    return merged


def _decoded(path: Path) -> str:
    where = Where(str(path), 1, 1, "file")
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise ScenarioError([Mistake(where, f"the file is larger than {4 * MAX_CHARACTERS:,} bytes")])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError([Mistake(where, f"the file is not UTF-8 text (byte {error.start})")]) from None
    except OSError as error:
        raise ScenarioError([Mistake(where, f"the file cannot be read: {error.strerror}")]) from None


def _merged(first: Table, second: Table, mistakes: list[Mistake]) -> Table:
    """Both files' entries; those they share are merged one level deeper."""
    for key, node in second.entries.items():
        where, known = second.keys[key], first.entries.get(key)
        if known is None:
            first = first.with_entry(key, node, where)
        elif isinstance(known, Series) and isinstance(node, Series):
            both = Series(known.where, [*known.items, *node.items])
            first = first.with_entry(key, both, first.keys[key])
        elif isinstance(known, Table) and isinstance(node, Table):
            for name in known.entries.keys() & node.entries.keys():
                mistakes.append(_twice(name, node.keys[name], known.keys[name]))
            union = Table(known.where, {**known.entries, **node.entries}, {**known.keys, **node.keys})
            first = first.with_entry(key, union, first.keys[key])
        else:
            mistakes.append(_twice(key, where, first.keys[key]))
    return first


def _twice(key: str, where: Where, before: Where) -> Mistake:
    return Mistake(where, f"'{key}' is given twice, first in {before.file} line {before.line}")


def _name_places(node: Node, path: str) -> None:
    """Fills in the field paths, which are known only once the tree stands."""
    node.where = Where(node.where.file, node.where.line, node.where.column, path or "file")
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            below = f"{path}.{key}" if path else key
            place = node.keys[key]
            node.keys[key] = Where(place.file, place.line, place.column, below)
            _name_places(entry, below)
    elif isinstance(node, Series):
        for number, item in enumerate(node.items, start=1):
            _name_places(item, _item_path(item, path, number))


def _item_path(item: Node, path: str, number: int) -> str:
    """A list's items are known by number, but an entry with an id by that, and a lone entry by its key alone."""
    if isinstance(item, Table):
        identity = item.entries.get("id")
        if isinstance(identity, Scalar) and isinstance(identity.value, str):
            return f"{path}.{identity.value}"
        if len(item.entries) == 1:
            return path
    return f"{path}.{number}"


class _Reader:
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
        except (YAMLError, YAMLStreamError, ValueError, IndexError, AttributeError) as error:
            message = str(error).strip().splitlines() or ["unknown trouble"]
            self.mistakes.append(Mistake(self._where(1, 1), f"this is not YAML: {message[0]}"))
            raise _ReadingError from None

    def _advise(self, error: MarkedYAMLError, line: int) -> str:
        problem = " ".join(str(error.problem or error.context or "it cannot be read").split())
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        advice = ""
        if "\\t" in problem or "\t" in text[: len(text) - len(text.lstrip())]:
            advice = ": indent with spaces, not with tabs"
        elif "mapping values are not allowed" in problem:
            advice = ": put a text or an expression that contains a colon followed by a space in quotes"
        elif "expected ',' or" in problem:
            advice = ": in {…} and […] put an expression that contains brackets or commas in quotes"
        elif "could not find expected ':'" in problem:
            advice = f": a colon may be missing after a key in this line or above it{self._bare_line(line)}"
        elif "expected <block end>" in problem:
            advice = ": is the line indented like its neighbours, and is there a colon and a space after the key?"
        elif "found character" in problem:
            advice = ": put the text in quotes"
        return f"this is not YAML ({problem}){advice}"

    def _bare_line(self, line: int) -> str:
        """The nearest line up from this one that has words but no colon, for a message."""
        for number in range(min(line, len(self.lines)), max(line - 5, 0), -1):
            text = self.lines[number - 1].partition(" #")[0].strip()
            if text and ":" not in text and not text.startswith(("#", "-")):
                return f" (line {number}: '{text[:40]}')"
        return ""

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
            # One file may have very many of them, and one message says it all.
            if not self.has_aliases:
                self._complain(
                    event, "anchors and aliases (& and *) are not allowed; give the value a name under 'numbers'"
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
            if key.text in table.entries:
                before = table.keys[key.text]
                message = f"the key '{key.text}' is given twice, first in line {before.line}"
                self.mistakes.append(Mistake(key.where, message))
            else:
                table.entries[key.text], table.keys[key.text] = node, key.where
        return table

    def _key(self, event: Event, events: Iterator[Event], depth: int) -> Scalar:
        node = self._node(event, events, depth + 1)
        if not isinstance(node, Scalar):
            self._complain(event, "a key must be a word, not a list or mapping; are there braces without quotes?")
            return Scalar(node.where, "?", "?")
        return node

    def _joined(self, cut: _Cut, *pieces: Node) -> _Cut | None:
        """The cut expression with its next pieces; None once its parentheses are closed."""
        if not cut.is_told:
            message = (
                f"a comma cut the expression '{cut.text}' short; "
                "in {…} and […] put an expression with commas in quotes"
            )
            self.mistakes.append(Mistake(cut.where, message))
        text = cut.text + "".join(piece.text for piece in pieces if isinstance(piece, Scalar))
        return _Cut(cut.where, text, is_told=True) if _open_parentheses(text) > 0 else None


@dataclass(frozen=True)
class _Cut:
    """An expression in which a parenthesis is left open, as a comma cut it or nobody closed it."""

    where: Where
    text: str
    is_told: bool = False


def _cut(node: Node) -> _Cut | None:
    """What begins with this bare word, if a parenthesis is left open in it."""
    is_open = isinstance(node, Scalar) and node.is_bare and _open_parentheses(node.text) > 0
    return _Cut(node.where, node.text) if isinstance(node, Scalar) and is_open else None


class _ReadingError(Exception):
    """Nothing more can be read from this file."""


def _open_parentheses(text: str) -> int:
    return text.count("(") - text.count(")")
