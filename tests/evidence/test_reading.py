"""Files of events: what is read, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.evidence.reading import read_events
from detente.scenario.loading import loads
from support.dated import TEXT

CRISIS = loads(TEXT, "dated")


def read(tmp_path: Path, name: str, text: str) -> list[tuple[int, str, float]]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return [(each.period, each.text, each.sure) for each in read_events(file, CRISIS)]


def test_a_table_and_a_list_say_the_same(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "events.csv",
        "date,happened,seen,sure,says\n2015-07,not neighbour plays lift,,,\n\n2015-05-12,,alarm,0.8,Guns were heard\n",
    )
    listed = read(
        tmp_path,
        "events.yaml",
        "events:\n  - {date: 2015-07, happened: not neighbour plays lift}\n"
        "  - {date: 2015-05-12, seen: alarm, sure: 0.8, says: Guns were heard}\n",
    )
    assert table == listed == [(0, "alarm", 0.8), (2, "not neighbour plays lift", 1.0)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2014-01,front == held,", r"row 2, date: 2014-01 lies outside the calendar \(2015-05 … 2016-04\)"),
        ("2015-05,patron plays arms,", r"row 2, happened: .*arms.*did you mean 'arm'"),
        ("2015-05,front == lost,", r"row 2, happened: .*lost"),
        ("2015-05,patron is hungry,", r"row 2, happened: an event cannot depend on what only patron knows"),
        (
            "2015-05,front == held,0.2",
            r"row 2, sure: 'sure' is .*above 0.5 and at most 1, and is 0.2; of what probably did",
        ),
        ("2015-05,front == held,often", r"row 2, sure: a number"),
        ("May 2015,front == held,", r"row 2, date: .*not a date"),
        (",front == held,", r"row 2: missing 'date'"),
        ("2015-05,,0.9", r"row 2: an event has either 'happened"),
        ("2015-05,front == held,1,2,3", r"row 2: this row has 5 cells, the first line 3"),
    ],
)
def test_mistakes_of_a_row(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=r"events.csv:2:\d+ " + message):
        read(tmp_path, "events.csv", f"date,happened,sure\n{row}\n")


def test_mistakes_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="unknown column 'happend' — did you mean 'happened'"):
        read(tmp_path, "events.csv", "date,happend\n2015-05,front == held\n")
    with pytest.raises(ScenarioError, match="'date' is needed"):
        read(tmp_path, "events.csv", "happened\nfront == held\n")
    with pytest.raises(ScenarioError, match=r"neither a trace of a decision nor a result of a signal.*alarm"):
        read(tmp_path, "events.yaml", "events: [{date: 2015-05, seen: alarms}]\n")
    with pytest.raises(ScenarioError, match="has 'events:' alone"):
        read(tmp_path, "events.yaml", "event: [{date: 2015-05, seen: alarm}]\n")
    with pytest.raises(ScenarioError, match="a file of events is a mapping that begins with 'events:'; this file is"):
        read(tmp_path, "events.yaml", "")
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_events(tmp_path / "none.csv", CRISIS)


def test_all_mistakes_come_together(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, "events.csv", "date,happened\n2014-01,front == held\n2015-05,front == nowhere\n")
    assert len(caught.value.mistakes) == 2
