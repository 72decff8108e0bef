"""What building a scenario needs everywhere: the names and mistakes so far."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from detente.scenario import expressions as ex
from detente.scenario.grammar import read_formula
from detente.scenario.keys.entry import Reading
from detente.scenario.keys.noted import Noted
from detente.scenario.model import Note
from detente.scenario.names import NAME, RESERVED, Names, Place, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.scripts import find_odd_letter
from detente.scenario.sharing import Shared
from detente.scenario.slips import as_name
from detente.scenario.tree import Scalar

T = TypeVar("T")

# Stands for a constant that has mistakes, so that none are seen in what is computed from it.
UNREAD = ex.Number(0.0)


@dataclass
class Site(Reading):
    """The names known so far, and the mistakes noted so far.

    Args:
        shared: what was built for other variants of the file.
    """

    names: Names = field(default_factory=Names)
    sources: tuple[str, ...] = ()
    shared: Shared = field(default_factory=Shared)

    def once(self, parts: tuple[object, ...], given: Hashable, build: Callable[[], T]) -> T:
        """What `build` gives and the mistakes that it notes, taken over where another variant has had the same.

        Args:
            parts: the keys that it is built from. given: what else it depends on besides the site, and what it is.
        """
        return self.shared.build(parts, (given, self.sources), self.names, self.mistakes, build)

    def formula(self, value: Scalar | None, place: Place) -> ex.Formula | None:
        """The formula of a value, if there is one and it has no mistakes."""
        return None if value is None else read_formula(value, self.names, place, self.mistakes)

    def constant(self, value: Scalar | None, what: str, default: float, where: Where) -> ex.Formula:
        """A formula of numbers alone; the default where there is none."""
        formula = self.formula(value, Place(what, has_state=False))
        return formula or ex.Formula(f"{default:g}", ex.Number(default) if value is None else UNREAD, where)

    def note(self, entry: Noted | None) -> Note:
        """The reason and the source."""
        if entry is None:
            return Note()
        source = text_of(entry.source)
        if entry.source is not None and source not in self.sources:
            hint = f"{nearest(entry.source.text, self.sources)} (sources: {listed(self.sources)})"
            self.wrong(entry.source.where, f"unknown source '{source}'{hint}")
        return Note(text_of(entry.why), source)

    def name(self, word: str, where: Where, what: str) -> bool:
        """Whether a word can be a name."""
        if word in RESERVED:
            self.wrong(where, f"'{word}' is a reserved word and cannot name {what}")
        elif not NAME.fullmatch(word):
            better = as_name(word)
            hint = f" — write '{better}'" if better else ""
            message = f"'{word}' cannot name {what}{hint}; names are letters, digits and _, and begin with a letter"
            self.wrong(where, message)
        elif odd := find_odd_letter(word):
            self.wrong(where, f"'{word}' cannot name {what}: {odd}")
        else:
            return True
        return False


def text_of(value: Scalar | None) -> str | None:
    """The text of a value, if there is one."""
    return None if value is None else value.text
