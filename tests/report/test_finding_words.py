"""Findings in words."""

from __future__ import annotations

from detente.analysis.diagnosis import Diagnosis, Finding
from detente.report.finding_words import diagnosis_in_words, findings_by_kind
from detente.scenario.positions import Where

TOSS = Finding("coin toss", "red moves", Where("a.yaml", 3, 5, "x"), "So.", "Do.")
IDLE = Finding("act never taken", "red plays dance", Where("a.yaml", 9, 7, "y"), "So.", "Do.")


def test_the_answer_in_a_sentence() -> None:
    assert diagnosis_in_words(Diagnosis((), 10)).startswith("Nothing was found")
    assert diagnosis_in_words(Diagnosis((TOSS,), 10)).startswith("One finding of")
    assert diagnosis_in_words(Diagnosis((IDLE, IDLE, TOSS), 10)).endswith(": act never taken (2), coin toss.")


def test_findings_by_kind() -> None:
    assert findings_by_kind(Diagnosis((IDLE, IDLE, TOSS), 10)) == [
        ("Act never taken (2)", [IDLE, IDLE]),
        ("Coin toss", [TOSS]),
    ]
