"""Forecasts over worlds, against Bayes' rule by numerical integration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import dblquad, quad

from detente.analysis.foresight import Foresight
from detente.analysis.foresight_in_worlds import foresee_in_worlds
from detente.analysis.options import Options
from detente.analysis.results import Forecast
from detente.errors import DetenteError
from detente.report.answers.forecast import show_foresight, tell_record
from detente.service.setting_up import build_workbench, quiet
from support.calibrated import CHOICE, written
from support.dated import TEXT, with_events

HABIT = (
    CHOICE.replace("ROUNDS", "6")
    .replace("  idle:", "  habit: {range: [10%, 90%], why: nobody counted it}\n  idle:")
    .replace("decides:\n", "decides:\n      usually: {go: habit}\n")
)
DONE = 4


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path))


def forecast(num_worlds: int) -> Foresight:
    scenario = written([True] * DONE, HABIT)
    bench = build_workbench(scenario, None, Options(num_plays=200, seed=0), quiet)
    return foresee_in_worlds(bench, scenario.events, None, num_worlds)


def share(rate: float, gain: float) -> float:
    """Of `go` at a base rate."""
    odds = rate / (1 - rate) * float(np.exp(gain))
    return odds / (1 + odds)


def mean(what: Callable[[float, float], float]) -> float:
    """Over the prior of both numbers."""
    return float(dblquad(lambda gain, rate: what(rate, gain), 0.1, 0.9, -2, 2)[0] / 0.8 / 4)


def test_the_next_act_by_numerical_integration() -> None:
    found = forecast(128)
    rows = {(each["date"], each["event"]): each for each in found.rows()}
    row = rows["5", "ann plays go"]
    evidence = mean(lambda rate, gain: share(rate, gain) ** DONE)
    given = mean(lambda rate, gain: share(rate, gain) ** (DONE + 1)) / evidence
    at_base_rates = quad(lambda rate: rate**DONE, 0.1, 0.9)[0] / 0.8
    assert row["crisis_alone"] == pytest.approx(given, abs=0.06)
    assert row["high"] - row["low"] < 0.15
    assert found.weight == pytest.approx(1 / (1 + np.exp(found.log_factor)))
    weighed = found.weight * row["crisis_alone"] + (1 - found.weight) * row["at_base_rates"]
    assert row["probability"] == pytest.approx(weighed)
    assert row["prior"] == pytest.approx(mean(share), abs=0.05)
    assert row["at_base_rates"] == pytest.approx(
        quad(lambda r: r ** (DONE + 1), 0.1, 0.9)[0] / 0.8 / at_base_rates, abs=0.05
    )
    assert row["low_world"] < row["low"] < row["high"] < row["high_world"]
    assert found.log_factor == pytest.approx(np.log(at_base_rates / evidence), abs=3 * found.error)
    assert rows["6", "ann plays go"]["probability"] == pytest.approx(row["probability"], abs=0.02)


def test_the_page_says_that_they_are_means_over_worlds() -> None:
    found = forecast(8)
    section = show_foresight(found)
    assert section.tables[0].headings[3] == "90 % of worlds"
    assert any("Means over 8 worlds" in note for note in section.notes)
    assert "averaged over 8 worlds" in tell_record(found, "beside it")[2]
    assert found.grid_change is None  # nobody has types
    assert {"low_world", "high_world"} <= set(found.to_json()["chances"][0])


def test_without_events_there_is_nothing_to_learn_from() -> None:
    scenario = written([True] * DONE, HABIT)
    bench = build_workbench(scenario, None, Options(num_plays=40), quiet)
    with pytest.raises(DetenteError, match="events"):
        foresee_in_worlds(bench, scenario.events, "1", 8)


def test_long_work_says_so_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analysis.posterior.TOLD_FROM", 0.0)
    scenario = written([True] * DONE, HABIT)
    bench = build_workbench(scenario, None, Options(num_plays=40), quiet)
    told: list[Forecast] = []
    foresee_in_worlds(bench, scenario.events, None, 4, told.append)
    (forecast,) = told
    assert forecast.is_least
    assert forecast.seconds > 0
    # Of worlds that are kept only those after them are evaluated, and the first of these is not timed.
    foresee_in_worlds(
        build_workbench(scenario, None, Options(num_plays=40), quiet), scenario.events, None, 4, told.append
    )
    assert len(told) == 1


def test_a_finer_belief_grid_is_looked_at() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm")
    bench = build_workbench(scenario, None, Options(num_plays=200), quiet)
    found = foresee_in_worlds(bench, scenario.events, None, 2)
    assert found.grid_change is not None
    assert 0 <= found.grid_change < 0.1
    assert "On a belief grid with twice the intervals" in " ".join(show_foresight(found).notes)
