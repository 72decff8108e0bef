"""Commands about dated events."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.scenario.library import TEMPLATE
from support.command import invoke

QUICK = ("--plays", "400", "--points", "9")


@pytest.fixture
def events(tmp_path: Path) -> str:
    file = tmp_path / "events.csv"
    file.write_text("date,happened,says\n2015-05,patron plays arm,Arms were sent\n", encoding="utf-8")
    return str(file)


def test_evidence_in_words_and_as_json(events: str) -> None:
    done = invoke("evidence", str(TEMPLATE), "--events", events, "--model", "cheap_sanctions", *QUICK)
    assert done.exit_code == 0, done.output
    for words in ("Arms were sent", "the patron is “hungry”", "at base rates", "cheap sanctions", "Kass and Raftery"):
        assert words in " ".join(done.stdout.split())
    written = json.loads(invoke("evidence", str(TEMPLATE), "--events", events, *QUICK, "--json").stdout)
    assert written["command"].startswith(f"detente evidence {TEMPLATE}")
    assert f"--events {events}" in written["command"]


def test_forecast_and_score_and_posterior(events: str, tmp_path: Path) -> None:
    done = invoke("forecast", str(TEMPLATE), "--events", events, "--as-of", "2016-03", *QUICK)
    assert "Forecast from 2016-03" in done.stdout
    outcomes = tmp_path / "outcomes.yaml"
    outcomes.write_text("events: [{date: 2015-06, happened: front == advance}]\n", encoding="utf-8")
    done = invoke("score", str(TEMPLATE), "--outcomes", str(outcomes), "--events", events, *QUICK)
    assert "How good the forecasts were" in done.stdout
    assert "As last time" in done.stdout
    done = invoke("posterior", str(TEMPLATE), "--events", events, "--worlds", "4", "--plays", "100", "--points", "5")
    assert "Burden" in done.stdout or "burden" in done.stdout


def test_rates_to_paste(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("month,advance\n2014-01,1\n2014-02,0\n2014-03,1\n", encoding="utf-8")
    done = invoke("rates", str(file), "--source", "counted")
    assert "advance_rate: {range: [" in done.stdout
    assert "source: counted, why: 2 of 3 periods}" in done.stdout
    assert json.loads(invoke("rates", str(file), "--json").stdout)["rates"][0]["count"] == 2


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("evidence", str(TEMPLATE)), "there are none"),
        (("forecast", str(TEMPLATE), "--as-of", "2031-01"), "not a date of the calendar"),
        (("evidence", str(TEMPLATE), "--events", "none.csv"), "cannot be read"),
        (("rates", "none.csv"), "cannot be read"),
    ],
)
def test_mistakes_end_with_two(command: tuple[str, ...], message: str) -> None:
    done = invoke(*command)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
    assert "Traceback" not in done.output
