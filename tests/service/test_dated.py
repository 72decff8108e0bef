"""Runs that learn from dated events, forecast and are scored."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError, ScenarioError
from detente.scenario.library import TEMPLATE
from detente.service.dated import list_settings

FEW = service.Options(num_plays=400, num_points=9)
EARLIER = TEMPLATE.read_text(encoding="utf-8").replace(
    "variants:", "variants:\n  earlier: {says: It began before., calendar.from: 2015-03}", 1
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    events, outcomes = tmp_path / "events.csv", tmp_path / "outcomes.csv"
    events.write_text("date,happened\n2015-05,patron plays arm\n2015-05,front == advance\n", encoding="utf-8")
    outcomes.write_text("date,happened\n2015-06,front == advance\n", encoding="utf-8")
    return events, outcomes


def test_a_run_forecasts_and_is_scored(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = service.run(TEMPLATE, options=FEW, out=out, events=files[0], outcomes=files[1], also=["watch"])
    rows = list(csv.DictReader((out / "forecast.csv").read_text(encoding="utf-8").splitlines()))
    assert set(rows[0]) == {
        "date",
        "kind",
        "event",
        "probability",
        "low",
        "high",
        "crisis_alone",
        "prior",
        "at_base_rates",
    }
    assert (rows[0]["date"], rows[-1]["date"]) == ("2015-06", "2016-04")
    asked = service.forecast(TEMPLATE, files[0], options=FEW).to_json()["chances"]
    assert [float(row["probability"]) for row in rows] == pytest.approx([each["probability"] for each in asked])
    page = (out / "report.html").read_text(encoding="utf-8")
    for part in ("Forecast from 2015-06", "How good the forecasts were", "Calibration", "What to watch from 2015-06"):
        assert part in page
    assert page.index('id="place-forecast"') < page.index('id="place-watch"')
    answers = json.loads((out / "result.json").read_text(encoding="utf-8"))["answers"]
    assert answers["score"]["origin"] == "rolling"
    assert f"events='{files[0]}', outcomes='{files[1]}'" in done.command
    # A run without events has no forecast, and leaves none from before.
    service.run(TEMPLATE, options=FEW, out=out)
    assert not (out / "forecast.csv").exists()


def test_what_was_before_the_calendar_is_learned_under_a_variant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = tmp_path / "events.csv"
    events.write_text("date,happened\n2015-03,patron plays arm\n2015-04,front == advance\n", encoding="utf-8")
    crisis = service.loads(EARLIER)
    done = service.run(crisis, options=FEW, out=tmp_path / "out", events=events, learn_under="earlier")
    answer = done.answers["forecast"].to_json()
    assert (answer["as_of"], answer["learned_to"], answer["under"]) == ("2015-05", "2015-04", "earlier")
    with pytest.raises(ScenarioError, match=r"row 2, date: 2015-03 lies outside the calendar \(2015-05 … 2016-04\)"):
        service.run(crisis, options=FEW, out=tmp_path / "out", events=events)
    with pytest.raises(DetenteError, match="name a file of events"):
        service.run(crisis, options=FEW, out=tmp_path / "out", learn_under="earlier")
    # A question about the crisis itself is refused before anything is solved.
    monkeypatch.setattr("detente.service.solving._run_everything", lambda *_: pytest.fail("it was solved"))
    with pytest.raises(DetenteError, match="calendar of earlier; ask this question of that variant"):
        service.run(crisis, options=FEW, out=tmp_path / "out", events=events, learn_under="earlier", also=["evidence"])


def test_settings_are_repeated() -> None:
    assert list_settings(events=Path("a.csv"), as_of=None, models=["b"], ahead=0) == (
        ("events", "a.csv"),
        ("models", ["b"]),
    )
