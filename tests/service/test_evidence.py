"""Tasks about dated events, from a crisis and a file of events to an answer with its origin, and to files."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest
import xarray as xr

from detente import service
from detente.errors import DetenteError, ScenarioError
from detente.scenario.library import TEMPLATE

FEW = service.Options(num_plays=400, num_points=9)
EVENTS = "date,happened,says\n2015-05,patron plays arm,Arms were sent\n2015-06,front == advance,\n"
TABLE = "month,advance,strange\n2014-01,1,a\n2014-02,0,b\n2014-03,,c\n2014-04,yes,d\n"


@pytest.fixture
def events(tmp_path: Path) -> Path:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, encoding="utf-8")
    return file


def test_an_answer_has_its_origin_and_says_how_to_repeat_it(events: Path) -> None:
    done = service.evidence(TEMPLATE, events, models=["cheap_sanctions"], options=FEW)
    assert done.command.startswith("detente.load(")
    assert f"events='{events}', models=['cheap_sanctions']" in done.command
    written = json.loads(json.dumps(done.to_json(), allow_nan=False))
    assert written["scenario_hash"] == service.load(TEMPLATE).hash
    assert [each["date"] for each in written["events"]] == ["2015-05", "2015-06"]


def test_pages_and_tables(events: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "page.html", tmp_path / "table.csv"
    assert service.evidence(TEMPLATE, events, options=FEW, out=page).file == str(page)
    text = page.read_text(encoding="utf-8")
    assert "Arms were sent" in text
    assert "Private types, before and after the events" in text
    service.forecast(TEMPLATE, events, options=FEW, out=table)
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert {row["date"] for row in rows} >= {"2015-07", "2016-04"}
    assert all(0 <= float(row["probability"]) <= 1 for row in rows)
    with pytest.raises(DetenteError, match=r"FILE\.html \(a page\), FILE\.json or FILE\.csv"):
        service.forecast(TEMPLATE, events, options=FEW, out=tmp_path / "table.txt")


def test_marks_and_posteriors(events: Path, tmp_path: Path) -> None:
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text("date,happened\n2015-07,not patron plays arm\n", encoding="utf-8")
    marked = service.score(TEMPLATE, outcomes, events, options=FEW)
    assert len(marked.to_json()["marks"]) == 6
    learned = service.posterior(TEMPLATE, events, options=service.Options(num_plays=100, num_points=5, num_worlds=4))
    assert {each["name"] for each in learned.to_json()["numbers"]} == {"burden", "risk"}


def test_a_posterior_for_arviz(events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    out = tmp_path / "posterior.nc"
    done = service.posterior(
        TEMPLATE, events, options=service.Options(num_plays=40, num_points=5, num_worlds=4), out=out
    )
    assert done.file == str(out)
    assert done.origin.num_points == {"patron": 5}
    assert set(xr.open_dataset(out, group="posterior").data_vars) == {"burden", "risk"}
    monkeypatch.setitem(sys.modules, "arviz", None)
    with pytest.raises(DetenteError, match=r"not installed: .*pip install .*\[evidence\]'"):
        service.posterior(TEMPLATE, events, options=FEW, out=out)


def test_events_of_the_scenario_itself() -> None:
    text = TEMPLATE.read_text(encoding="utf-8") + "\nevents:\n  - {date: 2015-05, happened: patron plays arm}\n"
    done = service.evidence(service.loads(text), options=FEW)
    assert len(done.to_json()["events"]) == 1
    with pytest.raises(DetenteError, match="there are none"):
        service.evidence(TEMPLATE, options=FEW)


def test_mistakes_of_events_come_before_any_solving(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("date,happened\n2015-05,patron plays armed\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="did you mean 'arm'"):
        service.evidence(TEMPLATE, file, options=FEW)


def test_rates_of_a_table(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, encoding="utf-8")
    (rate,) = service.rates(file)
    assert (rate.name, rate.count, rate.number) == ("advance", 2, 3)
    (late,) = service.rates(file, ["advance"], first="2014-02", last="2014-03")
    assert (late.count, late.number) == (0, 1)


@pytest.mark.parametrize(
    ("columns", "span", "message"),
    [
        (["advanc"], {}, "no column 'advanc' — did you mean 'advance'"),
        (["strange"], {}, r"table.csv:2:1 row 2, strange: 'a' is neither 1"),
        (
            [],
            {"first": "2013-01"},
            r"no row begins with '2013-01' — did you mean '2014-01'\? \(they begin 2014-01 … 2014-04\)",
        ),
    ],
)
def test_mistakes_of_a_table(tmp_path: Path, columns: list[str], span: dict[str, str], message: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, encoding="utf-8")
    with pytest.raises(DetenteError, match=message):
        service.rates(file, columns, **span)


def test_no_table(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match="cannot be read"):
        service.rates(tmp_path / "none.csv")
    (tmp_path / "empty.csv").write_text("month,advance\n", encoding="utf-8")
    with pytest.raises(DetenteError, match="no rows below"):
        service.rates(tmp_path / "empty.csv")
