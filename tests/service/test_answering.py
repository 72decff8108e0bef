"""Answers as files: a page, the record, its rows."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from detente import service
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from detente.service.answering import require_writable_answer, write_answer

FEW = service.Options(num_plays=300, num_points=5)


def test_three_kinds_of_files(tmp_path: Path) -> None:
    done = service.reasons(TEMPLATE, "patron", "2015-06", options=FEW, out=tmp_path / "why.html")
    assert done.file == str(tmp_path / "why.html")
    page = (tmp_path / "why.html").read_text(encoding="utf-8")
    assert '<section id="reasons">' in page
    assert done.command.replace("'", "&#39;") in page
    written = json.loads(Path(write_answer(tmp_path / "why.json", done, "")).read_text(encoding="utf-8"))
    assert {**written, **json.loads(json.dumps(done.answer.to_json()))} == written
    rows = pd.read_csv(write_answer(tmp_path / "why.csv", done, ""))
    assert list(rows["total"]) == pytest.approx([row["total"] for row in done.answer.rows()], abs=1e-6)


def test_other_endings_are_refused() -> None:
    with pytest.raises(DetenteError, match=r"'why\.pdf' ends in none of"):
        require_writable_answer("why.pdf")
    require_writable_answer(None)
