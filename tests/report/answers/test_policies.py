"""Policies as a section: every measure, the best, and what is not dominated."""

from __future__ import annotations

from detente import service
from detente.report.answers import show_answer
from detente.report.comparison_words import describe_subject
from detente.scenario.library import TEMPLATE


def test_every_measure_under_every_policy() -> None:
    comparison = service.compare(TEMPLATE, options=service.Options(num_plays=200, num_points=9)).comparison
    section = show_answer(comparison)
    measures = [line for line in comparison.lines if line.subject.kind == "measure"] or comparison.lines
    (table,) = section.tables
    assert [row[0] for row in table.rows] == [describe_subject(line) for line in measures]
    assert {len(row) for row in table.rows} == {1 + len(comparison.policies)} == {len(table.headings)}
    assert all("Δ" not in row[1] for row in table.rows)  # the base differs from nothing
