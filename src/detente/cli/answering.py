"""An answer for the terminal: its sentence, its tables, its notes."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from detente.analysis.asked import Asked
from detente.cli.printing import FittingTable
from detente.report.answers import Section, show_answer
from detente.report.answers.section import TableOfText
from detente.report.certificates import certificate_sentence


def section_in_words(section: Section) -> list[RenderableType]:
    """The section, without its pictures."""
    parts: list[RenderableType] = [Text(section.title, style="bold"), Text(section.lead, style="bold")]
    parts += [Text(sentence) for sentence in section.sentences]
    for table in section.tables:
        parts += ["", *([Text(table.title, style="bold")] if table.title else []), _table(table)]
    return [*parts, "", *(Text(note, style="dim") for note in section.notes)]


def answered(asked: Asked) -> RenderableType:
    """The section of the answer, and how well the games behind it are solved."""
    parts = [Text(asked.origin.title, style="bold"), *section_in_words(show_answer(asked.answer))]
    if asked.certificate is not None:
        style = "bold red" if asked.certificate.num_unsolved else "dim"
        parts.append(Text(certificate_sentence(asked.certificate), style=style))
    if asked.file is not None:
        parts.append(Text.assemble("Written: ", (asked.file, "bold")))
    parts.append(Text(f"Again: {asked.command}", style="dim"))
    return Group(*parts)


def _table(written: TableOfText) -> FittingTable:
    table = FittingTable()
    first_number = len(written.headings) - written.numeric
    for place, heading in enumerate(written.headings):
        table.add_heading(heading, justify="right" if place >= first_number else "left")
    for row in written.rows:
        table.add_row(*map(Text, row))
    return table
