"""The estimate keeps likelihood and confidence apart, and is the same in every run with the same seed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from detente import service
from detente.analysis.results import Run
from detente.report.answers.section import Section, TableOfText
from detente.report.estimate import build_estimate, describe_estimate, describe_section
from detente.scenario.library import TEMPLATE

LIKELIHOOD = r"\b(?:likely|unlikely|chance|certain|possibility)\b"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    options = service.Options(num_points=9, num_plays=1_000, seed=3)
    return service.run(TEMPLATE, options=options, out=tmp_path_factory.mktemp("estimate"))


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


def test_no_sentence_has_both_a_likelihood_and_a_confidence(run: Run) -> None:
    estimate = build_estimate(run.scenario, run.judged, run.played.tables).to_json()
    sentences = [each for text in texts(estimate) for each in re.split(r"(?<=[.;])\s", text)]
    assert any(re.search(LIKELIHOOD, each, re.IGNORECASE) for each in sentences)
    assert any("onfidence" in each for each in sentences)
    assert not [each for each in sentences if "onfidence" in each and re.search(LIKELIHOOD, each, re.IGNORECASE)]


def test_a_result_has_it_and_the_sections(run: Run) -> None:
    written = json.loads(Path(run.files["result"]).read_text(encoding="utf-8"))["estimate"]
    assert written == json.loads(json.dumps(describe_estimate(run, "icd203")))
    assert [section["id"] for section in written["sections"]] == [
        "confidence",
        "close",
        "rivals",
        "indicators",
        "story",
    ]


def test_a_section_as_plain_values() -> None:
    section = Section("a", "A", "Lead.", ["One."], [TableOfText(["x"], [["1"]], numeric=1)], place="watch")
    plain = describe_section(section)
    assert (plain["place"], plain["tables"][0]["rows"], plain["figures"]) == ("watch", [["1"]], [])


def test_the_yardstick_is_an_option(run: Run) -> None:
    estimate = build_estimate(run.scenario, run.judged, run.played.tables, "phia")
    assert estimate.scale == "phia"
    assert any("realistic" in text or "highly" in text or "remote" in text for text in texts(estimate.to_json()))
