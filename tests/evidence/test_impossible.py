"""Events that cannot be, each with its row, its date and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.evidence.filter import filter_plays
from detente.evidence.impossible import describe_impossible
from detente.evidence.reading import read_events
from detente.scenario.loading import loads
from support.dated import COVERT, TEXT, solved


def reason(tmp_path: Path, text: str, *rows: str) -> str:
    """What is said of the events of a table in which some are impossible."""
    file = tmp_path / "events.csv"
    file.write_text("\n".join(["date,happened,seen,sure", *rows]) + "\n", encoding="utf-8")
    scenario = loads(text, "dated")
    found = filter_plays(solved(text), read_events(file, scenario), 400)
    return describe_impossible(found.impossible, scenario.calendar.labels).replace(str(tmp_path) + "/", "")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        # Sanctions are in force at the start: nobody can restore them.
        (
            "2015-05,neighbour plays restore,,",
            "2015-05 'neighbour plays restore' (nobody can do it in any state that is reached by then)",
        ),
        # Two levels of one variable at once.
        (
            "2015-05,front == retreat and sanctions == lifted and front == advance,,",
            "(no state that can be reached by then shows it)",
        ),
        # Arms that break through, and a neighbour that lifts sanctions: `lift` needs that no arms are sent.
        (
            "2015-05,patron plays arm and neighbour plays lift,,",
            "(no play that agrees with the events before it has it)",
        ),
    ],
)
def test_impossible_rows_are_named(tmp_path: Path, row: str, said: str) -> None:
    found = reason(tmp_path, TEXT, "2015-05,not patron plays withdraw,,0.9", row)
    assert found.startswith("events.csv:3:1 row 3, happened: 2015-05 ")
    assert said in found


def test_a_state_that_other_events_rule_out(tmp_path: Path) -> None:
    """Without an offensive the front cannot have advanced, though it could have."""
    found = reason(tmp_path, TEXT, "2015-05,not patron plays arm,,", "2015-05,front == advance,,")
    assert "states that show it can be reached by then, but no play that agrees" in found


def test_events_after_an_impossible_one(tmp_path: Path) -> None:
    found = reason(tmp_path, TEXT, "2015-05,neighbour plays restore,,", "2015-06,front == held,,")
    assert found.endswith("row 3, happened: 2015-06 'front == held' (an earlier event is impossible)")


def test_what_cannot_be_seen(tmp_path: Path) -> None:
    text = COVERT.replace("found: 0.5 if act == send else 0.1", "found: 0.5 if act == send else 0")
    found = reason(tmp_path, text, "1,patron plays wait,,", "1,,found,")
    assert "row 3, seen: 1 'found' (it is seen in no play)" in found
