"""An answer in the terminal fits its width and says what the page says."""

from __future__ import annotations

import io

import pytest
from rich.console import Console, Group

from detente.analysis.asked import Asked
from detente.analysis.difference import FileChange, VersionsCompared
from detente.analysis.options import Origin
from detente.cli.answering import answered, section_in_words
from detente.report.answers.section import Section, TableOfText
from detente.scenario.differences import Difference

CHANGE = FileChange("numbers.x", "number", (Difference(("numbers", "x"), "number", "1" * 30, "2", None, None),))
ASKED = Asked(
    Origin("s", "A [crisis]", None, "hash", 0, "0.1", {}), "", "",
    VersionsCompared("one", "two", ("h", "i"), (CHANGE,)),
    None, "out.html",
)  # fmt: skip


@pytest.mark.parametrize("width", [50, 80, 140])
def test_it_fits(width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    console.print(answered(ASKED))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    for words in ("A [crisis]", "One entry of the model differs.", "What differs in the files", "Written: out.html"):
        assert words in flat


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
    console.print(Group(*section_in_words(SECTION)))
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
