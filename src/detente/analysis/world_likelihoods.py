"""How likely dated events are in worlds: each is compiled, solved on a coarse belief grid and filtered.

Worlds of one shape are solved together, and shared out among the cores. All filters use the same random numbers, so
that the likelihood is one function of the numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from scipy.special import ndtr, ndtri

from detente.analysis.accuracy import double
from detente.analysis.workbench import Workbench
from detente.cores import num_cores
from detente.errors import DetenteError
from detente.evidence.filter import filter_plays
from detente.evidence.filtered import Filtered
from detente.evidence.guides import take_up
from detente.game.beliefs import BeliefGrid
from detente.game.compile import build_grid, compile_game
from detente.game.tables import Game
from detente.scenario.model import DatedEvent, NumberEntry, Scenario, Variant
from detente.scenario.shapes import find_quantile
from detente.scenario.worlds import list_possible_variants, with_numbers
from detente.solve.at_anchor import play_by_anchor
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import solve_worlds
from detente.trees.as_equilibrium import solve_on_tree
from detente.workers import apply_in_turn, can_copy

MOST_BELIEFS = 65
"""Of the belief grid, unless points are given: worlds are compared with one another, and what a coarse grid adds to all
of them alike cancels; how much is left is measured (`WorldLikelihoods.find_grid_error`)."""

AT_BASE_RATES = 3
"""Points on an axis, where policies are the same at every belief."""

_AXES = (65, 33, 17, 9, 5)

WORTHWHILE_SECONDS = 1.0
"""Of work, for which a process of its own is worth its start."""


@dataclass(frozen=True)
class WorldValues:
    """A world: the values of the uncertain numbers, and the variants that are true in it."""

    numbers: Mapping[str, float]
    variants: tuple[str, ...]


@dataclass(frozen=True)
class GridError:
    """What a belief grid with twice the intervals changes in the logarithm of the likelihood, in some worlds.

    Args:
        mean: of all worlds alike, which says nothing of the numbers. most: the largest distance from it.
        filter_error: the mean standard error of the filter in these worlds. num_worlds: how many were looked at.
    """

    mean: float
    most: float
    filter_error: float
    num_worlds: int


class WorldLikelihoods:
    """The likelihood of dated events in worlds of a workbench's base crisis.

    Args:
        numbers: the uncertain numbers, with their shapes. num_plays: of the filter of one world.
        at_base_rates: whether everybody plays at base rates in them, so that nothing is solved.

    Attributes:
        events: in the order in which plays of the base crisis come to them. on_pace: called once, with the CPU seconds
            of a world, as soon as they are known.
    """

    def __init__(
        self,
        bench: Workbench,
        events: Sequence[DatedEvent],
        numbers: Sequence[NumberEntry],
        num_plays: int,
        *,
        at_base_rates: bool = False,
    ) -> None:
        self.bench, self.numbers, self.num_plays = bench, numbers, num_plays
        self.at_base_rates = at_base_rates
        self.variants: tuple[Variant, ...] = list_possible_variants(bench.base)
        self.points = self._choose_points()
        self.num_solved = 0
        self._factor = _correlations(bench.base, [each.name for each in numbers])
        self._grids: dict[tuple[tuple[str, ...], bool], BeliefGrid] = {}
        self._seconds: float | None = None
        self.on_pace: Callable[[float], object] = lambda _: None
        self.events: Sequence[DatedEvent] = take_up(events, compile_game(bench.base, grid=self._grid((), False)))

    @property
    def num_coordinates(self) -> int:
        """Quantiles of the numbers, and behind them one for every variant that may be true."""
        return len(self.numbers) + len(self.variants)

    def find_values(self, points: Float[np.ndarray, "world coordinate"]) -> list[WorldValues]:
        """The worlds at some quantiles; a variant is true below its probability."""
        num = len(self.numbers)
        shares = points[:, :num].copy()
        for columns, factor in self._factor:
            shares[:, columns] = ndtr(ndtri(np.clip(points[:, columns], 1e-12, 1 - 1e-12)) @ factor.T)
        return [
            WorldValues(
                {
                    each.name: find_quantile(each.shape, float(share))
                    for each, share in zip(self.numbers, row, strict=True)
                    if each.shape is not None
                },
                tuple(
                    each.name
                    for each, share in zip(self.variants, true, strict=True)
                    if share < (each.probability or 0.0)
                ),
            )
            for row, true in zip(shares, points[:, num:], strict=True)
        ]

    def __call__(self, points: Float[np.ndarray, "world coordinate"]) -> Float[np.ndarray, "world event"]:
        """log P(event | the events before it) in every world; −∞ where the numbers make no crisis."""
        return self.find(self.find_values(points))

    def find(self, worlds: Sequence[WorldValues]) -> Float[np.ndarray, "world event"]:
        """The same of given worlds."""
        found = np.empty((len(worlds), len(self.events)))
        self.num_solved += len(worlds)
        places = np.arange(len(worlds))
        if self._seconds is None:
            # What is compiled and loaded for the first world is there for all copies of this process; the second is
            # timed.
            found[:1] = self._find_here(worlds[:1])
            begun = time.process_time()
            found[1:2], places = self._find_here(worlds[1:2]), places[2:]
            self._seconds = time.process_time() - begun
            self.on_pace(self._seconds)
        if not len(places):
            return found
        workers = min(num_cores(), int(self._seconds * len(places) / WORTHWHILE_SECONDS)) if can_copy() else 1
        if workers < 2:
            found[places] = self._find_here([worlds[int(place)] for place in places])
            return found
        parts = np.array_split(places, workers)
        with self.bench.watch.phase("solve and filter"):
            for chosen, terms in apply_in_turn(self._find_part, [(worlds, part) for part in parts], workers):
                found[chosen] = terms
        return found

    def _find_part(self, job: tuple[Sequence[WorldValues], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """A part of the worlds, in a process of its own."""
        worlds, places = job
        return places, self._find_here([worlds[int(place)] for place in places])

    def _find_here(self, worlds: Sequence[WorldValues], *, is_finer: bool = False) -> np.ndarray:
        found = np.full((len(worlds), len(self.events)), -np.inf)
        for place, filtered in self.filter_worlds(worlds, is_finer=is_finer, num_runs=1).items():
            terms = {id(each.event): each.log_likelihood for each in filtered.surprises}
            found[place] = [terms[id(event)] for event in self.events]
        return found

    def filter_worlds(
        self, worlds: Sequence[WorldValues], *, is_finer: bool = False, num_runs: int | None = None
    ) -> dict[int, Filtered]:
        """By place in the list, what the filter finds in every world whose numbers make a crisis."""
        solved = self.solve(worlds, is_finer=is_finer)
        with self.bench.watch.phase("filter"):
            return {
                place: filter_plays(
                    equilibrium,
                    self.events,
                    self.num_plays,
                    self.bench.options.seed,
                    to_the_end=False,
                    num_runs=num_runs,
                )
                for place, equilibrium in solved.items()
            }

    def solve(self, worlds: Sequence[WorldValues], *, is_finer: bool = False) -> dict[int, Equilibrium]:
        """By place in the list, every world whose numbers make a crisis."""
        return self._solve_on_trees(worlds) if self.bench.on_tree else self._solve_on_grids(worlds, is_finer)

    def _choose_points(self) -> Mapping[str, int]:
        """Of the belief grid; at base rates policies are the same at every belief."""
        bench = self.bench
        if bench.on_tree:
            return {}
        if self.at_base_rates:
            return {actor.name: AT_BASE_RATES for actor in bench.base.actors if len(actor.types) > 1}
        return bench.options.points_of(bench.base) or choose_coarsely(bench.base)

    def _solve_on_grids(self, worlds: Sequence[WorldValues], is_finer: bool) -> dict[int, Equilibrium]:
        """By place in the list, every world whose numbers make a crisis, solved together."""
        bench, games = self.bench, dict[int, Game]()
        with bench.watch.phase("compile"):
            for place, world in enumerate(worlds):
                try:
                    scenario = with_numbers(bench.base, world.numbers, world.variants)
                    games[place] = compile_game(scenario, grid=self._grid(world.variants, is_finer))
                except DetenteError:
                    continue
        if self.at_base_rates:
            return {place: play_by_anchor(game) for place, game in games.items()}
        with bench.watch.phase("solve"):
            settings = replace(bench.settings_of(bench.base), allow_unsolved=True)
            return dict(zip(games, solve_worlds(list(games.values()), settings), strict=True))

    def _solve_on_trees(self, worlds: Sequence[WorldValues]) -> dict[int, Equilibrium]:
        """The same on game trees, one after the other."""
        solved = dict[int, Equilibrium]()
        for place, world in enumerate(worlds):
            try:
                scenario = with_numbers(self.bench.base, world.numbers, world.variants)
                with self.bench.watch.phase("solve"):
                    settings = replace(self.bench.settings_of(scenario), rule="principal")
                    solved[place] = solve_on_tree(scenario, settings, at_anchor=self.at_base_rates)
            except DetenteError:
                continue
        return solved

    def find_grid_error(self, worlds: Sequence[WorldValues]) -> GridError | None:
        """What twice the intervals change in some worlds; None where nobody has private types, or none has a crisis."""
        if not self.points:
            return None
        with self.bench.watch.phase("grid error"):
            here, finer = self.filter_worlds(worlds), self.filter_worlds(worlds, is_finer=True)
        both = [place for place in here if place in finer and np.isfinite(here[place].log_likelihood)]
        if not both:
            return None
        changes = np.array([finer[place].log_likelihood - here[place].log_likelihood for place in both])
        error = float(np.mean([here[place].error for place in both]))
        return GridError(float(changes.mean()), float(np.abs(changes - changes.mean()).max()), error, len(both))

    def _grid(self, variants: tuple[str, ...], is_finer: bool) -> BeliefGrid:
        """One grid for all worlds with the same variants, so that they can be solved together."""
        if (variants, is_finer) not in self._grids:
            scenario = self.bench.base if not variants else with_numbers(self.bench.base, {}, variants)
            names = {actor.name for actor in scenario.actors if len(actor.types) > 1}
            own = {name: double(number) if is_finer else number for name, number in self.points.items()}
            self._grids[variants, is_finer] = build_grid(scenario, {n: own[n] for n in own if n in names})
        return self._grids[variants, is_finer]


def choose_coarsely(scenario: Scenario) -> dict[str, int]:
    """Points on the axes of every actor with private types: as many as make few beliefs, five at least."""
    names = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    for number in _AXES:
        points = dict.fromkeys(names, number)
        if build_grid(scenario, points).size <= MOST_BELIEFS:
            return points
    return dict.fromkeys(names, _AXES[-1])


def _correlations(scenario: Scenario, names: Sequence[str]) -> list[tuple[list[int], np.ndarray]]:
    """Columns of numbers that are high together, and the Cholesky factor of their normal scores' correlations."""
    found = []
    for group in scenario.correlations:
        columns = [names.index(number) for number in group.numbers if number in names]
        if len(columns) > 1:
            normal = 2 * np.sin(np.pi * group.value / 6)
            matrix = np.full((len(columns), len(columns)), normal) + (1 - normal) * np.eye(len(columns))
            found.append((columns, np.linalg.cholesky(matrix)))
    return found
