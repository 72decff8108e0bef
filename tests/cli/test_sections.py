"""An answer in the terminal: everything that its section has, in the width that there is."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from detente.cli.sections import section_in_words
from detente.report.answers.section import Section, TableOfText

SECTION = Section(
    "held",
    "Does it hold?",
    "It holds.",
    ["A paragraph."],
    [TableOfText(["What", "How much"], [["A line that is rather long", "54.9 %"]], "Shares", 1)],
    notes=["In 200 plays."],
)


@pytest.mark.parametrize("width", [24, 60, 100])
def test_everything_is_shown(width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    console.print(section_in_words(SECTION))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert max(map(len, shown.splitlines())) <= width
    text = " ".join(shown.split())
    for words in (
        "Does it hold?",
        "It holds.",
        "A paragraph.",
        "Shares",
        "How much",
        "rather long",
        "54.9 %",
        "In 200 plays.",
    ):
        assert words in text
