"""Every number of a report says where it comes from, and every link of the page leads somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from detente import service
from detente.analysis.results import Run
from detente.report.answers.provenance import grade_in_words
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads

FEW = service.Options(num_plays=300, num_points=5)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    text = TEMPLATE.read_text(encoding="utf-8").replace(
        "is disputed, source: report}", "is open, source: report, grade: B2}"
    )
    assert "grade: B2" in text
    folder = tmp_path_factory.mktemp("run")
    return service.run(loads(text), options=FEW, out=folder)


def test_every_claim_has_its_games_and_plays(run: Run) -> None:
    provenance = run.provenance
    assert provenance is not None
    by_id = {each.id: each for each in provenance.numbers}
    assert list(by_id) == ["arms_tell", "ground_moves", "sanctions_restrain", "patience_pays", "values", "plays"]
    assert by_id["sanctions_restrain"].runs == (("cheap_sanctions", ""), ("base", ""))
    assert {(each.num_plays, each.seed) for each in provenance.numbers if each.id != "values"} == {(300, 0)}
    assert by_id["values"].num_plays == 0
    games = {each.name: each for each in provenance.games}
    scenario = run.scenario
    assert games["base"].scenario_hash == scenario.hash
    assert games["cheap_sanctions"].scenario_hash != scenario.hash
    assert games["base"].num_points == {"patron": 5}
    (burden, _) = provenance.ranges
    assert (burden.name, burden.low, burden.high, burden.source, burden.grade) == ("burden", 0.2, 1.0, "report", "B2")


def test_the_hash_of_a_variant_is_that_of_its_file() -> None:
    changed = load(TEMPLATE, "cheap_sanctions")
    assert changed.hash != load(TEMPLATE).hash


def test_every_link_of_the_page_leads_somewhere(run: Run) -> None:
    page = Path(run.files["report"]).read_text(encoding="utf-8")
    links = set(re.findall(r'href="#([^"]+)"', page))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert links <= set(ids)
    assert {"from-ground_moves", "from-the-values", "from-the-plays", "source-report"} <= links
    rows = [each for each in ids if each.startswith("from-")]
    assert len(rows) == len(set(rows))
    assert "B2" in page
    assert grade_in_words("B2") in page


def test_programs_read_it_too(run: Run) -> None:
    written = json.loads(Path(run.files["result"]).read_text(encoding="utf-8"))
    assert [each["id"] for each in written["provenance"]["numbers"]][:2] == ["arms_tell", "ground_moves"]
    assert written["provenance"]["ranges"][0]["grade"] == "B2"
