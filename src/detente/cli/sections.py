"""An answer for the terminal: its sentence, its paragraphs and its tables, in the words of the report."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from detente.cli.printing import FittingTable
from detente.report.answers import Section, show_answer

_WIDEST = 60
"""Columns of a terminal that one column of a table takes at most."""


def section_in_words(section: Section) -> RenderableType:
    """The section, without its pictures."""
    parts: list[RenderableType] = [Text(section.title, style="bold"), Text(section.lead)]
    parts += [Text(sentence) for sentence in section.sentences]
    for table in section.tables:
        parts.append("")
        if table.title:
            parts.append(Text(table.title, style="bold"))
        fitting = FittingTable()
        for place, heading in enumerate(table.headings):
            is_number = place >= len(table.headings) - table.numeric
            fitting.add_heading(heading, justify="right" if is_number else "left", max_width=_WIDEST)
        for row in table.rows:
            fitting.add_row(*map(Text, row))
        parts.append(fitting)
    parts += [Text(note, style="dim") for note in section.notes]
    return Group(*parts)


def answer_in_words(answer: object, file: str | None) -> RenderableType:
    """The section of an answer, and where it was written."""
    shown = section_in_words(show_answer(answer))
    return shown if file is None else Group(shown, "", Text.assemble("Written: ", (file, "bold")))
