"""The task of examining: what it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from support.silly import SILLY

FEW = service.Options(num_plays=1_000)
TOSS = next(each for each in SILLY if each.kind == "coin toss")


def test_a_page_and_the_findings_as_files(tmp_path: Path) -> None:
    crisis = tmp_path / "beacon.yaml"
    crisis.write_text(TOSS.text, encoding="utf-8")
    done = service.doctor(crisis, options=FEW, out=tmp_path / "page.html")
    assert done.file == str(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Coin toss" in page
    assert done.command in page.replace("&#39;", "'")
    service.doctor(crisis, options=FEW, out=tmp_path / "found.csv")
    (row,) = csv.DictReader((tmp_path / "found.csv").read_text(encoding="utf-8").splitlines())
    assert (row["kind"], row["file"], int(row["line"])) == ("coin toss", str(crisis), TOSS.line)
    service.doctor(crisis, options=FEW, out=tmp_path / "found.json")
    written = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert written["findings"] == json.loads(json.dumps(done.to_json()["findings"]))
    assert "seconds" not in written


def test_other_endings_are_refused_before_anything_is_solved() -> None:
    with pytest.raises(DetenteError, match=r"none of \.html, \.json, \.csv"):
        service.doctor(TEMPLATE, out="found.txt")


def test_a_run_asks_too(tmp_path: Path) -> None:
    service.run(TEMPLATE, options=FEW, out=tmp_path, also=["doctor"])
    assert '<section id="doctor">' in (tmp_path / "report.html").read_text(encoding="utf-8")
