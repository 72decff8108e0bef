"""What a task has to do: the crises that it solves and plays, less what is cached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from detente.analysis.verdicts import CachedClaims, find_base_claims, find_open_at_random, read_statements
from detente.analysis.workbench import Workbench
from detente.analysis.worlds import count_open_worlds
from detente.claims.statements import RunRequest, Statement, list_measurements


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
        world_runs=len(whole),
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
