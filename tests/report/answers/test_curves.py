"""The section of curves: its sentence, its tables, its pictures."""

from __future__ import annotations

import pytest

from detente.report.answers import show_answer
from detente.report.page import show_sections
from support.one_shot import curves


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_the_section() -> None:
    section = show_answer(curves())
    assert section.id == "curves"
    assert all({len(row) for row in table.rows} == {len(table.headings)} for table in section.tables)
    (drawn,) = show_sections([section])
    assert len(drawn["figures"]) == len(section.figures) == 3
    assert all("<svg" in figure["svg"] for figure in drawn["figures"])
