"""A section of a page, and the table that most of them have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.report.figures import Figure


@dataclass(frozen=True)
class TableOfText:
    """A table of a section.

    Args:
        headings: of its columns. rows: cells as text. numeric: how many columns, from the right, hold numbers.
        ids: of the rows, where something in the page links to them.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    numeric: int = 0
    ids: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """An answer as a page shows it: a sentence first, numbers second.

    Args:
        id: of the section in the page. title: its heading. lead: the answer in a sentence, or how to read what follows.
        sentences: paragraphs. figures: pictures by a name that is unique in the page. notes: in small print.
        place: of the report (`report.parts.places.PLACES`); "": before the annex.
    """

    id: str
    title: str
    lead: str
    sentences: Sequence[str] = ()
    tables: Sequence[TableOfText] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    notes: Sequence[str] = ()
    place: str = ""
