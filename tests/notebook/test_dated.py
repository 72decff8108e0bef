"""Events in a notebook: a table, and the words of the report."""

from __future__ import annotations

from pathlib import Path

import detente
from detente.scenario.library import TEMPLATE


def test_answers_are_shown_and_have_tables(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("date,happened\n2015-05,patron plays arm\n", encoding="utf-8")
    crisis = detente.load(TEMPLATE)
    found = crisis.evidence(file, num_plays=400, num_points=9)
    assert list(found.table["text"]) == ["patron plays arm"]
    assert "Private types, before and after the events" in found._repr_html_()
    forecast = crisis.forecast(file, num_plays=400, num_points=9)
    assert forecast.table["date"].min() == "2015-06"
    assert crisis.score(file, num_plays=400, num_points=9).table["horizon"].tolist() == [1]
    learned = crisis.posterior(file, num_worlds=4, num_plays=100, num_points=5)
    assert list(learned.table.columns) == ["burden", "risk"]
