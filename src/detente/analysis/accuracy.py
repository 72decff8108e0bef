"""How fine the belief grid has to be: from an accuracy to points.

The grid starts with the points that the scenario states, or the default ones. For every actor with private types the
crisis is solved again with half the intervals on its axes. Where start values (as a share of their spread over plays)
or shares of acts, stage by stage, change by more than the accuracy, that actor's intervals are halved, until nothing
changes by more or the next grid would have more nodes than the limit. The limit counts nodes and not seconds, so that
a crisis has the same grid on every machine.

What is then left of the error is measured for every number that is printed: each game is solved and played on the grid
with half the intervals too, with the same random numbers, and the difference is added to the interval
(`claims/estimates.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from detente.game.capacity import Plan
from detente.game.compile import MOST_DEFAULT_BELIEFS, build_grid, compile_game, reach_on_grid
from detente.game.reach import Limits
from detente.game.tables import Game
from detente.scenario.model import MOST_BELIEF_POINTS, Scenario
from detente.simulate.play import simulate
from detente.solve.backward import ProgressCallback, solve
from detente.solve.certificate import GridAccuracy
from detente.solve.equilibrium import Equilibrium, Settings

NUM_PLAYS = 2_000
"""Plays in which solutions are compared."""

MOST_NODES = 1_500_000
"""Nodes of a game, states times beliefs at which an informed actor moves, up to which its grid is refined by itself:
some seconds on two cores."""

FEWEST_POINTS = 5
"""On an axis of a grid of which half the intervals still are a grid."""

Points = Mapping[str, int]


Limit = Literal["", "nodes", "points", "unsolved"]


@dataclass(frozen=True)
class GridChoice:
    """Points of the belief grid, and how accurate it is.

    Args:
        points: on each axis, by informed actor. coarser: of the grid that numbers are compared with.
        changes: by actor whose belief is tracked, how much its halved axes change start values or shares of acts; empty
            if points are given.
        accuracy: what was asked for. limit: why it is not reached: a finer grid would have too many nodes, or too many
            points on an axis, or has nodes that are not solved; "" if it is reached.
        is_settled: whether the accuracy is reached, or the last refinement changed less than the one before it did.
            Where it did not, several equilibria lie near one another, and which of them is found hangs on the grid.
    """

    points: Points
    coarser: Points
    changes: Mapping[str, float]
    accuracy: float
    limit: Limit = ""
    is_settled: bool = True

    def as_certified(self) -> GridAccuracy:
        """What a certificate says of it."""
        return GridAccuracy(max(self.changes.values(), default=0.0), self.accuracy, self.is_settled)


@dataclass(frozen=True)
class FirstLook:
    """What the first solutions of a crisis show, from which the time for the others can be forecast.

    Args:
        plan: of the crisis. points, changes: as in `GridChoice`, on the first grid.
        solve_seconds: of each solve but the first, which loads code, after the points that it was solved on.
    """

    plan: Plan
    points: Points
    changes: Mapping[str, float]
    solve_seconds: tuple[tuple[Points, float], ...]


class Onlooker:
    """Who is told how large a crisis is, and what its first solutions show. This one does nothing about it."""

    def planned(self, plan: Plan, points: Points) -> None:
        """Called before the first solve of a search for the grid."""

    def looked(self, look: FirstLook) -> None:
        """Called when the first grid has been compared with others."""

    def compiled(self, plan: Plan) -> None:
        """Called before a game is solved on the grid that is used."""


def halve(points: int) -> int:
    """Points on an axis with half the intervals, at least one on either side of the middle; 1 if there is no axis."""
    return 1 if points == 1 else max(3, (points - 1) // 4 * 2 + 1)


def double(points: int) -> int:
    """Points on an axis with twice the intervals."""
    return 1 if points == 1 else 2 * points - 1


def other_points(points: int) -> int:
    """Points on an axis of the grid with which one is compared; an axis of three points cannot be halved."""
    return halve(points) if halve(points) < points else double(points)


def fix_grid(scenario: Scenario, given: Points | None, accuracy: float) -> GridChoice:
    """The grid that is given, or the one to start from, and the one to compare it with."""
    names = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    grid = build_grid(scenario, given)
    if given is None:
        # Where some beliefs have no axes, the others have more points. A variant may give axes to all of them.
        needed = reach_on_grid(scenario, None, None, Limits())[0].grid
        numbers = zip(grid.num_points, needed.num_points, strict=True)
        grid = replace(grid, num_points=tuple(every if some == 1 else some for every, some in numbers))
        stated = {actor.name for actor in scenario.actors if actor.belief_points is not None}
        more = (
            number if name in stated else max(number, FEWEST_POINTS)
            for name, number in zip(names, grid.num_points, strict=True)
        )
        finer = replace(grid, num_points=tuple(more))
        grid = finer if finer.size <= MOST_DEFAULT_BELIEFS else grid
    points = dict(zip(names, grid.num_points, strict=True))
    return GridChoice(points, {name: halve(number) for name, number in points.items()}, {}, accuracy)


def choose_grid(
    scenario: Scenario,
    accuracy: float,
    settings: Settings,
    progress: Callable[[float], None],
    onlooker: Onlooker | None = None,
    on_step: ProgressCallback | None = None,
) -> GridChoice:
    """The grid of a crisis for an accuracy.

    Args:
        progress: called with the share done. on_step: with the steps of every solve.
    """
    points, history = dict(fix_grid(scenario, None, accuracy).points), list[float]()
    solver = _Solver(scenario, settings, onlooker or Onlooker(), on_step)
    base = solver.solve(points)
    limit: Limit = ""
    while True:
        changes = {}
        tracked = [name for position, name in enumerate(points) if base.game.grid.is_tracked(position)]
        for done, name in enumerate(tracked, start=1):
            changes[name] = measure_change(base, solver.solve(points | {name: other_points(points[name])}))
            progress(done / (len(tracked) + 1))
        if not history:
            solver.tell(points, changes)
        history.append(max(changes.values(), default=0.0))
        coarse = [name for name in tracked if changes[name] > accuracy]
        if not coarse:
            break
        finer = points | {name: double(points[name]) for name in coarse}
        limit = _find_limit(base.game, finer)
        if limit:
            break
        refined = solver.solve(finer)
        if refined.certificate.num_unsolved > base.certificate.num_unsolved:
            limit = "unsolved"
            break
        points, base = finer, refined
    halved = {name: halve(number) for name, number in points.items()}
    is_settled = not limit or len(history) < 2 or history[-1] < history[-2]
    return GridChoice(points, halved, changes, accuracy, limit, is_settled)


def _find_limit(game: Game, points: Points) -> Limit:
    """Why a game is not solved on a grid with these points; "" if it can be."""
    if max(points.values()) > MOST_BELIEF_POINTS:
        return "points"
    return "nodes" if _count_nodes(game, points) > MOST_NODES else ""


def measure_change(one: Equilibrium, other: Equilibrium) -> float:
    """How differently two solutions of a crisis come out: start values, in standard deviations, and shares of acts.

    Plays of both have the same random numbers. Of a difference of shares what is beyond two standard errors counts.
    """
    plays, others = simulate(one, NUM_PLAYS), simulate(other, NUM_PLAYS)
    spread = plays.discounted().std(axis=0)
    changes = [
        abs(float(value - coarser)) / float(spread[row.actor])
        for row, value, coarser in zip(one.game.rows, one.start_values, other.start_values, strict=True)
        if spread[row.actor] > 0
    ]
    for act in range(int(max(plays.act.max(), others.act.max(), -1)) + 1):
        apart = (plays.act == act).astype(np.float64) - (others.act == act)
        mean, error = apart.mean(axis=0), apart.std(axis=0) / np.sqrt(NUM_PLAYS)
        changes.append(float(np.maximum(np.abs(mean) - 2 * error, 0).max()))
    return max(changes, default=0.0)


class _Solver:
    """Solves one crisis on one grid after another, and tells somebody how long it takes.

    Unsolved nodes are reported where the crisis is solved to be used.
    """

    def __init__(
        self, scenario: Scenario, settings: Settings, onlooker: Onlooker, on_step: ProgressCallback | None
    ) -> None:
        self._scenario, self._onlooker, self._on_step = scenario, onlooker, on_step
        self._settings = replace(settings, allow_unsolved=True, regret=False)
        self._plan: Plan | None = None
        self._seconds = list[tuple[Points, float]]()

    def solve(self, points: Points) -> Equilibrium:
        game = compile_game(self._scenario, points, on_plan=lambda plan: self._planned(plan, points))
        begun = time.perf_counter()
        equilibrium = solve(game, self._settings, self._on_step)
        self._seconds.append((dict(points), time.perf_counter() - begun))
        return equilibrium

    def tell(self, points: Points, changes: Mapping[str, float]) -> None:
        """Tell what the first grid and those beside it show."""
        if self._plan is not None:
            self._onlooker.looked(FirstLook(self._plan, dict(points), changes, tuple(self._seconds[1:])))

    def _planned(self, plan: Plan, points: Points) -> None:
        if self._plan is None:
            self._plan = plan
            self._onlooker.planned(plan, points)


def _count_nodes(game: Game, points: Points) -> int:
    """Informed nodes of the game on a grid with these points."""
    tracked = [number if game.grid.is_tracked(position) else 1 for position, number in enumerate(points.values())]
    grid = replace(game.grid, num_points=tuple(tracked))
    tables = [table for period in game.periods for stage in period.stages for table in stage]
    states = sum(len(table.states) for table in tables if table.mover >= 0 and table.informs >= 0)
    return int(np.prod([float(size) for size in grid.sizes])) * states
