"""The confidence as a section: a sentence, and every ground with the level that it allows."""

from __future__ import annotations

from detente.report.confidence import assess_confidence
from detente.report.parts.sureness import show_confidence
from support.estimated import claim, judged


def test_every_ground_has_a_row() -> None:
    confidence = assess_confidence(judged(claim("a")))
    section = show_confidence(confidence)
    assert section.lead == confidence.sentence
    assert [row[1] for row in section.tables[0].rows] == [each.level for each in confidence.reasons]
    assert section.place == "confidence"
