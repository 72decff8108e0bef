"""Plays summed up in tables."""

from __future__ import annotations

import pytest

from detente import service
from detente.analysis.results import Run
from detente.scenario.library import TEMPLATE
from support.written import QUICK


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return service.run(TEMPLATE, options=QUICK, out=tmp_path_factory.mktemp("run") / "out")


def test_tables_add_up(run: Run) -> None:
    tables = run.played.tables
    for date in run.scenario.calendar.labels:
        for variable in ("front", "sanctions"):
            shares = [row["share"] for row in tables.states if (row["date"], row["variable"]) == (date, variable)]
            assert sum(shares) == pytest.approx(1)
    occasions = {row["occasions"] for row in tables.acts if row["decision"] == "decides"}
    assert occasions == {QUICK.num_plays}
    for row in tables.beliefs:
        assert 0 <= row["low"] <= row["high"] <= 1
