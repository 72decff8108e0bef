"""The report: complete, offline, light, and readable without sight."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from detente import service
from detente.analysis.results import Judged, Run
from detente.report.page import render_report
from detente.scenario.library import TEMPLATE
from detente.solve.certificate import (
    Certificate,
    DecisionWithSeveral,
    Multiplicity,
    PlayedOut,
    Refinement,
    Regret,
    Selection,
    SeveralSolutions,
    UnsolvedNode,
    ValueChange,
    ValueGap,
)

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    options = service.Options(num_points=9, num_plays=2_000, seed=3)
    return service.run(TEMPLATE, options=options, out=tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def text(run: Run) -> str:
    return Path(run.files["report"]).read_text(encoding="utf-8")


class Tags(HTMLParser):
    """Every opening tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


def test_it_has_everything(run: Run, text: str) -> None:
    scenario = run.scenario
    for claim in scenario.claims:
        assert claim.says in text
    for verdict in run.judged.claims:
        assert f'id="claim-{verdict.id}"' in text
        # In the list of all claims by verdict, too.
        assert f'<a href="#claim-{verdict.id}" title=' in text
    for title in ("How the state evolves", "How beliefs evolve", "What each actor does", "numbers"):
        assert title in text
    assert scenario.hash in text
    assert "seed 3" in text
    assert "0.2 … 1" in text  # the range of a judgement


def test_the_model_and_its_variants_are_shown(run: Run, text: str) -> None:
    plain = html.unescape(text)
    for actor in run.scenario.actors:
        for want in actor.wants:
            assert want.formula.text in plain
    for words in ("front up", "sanctions = lifted", "front > retreat", "precision 3"):
        assert words in plain
    assert 'id="variant-cheap_sanctions"' in text
    assert "Sanctions cost the patron nothing." in text
    assert "numbers › burden" in text
    assert 'id="variant-no_offensive"' not in text  # no claim speaks of it


def test_a_large_model_is_folded_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render_report(run).count("<details open>") == 2
    monkeypatch.setattr("detente.report.parts.outline._MOST_OPEN_ROWS", 3)
    assert render_report(run).count("<details>") == 2


def test_numbers_are_shown_as_they_were_written(run: Run) -> None:
    assert "0.3 … 0.7" in render_report(run)
    document = {**run.scenario.document, "numbers": {"burden": 1, "risk": {"range": ["30%", "70%"]}}}
    assert "30 % … 70 %" in render_report(replace(run, scenario=replace(run.scenario, document=document)))


def test_nothing_is_fetched_and_nothing_is_run(text: str) -> None:
    for tag, attributes in Tags(text).found:
        assert tag not in {"script", "iframe", "object", "embed", "link", "img"}
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith("#") or (tag == "a" and value.startswith("http"))
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)


def test_it_is_light(text: str) -> None:
    assert len(text.encode()) < 5_000_000


def test_figures_have_words_and_tables_have_headers(text: str) -> None:
    tags = Tags(text).found
    figures = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(figures) > 8
    assert all(figure.get("role") == "img" and figure.get("aria-label") for figure in figures)
    assert all(attributes.get("scope") == "col" for tag, attributes in tags if tag == "th")
    assert ("html", {"lang": "en"}) in tags


def test_names_inside_figures_do_not_collide(text: str) -> None:
    names = [attributes["id"] for _, attributes in Tags(text).found if attributes.get("id")]
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(names)


def test_every_link_within_the_page_leads_somewhere(run: Run) -> None:
    quoted = f"Before. {run.judged.claims[0].quote} After."
    tags = Tags(render_report(replace(run, texts={"": quoted, "report": quoted}))).found
    names = {attributes["id"] for _, attributes in tags if attributes.get("id")}
    links = {str(attributes["href"]) for tag, attributes in tags if tag == "a"}
    assert "#text-given" in links
    assert {link[1:] for link in links if link.startswith("#")} <= names


def test_a_scenario_cannot_smuggle_in_markup(run: Run) -> None:
    claims = (replace(run.judged.claims[0], quote="<script>alert(1)</script>", note="<b>no</b>"),)
    sources = {"report": {"title": "<i>x</i>", "url": "javascript:alert(1)"}}
    shown = render_report(
        replace(run, judged=replace(run.judged, claims=claims), scenario=replace(run.scenario, sources=sources))
    )
    assert "<script" not in shown
    assert "<i>x" not in shown
    assert "javascript:" not in shown


def test_unsolved_nodes_are_at_the_top(run: Run, text: str) -> None:
    assert "Not fully solved" not in text
    node = UnsolvedNode("2015-06", "patron", "decides", "front = held", "patron is hungry 50 %", 0.2)
    judged: Judged = replace(run.judged, certificates={"base": Certificate(0.2, 0.01, 700, 7, (node,))})
    shown = render_report(replace(run, judged=judged))
    assert "Not fully solved" in shown
    assert "<b>Do not use.</b>" in shown
    assert "plays of the solved game" in text
    assert "plays of the solved game" not in shown
    assert "7 of 700 decision points" in shown
    assert "patron is hungry 50 %" in shown


def test_a_claim_without_a_number_says_why(run: Run) -> None:
    claim = run.judged.claims[0]
    comparisons = tuple(
        replace(each, value=None, interval=None, sides=(), verdict="undecided") for each in claim.comparisons
    )
    without = replace(
        claim,
        verdict="undecided",
        value=None,
        interval=None,
        comparisons=comparisons,
        note="holds in 12 of 2,000 plays",
    )
    shown = render_report(replace(run, judged=replace(run.judged, claims=(without,))))
    assert "no number" in shown
    assert "holds in 12 of 2,000 plays" in shown


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser; .ci/run installs one")
@pytest.mark.parametrize("width", [500, 820, 1400])
def test_it_fits_the_window(text: str, tmp_path: Path, width: int) -> None:
    # The report has no script of its own; this copy reports how wide it came out.
    script = "<script>document.title = document.documentElement.scrollWidth + ' of ' + innerWidth</script>"
    file = tmp_path / "report.html"
    file.write_text(text.replace("</body>", f"{script}</body>"), encoding="utf-8")
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--window-size={width},900",
        "--dump-dom",
        file.as_uri(),
    ]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r"<title>(\d+) of (\d+)</title>", dumped)
    assert found, dumped[:500]
    assert int(found[1]) <= int(found[2])


def test_a_certificate_with_every_check_is_shown_whole(run: Run) -> None:
    """Written by hand, because no small crisis has several solutions and a finer grid at once."""
    everything = Certificate(
        1e-9,
        0.0,
        1_000,
        0,
        regrets=(Regret("patron", "hungry", 0.25),),
        played_out=PlayedOut(0.02, 0.01, 0.005, 12, 4_000, ValueGap("patron", None, 1.0, -0.125, 0.1)),
        refinement=Refinement({"patron": 17}, (ValueChange("patron", "hungry", 1.0, 1.25),)),
        multiplicity=Multiplicity(
            1_000,
            3,
            7,
            (SeveralSolutions("2015-06", "patron", "decides", "front = held", "patron is hungry 50 %", 7),),
            (DecisionWithSeveral("patron", "decides", "2015-05", "2015-06", 3),),
            (Selection("uniform play", 0, (1.0,), "patron", "hungry", 0.5),),
        ),
    )
    text = render_report(replace(run, judged=replace(run.judged, certificates={"base": everything})))
    assert "Headline numbers on a finer belief grid" in text
    assert "uniform play" in text
    assert '<td>patron is hungry 50 %</td><td class="number">7</td>' in text
