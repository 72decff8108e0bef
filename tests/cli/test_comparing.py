"""A comparison in the terminal fits its width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from detente.cli.comparing import compared
from support.compared import COMPARED


def shown(width: int) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(compared(COMPARED))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_the_table_fits_the_terminal(width: int) -> None:
    text = shown(width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for words in ("Peace", "no offensive", "hungry", "residual up to", "nothing was drawn"):
        assert words in " ".join(text.split()) or words.split()[-1] in text


def test_what_differs_is_starred_and_the_best_is_named() -> None:
    lines = [line.split() for line in shown(200).splitlines()]
    assert ["Δ", "−10", "±", "3*", "Δ", "+2", "±", "3"] in lines
    text = " ".join(shown(200).split())
    assert "Best by peace (more): no offensive (no significant difference: base)" in text
    assert "Not dominated on these measures: base, no offensive" in text
    assert "Page: out/comparison.html" in text
