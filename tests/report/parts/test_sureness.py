"""The confidence as a section: a sentence, and every ground with the level that it allows."""

from __future__ import annotations

from dataclasses import replace

from detente.report.confidence import assess_confidence
from detente.report.parts.sureness import show_confidence, show_omissions
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load
from support.estimated import claim, judged


def test_every_ground_has_a_row() -> None:
    confidence = assess_confidence(judged(claim("a")))
    section = show_confidence(confidence)
    assert section.lead == confidence.sentence
    assert [row[1] for row in section.tables[0].rows] == [each.level for each in confidence.reasons]
    assert section.place == "confidence"


def test_what_the_file_leaves_out_is_listed() -> None:
    scenario = load(TEMPLATE)
    assert show_omissions(scenario) is None
    section = show_omissions(replace(scenario, leaves_out=("The public is no actor.", "Iran.")))
    assert section is not None
    assert section.tables[0].rows == [["The public is no actor."], ["Iran."]]
    assert section.place == "confidence"
