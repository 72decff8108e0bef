"""What a task has to do: the crises that it solves and plays, less what is cached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from detente.analysis.curve import NUM_VALUES as CURVE_VALUES
from detente.analysis.flip import MOST_DRAWN, NUM_WORLDS
from detente.analysis.flip import NUM_VALUES as FLIP_VALUES
from detente.analysis.key_claims import with_answering_claims
from detente.analysis.varying import Axis, list_axes
from detente.analysis.verdicts import CachedClaims, find_base_claims, find_open_at_random, read_statements
from detente.analysis.workbench import Workbench
from detente.analysis.worlds import count_open_worlds
from detente.claims.statements import RunRequest, Statement, list_measurements

_HALVINGS = 8
"""Points that narrowing the brackets of a claim takes, measured on the small bundled crises."""

_POINTS_OF_BOUNDARY = 60
"""Points that following a boundary takes, measured likewise."""


@dataclass(frozen=True)
class Demand:
    """What a task does, counted in crises and plays.

    Args:
        games: crises solved, perceptions included. runs: crises played, with forced moves or without.
        random_games, random_runs: those played at random.
        on_two_grids: whether all is done on a coarser grid, too.
        runs_of_base: runs that are played again on the finer grid of a certificate.
        writes_report: whether a report is drawn.
        worlds: those with open claims; in each `world_games` are solved and `world_runs` played.
    """

    games: int = 1
    runs: int = 0
    random_games: int = 0
    random_runs: int = 0
    on_two_grids: bool = False
    runs_of_base: int = 0
    writes_report: bool = False
    worlds: int = 0
    world_games: int = 0
    world_runs: int = 0

    def plus(self, other: Demand) -> Demand:
        """Both, of which the second is asked besides and reads the same claims."""
        return replace(
            self,
            games=self.games + other.games,
            runs=self.runs + other.runs,
            on_two_grids=self.on_two_grids or other.on_two_grids,
            worlds=self.worlds + other.worlds,
            world_games=max(self.world_games, other.world_games),
            world_runs=max(self.world_runs, other.world_runs),
        )


def demand_of_claims(bench: Workbench, num_worlds: int, is_run: bool) -> Demand:
    """What evaluating the claims takes, and with it, in a run, all that its report shows.

    Args:
        num_worlds: in which they are evaluated besides.
    """
    statements = read_statements(bench)
    verdicts = CachedClaims(bench, statements).load()
    every = [statement for _, statement in statements]
    missing = [each for index, each in enumerate(every) if index not in verdicts]
    at_random = [every[index] for index in find_open_at_random(statements, verdicts)]
    # The report shows the plays of the base crisis, whatever is cached.
    own = {RunRequest(bench.base.variant)} if is_run else set[RunRequest]()
    runs = _runs(bench, missing) | own
    worlds = count_open_worlds(bench, num_worlds) if num_worlds else 0
    whole = _runs(bench, every)
    return Demand(
        games=_count_games(bench, _variants(runs)),
        runs=len(runs),
        random_games=len(_variants(_runs(bench, at_random))),
        random_runs=len(_runs(bench, at_random)),
        on_two_grids=bench.options.has_grid_error and bool(missing),
        runs_of_base=len(find_base_claims(bench)),
        writes_report=is_run,
        worlds=worlds,
        world_games=_count_games(bench, _variants(whole)) if worlds else 0,
        world_runs=len(whole) if worlds else 0,
    )


def demand_of_worlds(bench: Workbench, claims: Collection[int], num_worlds: int) -> Demand:
    """What evaluating some claims, by index, in worlds takes that are not stored."""
    every = read_statements(bench)
    whole = _runs(bench, [every[index][1] for index in claims])
    games = _count_games(bench, _variants(whole))
    return Demand(games=0, worlds=num_worlds, world_games=games, world_runs=len(whole))


def demand_of_variants(bench: Workbench, names: Sequence[str]) -> Demand:
    """What a comparison of the base crisis with variants takes."""
    variants = dict.fromkeys([bench.base.variant, *names])
    return Demand(games=_count_games(bench, variants), runs=len(variants), on_two_grids=bench.options.has_grid_error)


def _runs(bench: Workbench, statements: Iterable[Statement]) -> set[RunRequest]:
    """The runs that statements speak of, the base crisis under one name."""
    asked = (each.run for statement in statements for each in list_measurements(statement))
    return {RunRequest(bench.variant_of(run), run.forced) for run in asked}


def _variants(runs: Iterable[RunRequest]) -> set[str | None]:
    return {run.variant for run in runs}


def _count_games(bench: Workbench, variants: Collection[str | None]) -> int:
    """The crises and the perceptions of them that actors have."""
    perceptions = (bench.perceptions_of(bench.scenario(variant)).values() for variant in variants)
    return len(variants) + sum(len({each.variant for each in seen}) for seen in perceptions)


def demand_of_points(bench: Workbench, axes: Sequence[Axis], num_values: int, *, is_flip: bool) -> Demand:
    """What curves or flips take: the points that are evaluated first, and about as many as narrowing takes.

    Args:
        axes: what is varied. num_values: of each. is_flip: whether flips are sought, with their boundaries.
    """
    statements = [statement for _, statement in read_statements(bench)]
    runs = _runs(bench, statements)
    first = 1 + sum(len(axis.grid(num_values)) - 1 for axis in axes)
    points = first + _HALVINGS * (2 if is_flip else 1) * len(statements)
    if is_flip and len(statements) <= MOST_DRAWN:
        points += _POINTS_OF_BOUNDARY * len(statements) + NUM_WORLDS
    confirmed = 3 * len(statements) if is_flip else 0
    return Demand(
        games=(1 + confirmed) * _count_games(bench, _variants(runs)) if is_flip else 0,
        runs=(1 + confirmed) * len(runs) if is_flip else 0,
        on_two_grids=is_flip and bench.options.has_grid_error,
        worlds=points,
        world_games=_count_games(bench, _variants(runs)),
        world_runs=len(runs),
    )


def demand_of_run(bench: Workbench, num_worlds: int, also: Collection[str]) -> Demand:
    """What a run takes: its claims, its report, and the questions besides of which it is known before they are asked.

    Args:
        also: names of questions.
    """
    demand = demand_of_claims(bench, num_worlds, is_run=True)
    for name, num_values in (("curves", CURVE_VALUES), ("flips", FLIP_VALUES)):
        if name in also:
            own = with_answering_claims(bench)
            demand = demand.plus(demand_of_points(own, list_axes(bench.base), num_values, is_flip=name == "flips"))
    return demand
