"""A section in the terminal: its sentences, its tables with numbers to the right, its notes."""

from __future__ import annotations

import io

from rich.console import Console

from detente.cli.answering import section
from detente.report.answers.section import Section, TableOfText


def test_everything_of_a_section_is_shown() -> None:
    table = TableOfText(["What", "How much"], [["Line held", "54.9 %"]], title="Shares", numeric=1)
    console = Console(width=60, file=io.StringIO())
    console.print(section(Section("held", "Does it hold?", "It holds.", ["First."], [table], notes=["In 200 plays."])))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    for words in ("Does it hold?", "It holds.", "First.", "Shares", "Line held", "54.9 %", "In 200 plays."):
        assert words in text
