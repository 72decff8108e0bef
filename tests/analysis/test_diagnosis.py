"""The record of findings: their order, their numbers, and their rows."""

from __future__ import annotations

from detente.analysis.diagnosis import Diagnosis, Finding, in_order
from detente.scenario.positions import Where

LATER = Finding("coin toss", "red moves", Where("a.yaml", 3, 5, "each round"), "So.", "Do.", {"occasions": 200.0})
EARLIER = Finding("act never taken", "red plays dance", Where("a.yaml", 9, 7, "dance"), "So.", "Do.")
FIRST = Finding("act never taken", "red plays sing", Where("a.yaml", 8, 7, "sing"), "So.", "Do.")


def test_findings_come_by_kind_then_by_line() -> None:
    assert in_order([LATER, EARLIER, FIRST]) == (FIRST, EARLIER, LATER)


def test_counts_rows_and_json() -> None:
    diagnosis = Diagnosis((FIRST, EARLIER, LATER), 1_000, ("Too large.",))
    assert diagnosis.counts() == {"act never taken": 2, "coin toss": 1}
    assert diagnosis.rows()[2] == {
        "kind": "coin toss",
        "subject": "red moves",
        "file": "a.yaml",
        "line": 3,
        "field": "each round",
        "says": "So.",
        "advice": "Do.",
    }
    written = diagnosis.to_json()
    assert written["findings"][2]["evidence"] == {"occasions": 200.0}
    assert (written["num_plays"], written["left_out"]) == (1_000, ["Too large."])
