"""The command `watch`."""

from __future__ import annotations

import json
from pathlib import Path

from detente.scenario.library import TEMPLATE
from support.command import invoke

QUICK = ("--plays", "400", "--points", "9")


def test_the_board_in_words_and_as_json(tmp_path: Path) -> None:
    events = tmp_path / "events.csv"
    events.write_text("date,happened\n2015-05,patron plays arm\n", encoding="utf-8")
    done = invoke("watch", str(TEMPLATE), "--events", str(events), *QUICK)
    assert done.exit_code == 0, done.output
    for words in ("What to watch from 2015-06", "Times the odds", "The patron is hungry"):
        assert words in " ".join(done.stdout.split())
    command = ("watch", str(TEMPLATE), "--events", str(events), "--model", "cheap_sanctions", "--ahead", "1", *QUICK)
    written = json.loads(invoke(*command, "--json").stdout)
    assert written["as_of"] == written["last"] == "2015-06"
    assert "--ahead 1 --models cheap_sanctions" in written["command"]


def test_mistakes_end_with_two() -> None:
    for wrong, message in (
        (("--ahead", "0"), "at least 1 period"),
        (("--as-of", "2031-01"), "not a date of the calendar"),
    ):
        done = invoke("watch", str(TEMPLATE), *wrong, *QUICK)
        assert done.exit_code == 2
        assert message in " ".join(done.output.split())
