"""How fine the belief grid has to be: from an accuracy to points.

The grid starts with the points that the scenario states, or the default ones. For every actor with private types the
crisis is solved again with half the intervals on its axes. Where start values (as a share of their spread over plays)
or shares of acts, stage by stage, change by more than the accuracy, that actor's intervals are halved, until nothing
changes by more or the next grid would have more nodes than the limit. The limit counts nodes and not seconds, so that
a crisis has the same grid on every machine; a node of many types counts as many times as it takes longer than one of
two. A crisis with an actor of so many types that even a coarse grid takes too long is refused.

What is then left of the error is measured for every number that is printed: each game is solved and played on the grid
with half the intervals too, with the same random numbers, and the difference is added to the interval
(`claims/estimates.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.errors import Advice, Mistake, ScenarioError
from detente.game.beliefs import BeliefGrid
from detente.game.capacity import FINE_POINTS, Plan, make_plan, number_in_words
from detente.game.compile import MOST_DEFAULT_BELIEFS, build_grid, compile_game, reach_on_grid
from detente.game.effort import duration_in_words, estimate_seconds, relative_seconds
from detente.game.reach import Limits
from detente.game.tables import Game
from detente.scenario.model import MOST_BELIEF_POINTS, Actor, Scenario
from detente.solve.certificate import GridAccuracy
from detente.solve.equilibrium import Equilibrium, Settings

if TYPE_CHECKING:
    from detente.solve.backward import ProgressCallback

NUM_PLAYS = 2_000
"""Plays in which solutions are compared."""

MOST_NODES = 1_500_000
"""Nodes of a game, states times beliefs at which an informed actor moves, up to which its grid is refined by itself:
some seconds on two cores. They are counted in nodes of two types (`count_nodes`)."""

FEWEST_POINTS = 5
"""On an axis of a grid of which half the intervals still are a grid."""

MANY_TYPES = 5
"""Of one actor, from which on the types alone can make a small crisis slow: a belief about it has four axes."""

MOST_SECONDS = 10.0
"""Estimated for one solve on the first grid and two cores, beyond which a crisis with such an actor is refused."""

NOMINAL_CORES = 2
"""So that a crisis is refused on every machine or on none."""

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

    @property
    def axis_error(self) -> float:
        """What axes that cannot be halved may be off by, by how much twice the intervals change them.

        In standard deviations of a mean over plays, or of a share.
        """
        return 0.0 + sum(
            change for name, change in self.changes.items() if halve(self.points[name]) == self.points[name]
        )

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

    def unfolded(self, num_nodes: float) -> None:
        """Called before a crisis is solved on its game tree of so many nodes."""


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

    Raises:
        ScenarioError: an actor has so many types that no grid of a known accuracy is solved in a reasonable time.
    """
    points = limit_many_types(scenario, fix_grid(scenario, None, accuracy).points)
    history: list[float] = []
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
    return "nodes" if count_nodes(game, points) > MOST_NODES else ""


def limit_many_types(scenario: Scenario, points: Points) -> dict[str, int]:
    """The points to begin with: fewer on the axes of actors of many types where the limit of nodes is exceeded.

    On axes with fewer than `FINE_POINTS` numbers need not come nearer to the truth from one grid to the next, so that
    their change says little of their error.

    Raises:
        ScenarioError: an actor has so many types that even the coarsest of these grids takes too long.
    """
    frame, reached = reach_on_grid(scenario, points, None, Limits())
    informed = [scenario.actors[actor] for actor in frame.informed]
    many = [
        actor for place, actor in enumerate(informed) if len(actor.types) >= MANY_TYPES and frame.grid.is_tracked(place)
    ]
    fewer = dict(points)
    if not many:
        return fewer
    decided = [
        (table.informs, len(table.states))
        for period in reached.periods
        for moves in period.stages
        for table in moves.tables
        if table.actor >= 0 and table.informs >= 0
    ]
    for actor in many:
        if actor.belief_points is not None:
            continue
        fewer[actor.name] = max(fewer[actor.name], FINE_POINTS)
        while fewer[actor.name] > FINE_POINTS and _count_weighted(frame.grid, decided, fewer) > MOST_NODES:
            fewer[actor.name] -= 2
    estimate = make_plan(frame, reached).estimate

    def seconds(points: Points) -> float:
        return estimate_seconds(estimate, _with_points(frame.grid, points), NOMINAL_CORES)

    if seconds(fewer) > MOST_SECONDS:
        actor = max(many, key=lambda each: len(each.types))
        number = fewer[actor.name]
        size = _with_points(frame.grid, fewer).size
        coarser = next((n for n in range(number - 2, 3, -2) if seconds(fewer | {actor.name: n}) <= MOST_SECONDS), 3)
        message = _too_many_types(actor, number, size, seconds(fewer))
        raise ScenarioError(
            [Mistake(actor.types[0].prior.where, message, (Advice("fewer_points", actor.name, coarser),))]
        )
    return fewer


def _too_many_types(actor: Actor, number: int, size: int, seconds: float) -> str:
    kinds = len(actor.types)
    return (
        f"the {kinds} types of {actor.name} make {kinds - 1} axes of belief. With {number} points on each there are "
        f"{number_in_words(size)} beliefs, one solution would take {duration_in_words(seconds, NOMINAL_CORES)}, and "
        f"an answer takes several. Give {actor.name} fewer types: types that want nearly the same can be one. On a "
        "coarser grid the error of the numbers is not known"
    )


def measure_change(one: Equilibrium, other: Equilibrium) -> float:
    """How differently two solutions of a crisis come out: start values, in standard deviations, and shares of acts.

    Plays of both have the same random numbers. Of a difference of shares what is beyond two standard errors counts.
    """
    from detente.simulate.play import simulate

    plays, others = simulate(one, NUM_PLAYS), simulate(other, NUM_PLAYS)
    spread = plays.discounted().std(axis=0)
    changes = [
        abs(float(value - coarser)) / float(spread[row.actor])
        for row, value, coarser in zip(one.game.rows, one.start_values, other.start_values, strict=True)
        if spread[row.actor] > 0 and np.isfinite(value)
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
        from detente.solve.backward import solve

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


def count_nodes(game: Game, points: Points | None = None) -> int:
    """Informed nodes of the game on a grid with these points, each counted for what it takes."""
    tables = [table for period in game.periods for stage in period.stages for table in stage]
    decided = [(table.informs, len(table.states)) for table in tables if table.mover >= 0 and table.informs >= 0]
    return _count_weighted(game.grid, decided, points)


def _count_weighted(grid: BeliefGrid, decided: Sequence[tuple[int, int]], points: Points | None) -> int:
    """The same. decided: by decision the position of the informed actor, and states."""
    states = sum(num * relative_seconds(grid.num_types[place], grid.num_axes(place)) for place, num in decided)
    sizes = (grid if points is None else _with_points(grid, points)).sizes
    return int(np.prod([float(size) for size in sizes]) * states)


def _with_points(grid: BeliefGrid, points: Points) -> BeliefGrid:
    """The grid with these points on the axes that it has."""
    tracked = (number if grid.is_tracked(position) else 1 for position, number in enumerate(points.values()))
    return replace(grid, num_points=tuple(tracked))
