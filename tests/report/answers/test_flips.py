"""The section of flips: its sentence, its tables, its pictures."""

from __future__ import annotations

import pytest

from detente.report.answers import show_answer
from detente.report.page import show_sections
from support.one_shot import flip_with_boundary, flips


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_the_section() -> None:
    section = show_answer(flip_with_boundary())
    assert section.id == "flips"
    assert len(show_answer(flips()).tables[0].rows) == 3
    assert all({len(row) for row in table.rows} == {len(table.headings)} for table in section.tables)
    (drawn,) = show_sections([section])
    assert len(drawn["figures"]) == len(section.figures) == 1
    assert all("<svg" in figure["svg"] for figure in drawn["figures"])
