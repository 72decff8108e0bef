"""Findings as a section: a table for each kind, with lines."""

from __future__ import annotations

from detente.analysis.diagnosis import Diagnosis, Finding
from detente.report.answers import show_answer
from detente.scenario.positions import Where

TOSS = Finding("coin toss", "red moves", Where("a.yaml", 3, 5, "x"), "So.", "Do.")


def test_a_table_for_every_kind() -> None:
    section = show_answer(Diagnosis((TOSS,), 1_000, ("Too large.",)))
    (table,) = section.tables
    assert table.rows == [["3", "red moves", "So.", "Do."]]
    assert section.lead.endswith("coin toss.")
    assert section.notes[0] == "Too large."
    assert "1,000 plays" in section.notes[1]
    assert show_answer(Diagnosis((), 10)).tables == []
