"""An answer is written as a page, as JSON or as its table."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from detente.analysis.asked import Asked
from detente.analysis.difference import FileChange, VersionsCompared
from detente.analysis.options import Origin
from detente.errors import DetenteError
from detente.scenario.differences import Difference
from detente.service.asking import join_all, require_writable_answer, write_answer

CHANGE = FileChange("numbers.x", "number", (Difference(("numbers", "x"), "number", "1", "2", None, None),))
ASKED = Asked(
    Origin("s", "A <crisis>", None, "hash", 0, "0.1", {}), "Why?", "detente diff a b",
    VersionsCompared("a", "b", ("h", "h"), (CHANGE,)), None,
)  # fmt: skip


@pytest.mark.parametrize("name", ["a.html", "a.json", "a.csv"])
def test_every_form(tmp_path: Path, name: str) -> None:
    written = write_answer(ASKED, tmp_path / name, kicker="Two versions", title="A <crisis>")
    assert written.file == str(tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    if name == "a.html":
        assert "A &lt;crisis&gt;" in text
        assert "detente diff a b" in text
    elif name == "a.json":
        assert json.loads(text) == json.loads(json.dumps(ASKED.to_result()))
    else:
        (row,) = csv.DictReader(text.splitlines())
        assert row["entry"] == "numbers.x"


def test_nothing_is_written_unasked() -> None:
    assert write_answer(ASKED, None, kicker="", title="") == replace(ASKED)
    require_writable_answer(None)
    assert join_all({}) is None


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match=r"FILE\.html \(a page\), FILE\.json or FILE\.csv"):
        require_writable_answer(tmp_path / "a.pdf")
    with pytest.raises(OSError, match="cannot write"):
        require_writable_answer(Path("/proc/nothing/a.csv"))
