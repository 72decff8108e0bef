"""A crisis made ready for the table: solved, so that persons can take chairs in it and everybody else plays it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente.analysis.options import Options, Origin, Stopwatch
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.scenario.writing import write_scenario
from detente.service.setting_up import DEFAULTS_OF_CLAIMS, Progress, Source, Tell, build_origin, load, quiet, untold

if TYPE_CHECKING:
    from detente.simulate.prepared import PreparedGame
    from detente.solve.equilibrium import Equilibrium


@dataclass(frozen=True)
class TableGame:
    """A solved crisis that is played at a table; any number of tables share one.

    Args:
        options: how it was solved, its belief grid fixed. text: the whole scenario file, so that a saved game needs
            nothing else.
    """

    scenario: Scenario
    equilibrium: Equilibrium
    options: Options
    origin: Origin
    text: str

    @cached_property
    def prepared(self) -> PreparedGame:
        from detente.simulate.prepared import prepare

        return prepare(self.equilibrium)


def table_game(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    progress: Progress = quiet,
    tell: Tell = untold,
) -> TableGame:
    """A crisis, solved to be played.

    The played-out check of the certificate and the search for other equilibria are left out, so that the table opens
    at once; `detente solve` and `detente run` have both.

    Raises:
        ScenarioError: its mistakes.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        DetenteError: it is solved on its game tree, where the table cannot follow yet.
    """
    from detente.analysis.demand import Demand
    from detente.analysis.workbench import Workbench
    from detente.service.setting_up import forecasting

    options.require_one_rule("table")
    scenario, watch = load(crisis, variant=variant), Stopwatch()
    options.points_of(scenario)
    bench = Workbench(scenario, options, progress, watch, plays_out=False)
    if bench.on_tree:
        raise DetenteError(
            f"table: {scenario.title} is solved on its game tree, because somebody knows more there than everybody "
            "does (`seen by`, correlated types, three decisions at once, or very many types). The table plays crises "
            "that are solved on public beliefs."
        )
    forecast = forecasting(bench, lambda: Demand(runs=0), tell)
    solved = bench.equilibrium(bench.base.variant)
    forecast.finish()
    fixed = replace(options, num_points=dict(bench.choice.points) or None)
    origin = build_origin(bench.base, options.seed, watch, bench.choice.points)
    return TableGame(bench.base, solved, fixed, origin, write_scenario(scenario))
