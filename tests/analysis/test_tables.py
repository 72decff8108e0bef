"""Plays summed up in tables."""

from __future__ import annotations

import numpy as np
import pytest

from detente import service
from detente.analysis.results import Run, Tables
from detente.analysis.tables import as_csv, build_summary, build_tables
from detente.scenario.library import TEMPLATE
from support.made import played_patron
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


def test_rows_count_the_plays() -> None:
    paths = played_patron(300)
    tables = build_tables(paths)
    column = [variable.name for variable in paths.game.scenario.variables].index("sanctions")
    shares = [row["share"] for row in tables.states if (row["date"], row["variable"]) == ("2015-08", "sanctions")]
    np.testing.assert_allclose(shares, [(paths.levels(3)[:, column] == level).mean() for level in range(4)])
    stage = paths.game.stage_names.index("treats")
    (arm,) = [row for row in tables.acts if (row["date"], row["act"]) == ("2015-06", "arm")]
    assert (arm["owner"], arm["occasions"]) == ("moscow", 300)
    assert arm["share"] == pytest.approx((paths.act[:, 1, stage] == 1).mean())
    (payoff,) = [row for row in tables.payoffs if (row["date"], row["actor"]) == ("2015-05", "kyiv")]
    kyiv = [actor.name for actor in paths.game.scenario.actors].index("kyiv")
    assert payoff["mean"] == pytest.approx(paths.payoffs[:, 0, kyiv].mean())
    (band,) = [
        row
        for row in tables.beliefs
        if (row["date"], row["type"], row["truth"]) == ("2015-05", "defender", "revisionist")
    ]
    believed = paths.belief(1, 0, 0)[paths.types[:, 0] == 1]
    assert (band["eyes"], band["mean"]) == ("", pytest.approx(believed.mean()))
    assert band["low"] == pytest.approx(np.percentile(believed, 10))


def test_the_long_table_has_every_number_and_leaves_out_decisions_never_taken() -> None:
    act = {"date": "1", "owner": "ann", "decision": "moves", "act": "go", "share": 0.5}
    belief = {
        "date": "1",
        "eyes": "ben",
        "actor": "ann",
        "type": "a",
        "truth": "b",
        "mean": 0.5,
        "low": 0.1,
        "high": 0.9,
    }
    tables = Tables(
        states=({"date": "1", "variable": "x", "level": "low", "share": 0.25},),
        acts=({**act, "occasions": 4}, {**act, "date": "2", "occasions": 0}),
        beliefs=(belief,),
        payoffs=({"date": "1", "actor": "ann", "mean": -1.5},),
    )
    assert as_csv(build_summary(tables)).splitlines() == [
        "kind,date,what,label,value",
        "state,1,x,low,0.25",
        "act,1,ann moves,go,0.5",
        'belief mean,1,ann,"a, truly b, in the eyes of ben",0.5',
        'belief low,1,ann,"a, truly b, in the eyes of ben",0.1',
        'belief high,1,ann,"a, truly b, in the eyes of ben",0.9',
        "payoff,1,ann,mean,-1.5",
    ]
