"""A comparison of policies for the terminal, in as many tables as its width requires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from detente.analysis.comparison import Compared, Line
from detente.cli.printing import FittingTable
from detente.cli.words import moved
from detente.report.certificates import certificate_in_short
from detente.report.comparison_words import (
    HOW_OTHERS_REPLY,
    MOST_REPLIES,
    best_in_words,
    bound_in_words,
    describe_subject,
    find_goodness,
    format_cell,
    format_difference,
)
from detente.report.words import in_words

_COLOURS = {"good": "green", "bad": "red", "": "bold"}
# Wide enough for a difference with its interval, and so that three policies fit into eighty columns.
_CELL, _NAME, _GAP = 17, 18, 3


def compared(record: Compared) -> RenderableType:
    heading = f"{record.origin.title}: {len(record.comparison.policies)} policies, {record.num_plays:,} plays of each"
    measures = [line for line in record.comparison.lines if line.subject.kind == "measure"]
    values = [line for line in record.comparison.lines if line.subject.kind == "value"]
    parts: list[RenderableType] = [Text(f"{heading}, seed {record.origin.seed}", style="bold")]
    if measures:
        parts += [_Blocks("Measure", measures), *_best(record, measures)]
    elif record.comparison.bound is None:
        parts += [Text("This crisis has no 'measures' to compare policies by.", style="dim")]
    parts += ["", _Blocks("Value to", values)]
    replies = record.comparison.list_changed(MOST_REPLIES)
    if replies:
        titles = [describe_subject(line, record.comparison.names) for line in replies]
        parts += [Text(HOW_OTHERS_REPLY), _Blocks("Act", replies, titles)]
    if record.comparison.bound is not None:
        parts.append(Text(bound_in_words(record.comparison.bound), style="bold"))
    parts += [
        Text("±: half of the 95 % interval. Δ: difference from the base in pairs of plays with the same", style="dim"),
        Text("draws; in percentage points for shares. *: the interval of Δ excludes zero.", style="dim"),
        "",
    ]
    for name, certificate in record.certificates.items():
        style = "bold red" if certificate.num_unsolved else "dim"
        parts.append(Text(f"{in_words(name)}: {certificate_in_short(certificate)}", style=style))
    if "html" in record.files:
        parts += ["", Text.assemble("Page: ", (record.files["html"], "bold")), *moved(record.earlier)]
    return Group(*parts)


def _best(record: Compared, measures: Sequence[Line]) -> list[Text]:
    judged = [line for line in measures if line.best]
    if not judged:
        return []
    lines = [
        Text.assemble((f"Best by {in_words(line.subject.name)} ({line.better}): ", ""), (best_in_words(line), "bold"))
        for line in judged
    ]
    undominated = ", ".join(map(in_words, record.comparison.undominated))
    return [*lines, Text.assemble("Not dominated on these measures: ", (undominated, "bold"))]


@dataclass(frozen=True)
class _Blocks:
    """Lines by policies, as tables one below the other, each of which fits the width.

    Args:
        titles: of the lines; none: what they are about.
    """

    title: str
    lines: Sequence[Line]
    titles: Sequence[str] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        policies = list(self.lines[0].cells)
        room = max(1, (options.max_width - _NAME) // (_CELL + _GAP))
        for first in range(0, len(policies), room):
            yield self._block(policies[first : first + room])
            yield ""

    def _block(self, policies: Sequence[str]) -> Table:
        table = FittingTable()
        table.add_heading(self.title, max_width=_NAME)
        for name in policies:
            table.add_heading(in_words(name), justify="right", max_width=_CELL)
        titles = self.titles or [describe_subject(line) for line in self.lines]
        for line, title in zip(self.lines, titles, strict=True):
            table.add_row(Text(title), *(self._cell(line, name) for name in policies))
        return table

    def _cell(self, line: Line, policy: str) -> Text:
        cell = line.cells[policy]
        style = "bold" if policy in line.best else ""
        shown = Text(format_cell(cell, line), style=style)
        apart = format_difference(cell, line)
        if apart:
            mark = "*" if cell.differs else " "
            shown.append(f"\nΔ {apart}{mark}", style=_COLOURS[find_goodness(cell, line)] if cell.differs else "dim")
        if cell.note:
            shown.append(f"\n{cell.note}", style="italic dim")
        return shown
