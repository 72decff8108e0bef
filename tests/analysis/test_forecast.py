"""How long a task will take: everything is counted, finer grids take longer, and the offer is the same forecast."""

from __future__ import annotations

import pytest

from detente.analysis import forecast as module
from detente.analysis.accuracy import FirstLook
from detente.analysis.demand import Demand, demand_of_claims
from detente.analysis.forecast import Forecaster, cost_of_run
from detente.analysis.options import Options, Stopwatch
from detente.analysis.results import Forecast
from detente.analysis.workbench import Workbench
from detente.game.compile import compile_coarsely
from detente.scenario import library, loading
from detente.scenario.library import TEMPLATE
from detente.service.inspecting import count_parts

SCENARIO = loading.load(TEMPLATE)


def bench(**options: object) -> Workbench:
    return Workbench(SCENARIO, Options(fresh=True, **options), lambda *_: None, Stopwatch())  # type: ignore[arg-type]


def look(changes: float) -> FirstLook:
    """A first look at the template whose solves took four times what was forecast."""
    _, plan = compile_coarsely(SCENARIO)
    seconds = module._solve_seconds(plan, {"patron": 63})
    return FirstLook(plan, {"patron": 127}, {"patron": changes}, (({"patron": 63}, 4 * seconds),))


def told(changes: float, demand: Demand, monkeypatch: pytest.MonkeyPatch, accuracy: float = 0.01) -> Forecast:
    monkeypatch.setattr(module, "read_slowness", lambda: 1.0)
    monkeypatch.setattr(module, "TOLD_FROM", 0.0)
    monkeypatch.setattr(module, "_LEAST_TIMED", 0.0)
    found: list[Forecast] = []
    Forecaster(bench(accuracy=accuracy), lambda: demand, found.append).looked(look(changes))
    return found[0]


def test_a_grid_that_has_to_be_refined_takes_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMPILE_SECONDS", 0.0)
    monkeypatch.setattr(module, "CHECK_OF_VARIANT_SECONDS", 0.0)
    many = Demand(games=10_000)
    fine, enough = told(0.03, many, monkeypatch), told(0.005, many, monkeypatch)
    # 0.03 is a quarter of itself, 0.0075, with half the intervals: 253 points in place of 127.
    assert fine.seconds / enough.seconds == pytest.approx(253 / 127, rel=0.01)
    assert enough.faster is None


def test_the_accuracy_that_is_offered_takes_what_it_would_be_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    many = Demand(games=10_000)
    fine = told(0.04, many, monkeypatch)
    assert fine.faster is not None
    accuracy, seconds = fine.faster
    assert accuracy == 0.05
    assert seconds == told(0.04, many, monkeypatch, accuracy).seconds


def test_every_part_of_a_task_adds_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Demand(games=2, runs=2)
    seconds = told(0.0, plain, monkeypatch).seconds
    more = (
        Demand(games=3, runs=2), Demand(games=2, runs=3), Demand(games=2, runs=2, on_two_grids=True),
        Demand(games=2, runs=2, random_games=1), Demand(games=2, runs=2, random_runs=1),
        Demand(games=2, runs=2, writes_report=True), Demand(games=2, runs=2, worlds=1, world_games=1),
        Demand(games=2, runs=2, worlds=1, world_runs=1),
    )  # fmt: skip
    assert all(told(0.0, each, monkeypatch).seconds > seconds for each in more)


def test_short_work_is_not_announced() -> None:
    found: list[Forecast] = []
    Forecaster(bench(), Demand, found.append).looked(look(0.0))
    assert found == []


def test_what_the_list_says_is_of_the_crises_as_they_are() -> None:
    """`scripts/durations.py` writes it anew."""
    known = library.find_entries()
    scenarios = {name: loading.load(path) for name, path in library.bundled().items()}
    assert {name: (entry.hash, entry.title, entry.question) for name, entry in known.items()} == {
        name: (scenario.hash, scenario.title, scenario.question) for name, scenario in scenarios.items()
    }
    assert all(entry.counts == count_parts(scenarios[name]) for name, entry in known.items())


@pytest.mark.parametrize("name", ["classics/proxy", "classics/chain-store"])
def test_what_the_list_says_is_the_forecast(name: str) -> None:
    scenario = loading.load(library.bundled()[name])
    own = Workbench(scenario, Options(num_plays=10_000, fresh=True), lambda *_: None, Stopwatch())
    cost = cost_of_run(own, demand_of_claims(own, scenario.worlds, is_run=True))
    # The number of cores matters for what is shared out.
    assert library.find_entries()[name].seconds == pytest.approx(cost.seconds, rel=0.5)
