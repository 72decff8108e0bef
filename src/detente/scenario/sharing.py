"""What the variants of a file have in common, built once.

A variant's tree shares every part that it does not change with the tree of the file, and so shares what is read from
it (`Table.read_as`). What is built from such keys is the same where all names mean the same; it is then taken over,
with the mistakes that were noted on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from detente.errors import Mistake
from detente.scenario.names import Names
from detente.scenario.tree import Node

T = TypeVar("T")
N = TypeVar("N", bound=Node)


class Shared:
    """What was built for a file and its variants so far. Parts are known by identity, and kept so that theirs stays."""

    def __init__(self) -> None:
        self._built: dict[Hashable, tuple[tuple[object, ...], object, tuple[Mistake, ...]]] = {}
        self._found: dict[Hashable, tuple[Node, object]] = {}
        self._names: list[Names] = []
        self._last: tuple[Names, int] | None = None

    def build(
        self,
        parts: tuple[object, ...],
        given: Hashable,
        names: Names,
        mistakes: list[Mistake],
        build: Callable[[], T],
    ) -> T:
        """What `build` gives, which adds its mistakes to the list.

        Args:
            parts: of the file, from which it is built. given: whatever else it depends on, and what is built.
            names: everything in the scenario that has a name.
        """
        key = (given, self._number(names), *map(id, parts))
        known = self._built.get(key)
        if known is None:
            before = len(mistakes)
            built = build()
            self._built[key] = (parts, built, tuple(mistakes[before:]))
            return built
        mistakes.extend(known[2])
        return cast(T, known[1])

    def find(self, node: Node, find: Callable[[Node], T]) -> T:
        """What a function finds in a part of the tree."""
        return self._once(node, find, lambda: find(node))

    def find_with(self, node: N, find: Callable[[N, Shared], T]) -> T:
        """What a function finds in a part of the tree, with what was found in other parts."""
        return self._once(node, find, lambda: find(node, self))

    def _once(self, node: Node, what: Hashable, find: Callable[[], T]) -> T:
        known = self._found.get((id(node), what))
        if known is None:
            known = self._found[id(node), what] = (node, find())
        return cast(T, known[1])

    def _number(self, names: Names) -> int:
        """The same number for equal names."""
        if self._last is None or self._last[0] is not names:
            if names not in self._names:
                self._names.append(names)
            self._last = (names, self._names.index(names))
        return self._last[1]
