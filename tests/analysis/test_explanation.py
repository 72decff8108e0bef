"""The records of explanations as plain values and as rows."""

from __future__ import annotations

import json

from detente.analysis.asked import TabledAnswer
from detente.analysis.explanation import CrisisNames, Reasons, ReasonsOfType, ReasonTerm

NAMES = CrisisNames({"p": "The patron"}, "month")
TERM = ReasonTerm("ground", "want", 1.0, 0.5, -0.25)
OWN = ReasonsOfType("hungry", 12, 0.75, 0.25, 1.25, 0.1, None, (TERM,))
REASONS = Reasons(NAMES, "p", "2015-06", "decides", "arm", "restrain", "", None, (OWN,))


def test_totals_are_written_too() -> None:
    document = json.loads(json.dumps(REASONS.to_json()))
    (own,) = document["by_type"]
    assert own["terms"] == [{"name": "ground", "kind": "want", "now": 1.0, "later": 0.5, "after": -0.25, "total": 1.25}]
    assert document["names"]["titles"] == {"p": "The patron"}
    (row,) = REASONS.rows()
    assert (row["type"], row["name"], row["total"], row["difference"]) == ("hungry", "ground", 1.25, 1.25)
    assert isinstance(REASONS, TabledAnswer)
