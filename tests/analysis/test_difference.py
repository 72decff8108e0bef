"""The record of two versions compared: what it says of a claim, and its table."""

from __future__ import annotations

import json

from detente.analysis.difference import ClaimDifference, FileChange, JudgedAs, TriedChange, VersionsCompared
from detente.scenario.differences import Difference
from detente.scenario.positions import Where

WHERE = Where("a.yaml", 3, 1, "numbers.x")
DIFFERENCE = Difference(("numbers", "x"), "number", "1", "2", WHERE, None)
LOW, HIGH = JudgedAs("fails", 0.2, (0.1, 0.3)), JudgedAs("holds", 0.6, (0.5, 0.7))
CLAIM = ClaimDifference("c", "Said.", True, LOW, HIGH, (TriedChange("numbers.x", HIGH),), (TriedChange("", HIGH),))


def test_turned_and_moved() -> None:
    assert CLAIM.is_turned
    assert CLAIM.is_moved
    alike = ClaimDifference("c", "", True, LOW, JudgedAs("fails", 0.25, (0.15, 0.35)))
    assert not alike.is_turned
    assert not alike.is_moved
    assert not ClaimDifference("c", "", True, JudgedAs(None), HIGH).is_turned


def test_the_table_has_entries_and_verdicts() -> None:
    change = FileChange("numbers.x", "number", (DIFFERENCE,))
    compared = VersionsCompared("one", "other", ("h1", "h2"), (change,), (CLAIM,), 3, 100)
    rows = compared.rows()
    assert [row["what"] for row in rows] == ["number", "first", "alone", "in turn", "second"]
    assert len({tuple(row) for row in rows}) == 1
    assert rows[0]["place_before"] == "a.yaml:3"
    assert rows[0]["place_after"] is None
    assert (rows[2]["verdict"], rows[2]["low"]) == ("holds", 0.5)
    document = json.loads(json.dumps(compared.to_json()))
    assert document["claims"][0]["is_turned"]
    assert document["changes"][0]["entries"][0]["entry"] == "numbers.x"
