"""Policies as a section: every measure, the best, and what is not dominated."""

from __future__ import annotations

from dataclasses import replace

from detente import service
from detente.analysis.comparison import Cell, Line, PolicyComparison, Subject
from detente.analysis.explanation import CrisisNames
from detente.report.answers import show_answer
from detente.report.comparison_words import describe_subject
from detente.scenario.library import TEMPLATE


def test_every_measure_under_every_policy() -> None:
    comparison = service.compare(TEMPLATE, options=service.Options(num_plays=200, num_points=9)).comparison
    section = show_answer(comparison)
    measures = [line for line in comparison.lines if line.subject.kind == "measure"] or comparison.lines
    policies, table, *_ = section.tables
    assert [row[0] for row in policies.rows] == ["base", "cheap sanctions", "trusted patron", "no offensive"]
    assert policies.rows[0][1] == "The crisis as written."
    assert [row[0] for row in table.rows] == [describe_subject(line) for line in measures]
    assert {len(row) for row in table.rows} == {1 + len(comparison.policies)} == {len(table.headings)}
    assert all("Δ" not in row[1] for row in table.rows)  # the base differs from nothing


def test_how_the_others_reply_is_a_table() -> None:
    def line(act: str, base: float, changed: float | None, differs: bool) -> Line:
        interval = None if changed is None else (changed - base - 0.01, changed - base + 0.01)
        apart = None if changed is None else changed - base
        other = Cell(changed, interval and (changed, changed), apart, interval, differs, "" if interval else "rare")
        return Line(Subject("act", act), "", None, True, {"base": Cell(base, (base, base)), "tough": other}, ())

    replies = (
        line("rebels plays wait", 0.6, 0.7, True),
        line("rebels plays advance", 0.4, 0.3, True),
        line("kyiv plays strike", 0.5, 0.51, True),
        line("moscow plays back", 0.5, 0.9, False),
        line("moscow plays speak", 0.2, None, False),
    )
    rare = replace(
        replies[1], cells={**replies[1].cells, "mild": Cell(None, None, note="its condition holds in 6 plays")}
    )
    measure = Line(Subject("measure", "peace"), "", "more", True, replies[0].cells, ("tough",))
    names = CrisisNames({"rebels": "The rebels"})
    comparison = PolicyComparison({"base": "", "tough": "No talks."}, (measure,), (), replies=replies, names=names)
    section = show_answer(comparison)
    # Of two opposite acts one; nothing that is small, by chance, or without a number.
    assert [row[0] for row in section.tables[-1].rows] == ["The rebels: advance"]
    assert section.tables[-1].rows[0][2] == "30 %; Δ −10.0 ± 1.0*"
    third = replace(comparison, policies={"base": "", "tough": "", "mild": ""}, lines=(rare,), replies=(rare,))
    assert show_answer(third).tables[-1].rows[0][3] == "too rare"
