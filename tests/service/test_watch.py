"""The board, from a crisis and a file of events to a page and a table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from detente import service
from detente.scenario.library import TEMPLATE

FEW = service.Options(num_plays=800, num_points=9)


def test_a_board_is_written_and_says_how_to_repeat_it(tmp_path: Path) -> None:
    events, table, page = tmp_path / "events.csv", tmp_path / "board.csv", tmp_path / "board.html"
    events.write_text("date,happened\n2015-05,patron plays arm\n", encoding="utf-8")
    done = service.watch(TEMPLATE, events, ahead=2, models=["cheap_sanctions"], options=FEW, out=table)
    assert "ahead='2', models=['cheap_sanctions']" in done.command
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert {row["date"] for row in rows} <= {"2015-06", "2015-07"}
    assert json.loads(json.dumps(done.to_json(), allow_nan=False))["as_of"] == "2015-06"
    service.watch(TEMPLATE, events, options=FEW, out=page)
    assert "The most telling signs" in page.read_text(encoding="utf-8")
