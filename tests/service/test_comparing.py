"""Comparisons as files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from detente import service
from detente.scenario.library import TEMPLATE
from support.written import QUICK

FILES = ["comparison.csv", "comparison.html", "comparison.json"]


def test_a_comparison_is_written_whole_and_an_earlier_one_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = service.compare(TEMPLATE, ["cheap_sanctions"], options=QUICK, out=out)
    assert (sorted(path.name for path in out.iterdir()), first.earlier) == (FILES, None)
    written = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(first.to_result()))

    second = service.compare(TEMPLATE, ["cheap_sanctions"], options=replace(QUICK, seed=QUICK.seed + 1), out=out)
    assert second.earlier is not None
    kept = json.loads((Path(second.earlier) / "comparison.json").read_text(encoding="utf-8"))
    assert kept == written


def test_a_folder_that_cannot_be_written_to_is_refused_before_solving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr("detente.analysis.compare.compare", lambda *_: pytest.fail("it was solved"))
    with pytest.raises(OSError, match="file"):
        service.compare(TEMPLATE, ["cheap_sanctions"], options=QUICK, out=tmp_path / "file")
