"""The tree of a YAML text, in which every value keeps its place, and the plain document that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.scenario.positions import Where


@dataclass
class Node:
    """A value of the file, and where it stands."""

    where: Where


@dataclass
class Scalar(Node):
    """A word, text, number, truth value or nothing.

    Args:
        text: as the file has it. value: what it stands for.
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
class Override(Scalar):
    """A value that was set from outside the file, in the place of the file's own; it may lie outside a range."""


@dataclass
class Series(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass
class Table(Node):
    """A mapping.

    Args:
        keys: where each key stands.
        read_as: the model read from it without a mistake, which variants that leave it alone take over.
    """

    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Where] = field(default_factory=dict)
    read_as: object = field(default=None, compare=False, repr=False)

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
    """A plain document that keeps the trees it was made from.

    Args:
        root: the tree with the variant applied. base: the tree of the file.
        plain: gives the plain value of a part, which documents may share and nobody changes.
    """

    def __init__(self, root: Table, base: Table, plain: Callable[[Node], Any] | None = None) -> None:
        super().__init__({key: (plain or to_plain)(entry) for key, entry in root.entries.items()})
        self.root = root
        self.base = base


def walk(node: Node) -> Iterator[Node]:
    """The node and all that is in it."""
    yield node
    for inner in node.entries.values() if isinstance(node, Table) else node.items if isinstance(node, Series) else ():
        yield from walk(inner)


def to_plain(node: Node) -> Any:
    """The node as dicts, lists, text, numbers, truth values and None."""
    if isinstance(node, Table):
        return {key: to_plain(entry) for key, entry in node.entries.items()}
    if isinstance(node, Series):
        return [to_plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def says_the_same(one: Node, other: Node) -> bool:
    """Whether two nodes stand for the same plain value, wherever they stand."""
    if one is other:
        return True
    if isinstance(one, Table) and isinstance(other, Table):
        return one.entries.keys() == other.entries.keys() and all(
            says_the_same(entry, other.entries[key]) for key, entry in one.entries.items()
        )
    if isinstance(one, Series) and isinstance(other, Series):
        return len(one.items) == len(other.items) and all(map(says_the_same, one.items, other.items))
    return isinstance(one, Scalar) and isinstance(other, Scalar) and one.value == other.value


def plant(value: Any, where: Where) -> Node:
    """A tree for a plain value, all of it at one place."""
    if isinstance(value, Mapping):
        keys = [str(key) for key in value]
        entries = {str(key): plant(entry, where) for key, entry in value.items()}
        return Table(where, entries, dict.fromkeys(keys, where))
    if isinstance(value, (list, tuple)):
        return Series(where, [plant(item, where) for item in value])
    return Scalar(where, "" if value is None else str(value), value)
