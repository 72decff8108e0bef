"""Provenance as a section: a row for every number, with an id that is that of no other."""

from __future__ import annotations

from detente.analysis.provenance import VERDICT, GameBehind, NumberOrigin, Provenance, RangeOrigin
from detente.report.answers import show_answer
from detente.report.answers.provenance import grade_in_words
from detente.report.page import render_template, show_sections

RECORD = Provenance(
    numbers=(
        NumberOrigin(
            "values", VERDICT, "P(x) > 0.5", (("base", ""), ("no_visit", "do(a plays b at 1)")), 10_000, 7, 64
        ),
        NumberOrigin("values", "expected payoffs", "", (("base", ""),), 10_000, 7, 0),
    ),
    games=(GameBehind("base", "abc", {"moscow": 5}, "sound"), GameBehind("seen", "", {}, "with care")),
    ranges=(RangeOrigin("doubt", 0.1, 0.2, "baunov", "B2", ""),),
    version="1.0",
)


def test_rows_with_ids_in_the_page() -> None:
    section = show_answer(RECORD)
    numbers, games = section.tables
    assert numbers.ids == ["from-values", "from-the-values"]
    assert numbers.rows[0] == ["Values", "P(x) > 0.5", "as it is; no visit, do(a plays b at 1)", "10,000", "7", "64"]
    assert games.rows == [["as it is", "abc", "moscow 5", "sound"], ["seen", "—", "—", "with care"]]
    page = render_template("answers.html.jinja", {"answers": show_sections([section])})
    assert '<tr id="from-the-values"><td>Expected payoffs</td>' in page
    assert "B2: usually reliable, probably true." in page


def test_grades_in_words() -> None:
    assert grade_in_words("F6") == "reliability cannot be judged, truth cannot be judged"
