"""The answer to a question for the terminal: the section of a report, as text and tables."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from detente.cli.words import certificate, make_table
from detente.report.answers import Section, show_answer
from detente.service import Answered


def answered(record: Answered) -> RenderableType:
    """An answer with its certificate, and what gives it again."""
    heading = f"{record.origin.title}: {record.num_plays:,} plays, seed {record.origin.seed}"
    written = [Text(f"Wrote {record.file}")] if record.file else []
    again = Text(f"Again: {record.command}", style="dim")
    return Group(
        Text(heading, style="bold"),
        section(show_answer(record.answer)),
        "",
        certificate(record.certificate),
        again,
        *written,
    )


def section(shown: Section) -> RenderableType:
    """A section: its title, the answer in a sentence, then everything else."""
    parts: list[RenderableType] = ["", Text(shown.title, style="bold"), Text(shown.lead), ""]
    for sentence in shown.sentences:
        parts.append(Padding(Text(sentence), (0, 0, 0, 2)))
    for each in shown.tables:
        first = len(each.headings) - each.numeric
        table = make_table(
            *(f">{heading}" if place >= first else heading for place, heading in enumerate(each.headings))
        )
        for row in each.rows:
            table.add_row(*row)
        parts += ["", *([Text(each.title, style="bold")] if each.title else []), table]
    parts += ["", *(Text(note, style="dim") for note in shown.notes)]
    return Group(*parts)
