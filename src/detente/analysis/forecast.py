"""How long a task will take, told before most of it is done: everything that it will solve, play, check and draw.

Solves are forecast from the sizes of the games (`game/effort.py`), plays from their stages. What the first solves take,
which seek the belief grid, corrects the forecast for the crisis; what earlier runs took, for the machine (`speed.py`).
The grid that an accuracy will lead to is extrapolated: halved intervals leave a quarter of the error.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from detente.analysis.accuracy import MOST_NODES, FirstLook, Onlooker, Points, double, halve, other_points
from detente.analysis.demand import Demand
from detente.analysis.helping import count_workers
from detente.analysis.on_trees import TREE_SECONDS
from detente.analysis.options import NUM_PLAYS_OF_WORLDS
from detente.analysis.other_equilibria import FEW_NODES, NUM_STARTS
from detente.analysis.results import Forecast, Tell
from detente.analysis.speed import learn, read_slowness
from detente.analysis.workbench import Workbench
from detente.cores import num_cores
from detente.game.beliefs import BeliefGrid
from detente.game.capacity import Plan
from detente.scenario.model import MOST_BELIEF_POINTS, Scenario
from detente.simulate.play import CHUNK

TOLD_FROM = 20.0
"""Seconds; who waits for less need not know."""

COMPILE_SECONDS = 0.6e-3
"""For each stage of each period of a game. All of these were measured on one core of a server of 2023."""

PLAY_SECONDS = 0.15e-6
"""For each stage of a play."""

INFORMED_SECONDS = 0.8e-6
"""For each stage of a play at which an actor with private types decides, besides: its policy is read at a belief."""

RANDOM_SECONDS = 0.2e-6
"""For each stage of a play in which everybody chooses at random."""

MEASURE_SECONDS = 0.1e-6
"""For each stage of a play that claims are evaluated on."""

CHECK_OF_BASE_SECONDS, CHECK_OF_VARIANT_SECONDS = 18e-3, 2e-3
"""For each stage of each period, the check by play."""

REPORT_SECONDS = 2.0
"""For drawing and writing a report."""

_SHRINKING = 4.0
"""How many times smaller the error of the grid is with half the intervals."""

_FASTER = (0.02, 0.05, 0.1)
"""Accuracies that are offered, if one of them saves a third of the time."""

_WORTH = 2 / 3
_LEAST_TIMED = 0.5
"""Seconds of solves from which more can be concluded."""


@dataclass(frozen=True)
class Expense:
    """Forecast seconds on the machine of the constants: of solving, and of all else."""

    solving: float
    other: float

    @property
    def seconds(self) -> float:
        return self.solving + self.other


def cost_of_run(bench: Workbench, demand: Demand) -> Expense:
    """What a run takes of which nothing is cached, as it is forecast when the first grid has been solved."""
    forecaster = Forecaster(bench, lambda: demand, lambda _: None)
    bench.begin()
    assert forecaster.cost is not None
    return forecaster.cost


class Forecaster(Onlooker):
    """Tells once, as early as it is known, how long the task of a workbench will take, and learns how long it took.

    Args:
        demand: counts what the task does, when it is asked.
        tell: called with the forecast if the task is long.
    """

    def __init__(self, bench: Workbench, demand: Callable[[], Demand], tell: Tell) -> None:
        self._bench, self._demand, self._tell = bench, cache(demand), tell
        self._told: tuple[Expense, float] | None = None
        self._is_told = False
        bench.onlooker = self

    def planned(self, plan: Plan, points: Points) -> None:
        """Tell before the first solves if these are long already."""
        others = sum(_solve_seconds(plan, each) for each in _beside(plan, points))
        slowness = read_slowness()
        if slowness * (_solve_seconds(plan, points) + others) >= TOLD_FROM:
            cost = self._cost(plan, points, self._demand())
            self._is_told = True
            self._tell(Forecast(slowness * (cost.seconds + others + _solve_seconds(plan, points)), is_least=True))

    def looked(self, look: FirstLook) -> None:
        """Tell when it is known which grid an accuracy will need."""
        slowness, demand = read_slowness(), self._demand()
        pace = _pace(look, slowness)

        def cost_at(accuracy: float) -> Expense:
            searching, points = _extrapolate(look, accuracy)
            cost = self._cost(look.plan, points, demand)
            return replace(cost, solving=cost.solving + searching)

        def seconds_at(accuracy: float) -> float:
            cost = cost_at(accuracy)
            return pace * cost.solving + slowness * cost.other

        asked = self._bench.options.accuracy
        total = seconds_at(asked)
        faster = ((each, seconds_at(each)) for each in _FASTER if each > asked)
        self._say(Forecast(total, next((each for each in faster if each[1] <= _WORTH * total), None)), cost_at(asked))

    def compiled(self, plan: Plan) -> None:
        """Tell before the first game is solved whose grid is known."""
        if self._told is None and not self._is_told:
            cost = self._cost(plan, plan.points, self._demand())
            self._say(Forecast(read_slowness() * cost.seconds), cost)

    def unfolded(self, num_nodes: float) -> None:
        """Tell before the first crisis is solved on its tree; those at base rates are grown too."""
        if self._told is None and not self._is_told:
            demand = self._demand()
            games = demand.games + demand.random_games + demand.worlds * demand.world_games
            other = self._other(self._bench.base, 0, demand, 1)
            cost = Expense(games * num_nodes * TREE_SECONDS, other)
            self._say(Forecast(read_slowness() * cost.seconds), cost)

    @property
    def cost(self) -> Expense | None:
        """What was forecast, if anything was, for the machine of the constants."""
        return None if self._told is None else self._told[0]

    def finish(self) -> None:
        """Learn from how long the task took."""
        if self._told is not None and not self._bench.has_compiled_solver:
            cost, since = self._told
            learn(cost.seconds, time.perf_counter() - since)

    def _say(self, forecast: Forecast, cost: Expense) -> None:
        self._told = cost, time.perf_counter()
        if forecast.seconds >= TOLD_FROM and not self._is_told:
            self._tell(forecast)
        self._is_told = True

    def _cost(self, plan: Plan, points: Points, demand: Demand) -> Expense:
        """What a demand takes on a grid."""
        bench, options = self._bench, self._bench.options
        coarser = {name: halve(number) for name, number in points.items()}
        fine = _solve_seconds(plan, points)
        both = fine + (_solve_seconds(plan, coarser) if demand.on_two_grids else 0.0)
        solving = demand.games * both + demand.worlds * demand.world_games * fine
        solving += options.num_starts * fine
        if options.num_points is None and 0 < plan.num_nodes(_grid(plan, points)) <= FEW_NODES:
            solving += NUM_STARTS * fine
        if options.refine:
            solving += _solve_seconds(plan, {name: double(number) for name, number in points.items()})
        workers = count_workers(plan, demand.games - 1)
        return Expense(solving, self._other(bench.base, plan.num_informed_decisions, demand, workers))

    def _other(self, scenario: Scenario, num_informed: int, demand: Demand, workers: int) -> float:
        """Compiling, playing, evaluating, checking and drawing, shared out among workers if there are several."""
        options, calendar = self._bench.options, scenario.calendar
        stages = calendar.num_periods * len(scenario.stages)
        # Of a calendar that goes on, plays end with what is told.
        told = calendar.told.num_periods / calendar.num_periods
        compiled = demand.games * (1 + demand.on_two_grids) + demand.random_games + demand.worlds * demand.world_games
        again = demand.runs_of_base if options.refine else 0
        in_turn = _in_turn if workers == 1 else float
        plays = (demand.runs + again) * in_turn(options.num_plays)
        plays += demand.runs * demand.on_two_grids * in_turn(min(options.num_plays, CHUNK))
        few = _in_turn(min(options.num_plays, NUM_PLAYS_OF_WORLDS))
        plays += demand.worlds * demand.world_runs * few
        measured = demand.runs * options.num_plays + demand.worlds * demand.world_runs * few
        shared = (
            stages * COMPILE_SECONDS * compiled
            + told * (stages * PLAY_SECONDS + num_informed * INFORMED_SECONDS) * plays
            + told * stages * MEASURE_SECONDS * measured
            + told * stages * RANDOM_SECONDS * demand.random_runs * few
            + stages * CHECK_OF_VARIANT_SECONDS * max(demand.games - 1, 0)
        )
        return shared / workers + stages * CHECK_OF_BASE_SECONDS + REPORT_SECONDS * demand.writes_report


def _in_turn(num_plays: int) -> int:
    """Plays that one core draws, the chunks shared out among the cores."""
    return CHUNK * -(-math.ceil(num_plays / CHUNK) // num_cores()) if num_plays > CHUNK else num_plays


def _grid(plan: Plan, points: Points) -> BeliefGrid:
    """The grid of a plan with other numbers of points; beliefs without axes stay without."""
    numbers = (
        points.get(name, present) if plan.grid.is_tracked(place) else 1
        for place, (name, present) in enumerate(zip(plan.names, plan.grid.num_points, strict=True))
    )
    return replace(plan.grid, num_points=tuple(numbers))


def _solve_seconds(plan: Plan, points: Points) -> float:
    return plan.seconds(_grid(plan, points))


def _beside(plan: Plan, points: Points) -> Iterable[Points]:
    """The grids with which one is compared."""
    for place, name in enumerate(plan.names):
        if plan.grid.is_tracked(place):
            yield {**points, name: other_points(points[name])}


def _pace(look: FirstLook, slowness: float) -> float:
    """Seconds of a solve for one that is forecast: as in the first solves, if these took long enough to tell."""
    taken = sum(seconds for _, seconds in look.solve_seconds)
    forecast = sum(_solve_seconds(look.plan, points) for points, _ in look.solve_seconds)
    return taken / forecast if taken >= _LEAST_TIMED and forecast > 0 else slowness


def _extrapolate(look: FirstLook, accuracy: float) -> tuple[float, Points]:
    """Seconds of the solves that the search for a grid still takes, and the grid that it ends with."""
    points, changes, seconds = dict(look.points), dict(look.changes), 0.0
    while coarse := [name for name, change in changes.items() if change > accuracy]:
        finer = points | {name: double(points[name]) for name in coarse}
        if max(finer.values()) > MOST_BELIEF_POINTS or look.plan.num_nodes(_grid(look.plan, finer)) > MOST_NODES:
            break
        points = finer
        changes |= {name: changes[name] / _SHRINKING for name in coarse}
        seconds += _solve_seconds(look.plan, points)
        seconds += sum(_solve_seconds(look.plan, each) for each in _beside(look.plan, points))
    return seconds, points
