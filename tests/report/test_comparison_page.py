"""The page of a comparison: complete, and without anything that has to be fetched."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from detente.report.comparison_page import draw_figures, render_comparison
from detente.solve.certificate import Certificate
from support.compared import COMPARED, GROUND, PEACE, VALUE
from support.drawn import rows_of


def test_everything_is_there_and_nothing_is_fetched() -> None:
    text = render_comparison(COMPARED)
    for words in ("A truce", "The front stays.", "Patron, hungry", "no offensive", "nothing was drawn", "40 % ± 3"):
        assert words in text
    assert COMPARED.command in html.unescape(text)
    assert text.count("<svg ") == text.count(' role="img" aria-label=') == 2
    assert "<script" not in text
    assert "http" not in re.sub(r'xmlns(:xlink)?="[^"]*"', "", text)


def test_words_of_the_file_are_words_on_the_page() -> None:
    text = render_comparison(COMPARED)
    assert "<b>anybody</b>" not in text
    assert "&lt;b&gt;anybody&lt;/b&gt;" in text


def test_what_is_not_solved_is_said() -> None:
    assert "Not fully solved" not in render_comparison(COMPARED)
    assert "Not fully solved" in render_comparison(
        replace(COMPARED, certificates={"base": Certificate(0.2, 0.01, 700, 7)})
    )


def test_values_are_drawn_only_where_there_is_no_measure() -> None:
    figures = list(draw_figures([PEACE, GROUND, VALUE]))
    assert [figure.title for figure in figures] == ["Peace", "Ground"]
    assert figures[0].description == "The front stays. The dashed line is the base; more is better."
    # A policy without a number has no dot.
    dots = rows_of(figures[1], 1)
    assert [row["policy"] for row in dots] == ["base", "no offensive"]
    assert [figure.title for figure in draw_figures([VALUE])] == ["Patron, hungry"]
