"""What a task has to do, counted by hand."""

from __future__ import annotations

from detente.analysis.demand import demand_of_claims, demand_of_variants
from detente.analysis.options import Options, Stopwatch
from detente.analysis.workbench import Workbench
from detente.scenario import loading
from detente.scenario.library import TEMPLATE


def bench() -> Workbench:
    return Workbench(loading.load(TEMPLATE), Options(fresh=True), lambda *_: None, Stopwatch())


def test_what_claims_need_is_counted_by_hand() -> None:
    """Of four claims one compares the base with `cheap_sanctions`: two crises, each played once."""
    found = demand_of_claims(bench(), 0, is_run=True)
    assert (found.games, found.runs, found.random_games, found.random_runs) == (2, 2, 2, 2)
    assert found.on_two_grids
    assert found.runs_of_base == 3
    worlds = demand_of_claims(bench(), 6, is_run=True)
    assert (worlds.worlds, worlds.world_games, worlds.world_runs) == (6, 2, 2)
    assert demand_of_variants(bench(), ["cheap_sanctions", "no_offensive"]).games == 3
