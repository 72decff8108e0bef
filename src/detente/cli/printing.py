"""Consoles for text of users, which is neither markup nor a way to control the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from rich.box import SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from detente.cli.controls import without_controls

_NARROW = 16
"""Columns of a terminal that a column of sentences takes at least."""

_GAP = 3


class SafeConsole(Console):
    """A console that prints texts as they are: brackets and colons mean nothing, control characters are written out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else without_controls(text), style, control)


class FittingTable(Table):
    """A table; on a terminal too narrow for it every row is a list of its entries. Nothing is cut short."""

    def __init__(self, *, box: Box = SIMPLE_HEAD) -> None:
        super().__init__(box=box, pad_edge=False, show_edge=False)

    def add_heading(self, heading: str, **options: Any) -> None:
        """Add a column, whose words are broken rather than cut."""
        self.add_column(heading, overflow="fold", **options)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[RenderableType | Segment]:
        columns = [[Text(str(column.header)), *map(_as_text, column.cells)] for column in self.columns]
        widths = [max(cell_len(line) for cell in cells for line in cell.plain.split("\n")) for cells in columns]
        least = (
            width if column.no_wrap else min(width, column.max_width or width, _NARROW)
            for width, column in zip(widths, self.columns, strict=True)
        )
        if sum(least) + _GAP * (len(columns) - 1) <= options.max_width:
            yield from super().__rich_console__(console, options)
            return
        for entries in zip(*(cells[1:] for cells in columns), strict=True):
            for (heading, *_), entry in zip(columns, entries, strict=True):
                if entry.plain.strip():
                    yield Text.assemble((heading.plain or "", "dim"), ": " if heading.plain else "", entry)
            yield ""


def _as_text(cell: RenderableType) -> Text:
    return cell if isinstance(cell, Text) else Text(str(cell))


def print_words(text: str | Text) -> None:
    """Print a message on standard error, if there is one."""
    if sys.stderr is not None:
        SafeConsole(file=sys.stderr, soft_wrap=True).print(text)
