"""Many worlds, kept: every claim of a crisis in each of them, what explains its number, and where it holds or fails.

Worlds are draws of all uncertain numbers (`draws.py`). Their rows are kept in a folder (`world_store.py`), so that the
same call goes on where it was ended, and a call with more worlds adds to those that are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.analysis.cache import code_digest
from detente.analysis.explored import FEWEST_WORLDS, Explored, ExploredClaim, Spread
from detente.analysis.extras import require_extra
from detente.analysis.importance import find_importance
from detente.analysis.on_trees import core_seconds
from detente.analysis.options import NUM_PLAYS_OF_WORLDS, Options, require_range
from detente.analysis.regions import find_region
from detente.analysis.verdicts import find_base_claims, list_variants, read_statements
from detente.analysis.workbench import Workbench
from detente.analysis.world_batches import cut_batches, find_rows, find_rows_on
from detente.analysis.world_claims import ClaimsInWorlds, require_uncertain
from detente.analysis.world_rows import BASE_WORLD, WorldsJob, list_columns
from detente.analysis.world_store import WorldStore
from detente.claims.estimates import wilson_interval
from detente.claims.sides import compares_difference
from detente.claims.statements import Statement, compares_shares
from detente.claims.verdict import NO_OCCASION, VERDICTS, Robustness, WorldsKind
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.model import Claim, Scenario
from detente.scenario.names import listed, nearest

if TYPE_CHECKING:
    import pandas as pd

MOST_EXPLORED = 10_000_000
"""Worlds of a store: their rows take some gigabytes."""

NO_VERDICT = "no verdict"
BASE_CLAIMS = "base"
"""In place of names of claims: those that speak of the base crisis alone."""

_MOST_FAULTS = 5
_ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Exploring:
    """A question about many worlds, on its way.

    Args:
        num_found: rows that were in the store before.
    """

    explored: Explored
    num_found: int


def explore(
    bench: Workbench,
    num_worlds: int,
    store: Path,
    *,
    claims: Sequence[str] = (),
    version: str = "",
    cluster: str | None = None,
) -> Exploring:
    """The claims of the base crisis in many worlds, and in the one that has the base values.

    Args:
        store: the folder of the rows. claims: ids, or `base` for all that speak of the base crisis alone; none: all.
        version: of the package, for the rows. cluster: the address of a scheduler of Dask; None: this machine.

    Raises:
        DetenteError: nothing is uncertain, the store is of something else, a library is missing, or see
            `world_batches.find_rows_on`.
        OSError: the store cannot be written to.
    """
    require_range("worlds", num_worlds, 1, MOST_EXPLORED)
    if num_worlds >= FEWEST_WORLDS:
        # Before the worlds are evaluated, not after.
        require_extra("SALib", "worlds", "the share of the spread that a number explains")
        require_extra("sklearn", "worlds", "a region in words")
    chosen = choose_claims(bench, claims)
    options = _options_of_worlds(bench.options)
    require_uncertain(bench.base)
    in_worlds = ClaimsInWorlds(bench, options, chosen)
    identity = _identity(bench.base, options, chosen, version)
    kept = WorldStore(store, identity, list_columns(bench.base, in_worlds))
    with kept.alone():
        missing = sorted(set(range(BASE_WORLD, num_worlds + 1)) - kept.worlds())
        if kept.grid is not None:
            bench.add_choice(kept.grid)
        if missing:
            bench.begin()
            kept.begin(bench.choice)
        job = WorldsJob(bench.base, options, bench.choice, tuple(chosen), version, code_digest())
        _fill(bench, kept, job, missing, num_worlds, cluster)
    with bench.watch.phase("drivers"):
        explored = summarise(bench, in_worlds, kept.frame(num_worlds), options.num_plays)
    return Exploring(explored, num_worlds + 1 - len(missing))


def choose_claims(bench: Workbench, names: Sequence[str]) -> list[int]:
    """The indices of the claims with these ids, in the order of the file.

    Raises:
        DetenteError: the crisis has none. UnknownNameError: there is no such claim.
    """
    ids = [claim.id for claim in bench.base.claims]
    if not ids:
        raise DetenteError(
            f"explore: {bench.base.name} makes no claims, so there is nothing to evaluate in its worlds."
        )
    wanted: set[str] = set() if names else set(ids)
    for name in names:
        if name in ids:
            wanted.add(name)
        elif name == BASE_CLAIMS:
            wanted.update(claim.id for claim in find_base_claims(bench))
        else:
            allowed = [BASE_CLAIMS, *ids]
            raise UnknownNameError(
                f"claims: there is no claim '{name}'{nearest(name, allowed)} (claims: {listed(ids)})"
            )
    if not wanted:
        raise DetenteError(f"claims: no claim of {bench.base.name} is about the base crisis alone.")
    return [index for index, name in enumerate(ids) if name in wanted]


def _options_of_worlds(options: Options) -> Options:
    """How games are solved and played in worlds."""
    num_plays = min(options.num_plays, NUM_PLAYS_OF_WORLDS)
    return replace(options, num_plays=num_plays, has_grid_error=False, num_worlds=None, fresh=False)


def _identity(scenario: Scenario, options: Options, claims: Sequence[int], version: str) -> Mapping[str, Any]:
    """All that rows depend on, for people who read it too."""
    points = options.num_points
    return {
        "scenario": scenario.name,
        "variant": scenario.variant,
        "scenario_hash": scenario.hash,
        "version": version,
        "code": code_digest(),
        "seed": options.seed,
        "plays": options.num_plays,
        "points": dict(points) if isinstance(points, Mapping) else points,
        "accuracy": options.accuracy,
        "equilibrium": list(options.rules),
        "rounds": options.rounds,
        "steps": options.max_steps,
        "allow_unsolved": options.allow_unsolved,
        "claims": [scenario.claims[index].id for index in claims],
    }


def _fill(
    bench: Workbench, store: WorldStore, job: WorldsJob, missing: Sequence[int], num_worlds: int, cluster: str | None
) -> None:
    """Add the rows that are missing, batch by batch."""
    if not missing:
        return
    done, total = num_worlds + 1 - len(missing), num_worlds + 1
    bench.progress("Worlds", done / total)
    statements = read_statements(bench)
    games = {variant for index in job.claims for variant in list_variants(bench, statements[index][1])}
    plan = None if bench.on_tree else bench.plan
    seconds = core_seconds(bench) if plan is None else plan.seconds()
    batches = cut_batches(missing, seconds * max(1, len(games)))
    with bench.watch.phase("worlds"):
        found = find_rows(job, batches, plan) if cluster is None else find_rows_on(cluster, job, batches)
        for rows in found:
            store.add(rows)
            done += len(rows)
            bench.progress("Worlds", done / total)


def summarise(bench: Workbench, in_worlds: ClaimsInWorlds, frame: pd.DataFrame, num_plays: int) -> Explored:
    """What the rows show, of every claim.

    Args:
        frame: as of `WorldStore.frame`.
    """
    statements = read_statements(bench)
    columns = [f"numbers.{each.name}" for each in in_worlds.numbers]
    columns += [f"variants.{each.name}" for each in in_worlds.variants]
    faults = frame["faults"].iloc[1:].dropna().value_counts()
    choice = bench.choice
    claims = [_explored(*statements[index], frame, in_worlds.drivers, columns) for index in in_worlds.claims]
    return Explored(
        claims=tuple(claims),
        num_worlds=len(frame) - 1,
        num_plays=num_plays,
        num_failed=int(frame["faults"].iloc[1:].notna().sum()),
        faults={str(reason): int(number) for reason, number in faults.head(_MOST_FAULTS).items()},
        grades={str(grade): int(number) for grade, number in frame["grade"].iloc[1:].value_counts().items()},
        num_points=dict(choice.points),
        grid_change=max(choice.changes.values()) if choice.changes else None,
        rows=frame,
    )


def _explored(
    claim: Claim, statement: Statement, frame: pd.DataFrame, drivers: Sequence[str], columns: Sequence[str]
) -> ExploredClaim:
    """What the rows show of one claim."""
    base, worlds = frame.iloc[0], frame.iloc[1:]
    kinds = worlds[f"{claim.id}.verdict"].fillna(NO_VERDICT).to_numpy(dtype=str)
    is_counted = (kinds != NO_VERDICT) & (kinds != NO_OCCASION)
    holds = kinds[is_counted] == "holds"
    values = worlds[columns].to_numpy(dtype=float)[is_counted]
    numbers = worlds[f"{claim.id}.value"].to_numpy(dtype=float)[is_counted]
    has_number = len(statement.comparisons) == 1 and bool(np.isfinite(numbers).all()) and len(numbers) > 0
    counts = {kind: int((kinds == kind).sum()) for kind in (*VERDICTS, NO_OCCASION, NO_VERDICT)}
    share = float(holds.mean()) if len(holds) else None
    base_kind = base[f"{claim.id}.verdict"]
    base_value = float(base[f"{claim.id}.value"])
    outcome, wanted = _rarer(counts, holds)
    return ExploredClaim(
        id=claim.id,
        quote=claim.says,
        statement=statement.text,
        is_share=compares_shares(statement.comparisons[0]),
        base=base_kind if isinstance(base_kind, str) else NO_VERDICT,
        base_value=base_value if np.isfinite(base_value) else None,
        verdict=_across(counts, share),
        share=share,
        interval=None if share is None else wilson_interval(share, len(holds)),
        counts={kind: number for kind, number in counts.items() if number},
        spread=_spread(numbers) if has_number else None,
        drivers=find_importance(drivers, values, numbers if has_number else holds.astype(float)),
        region=find_region(drivers, values, wanted, outcome),
        is_difference=compares_difference(statement.comparisons[0]),
    )


def _rarer(counts: Mapping[str, int], holds: np.ndarray) -> tuple[str, np.ndarray]:
    """The rarer of both outcomes in words, and the worlds that have it."""
    if holds.mean() < 0.5 if len(holds) else True:
        return "holds", holds
    others = {kind: counts[kind] for kind in VERDICTS if kind != "holds" and counts[kind]}
    return next(iter(others)) if len(others) == 1 else "does not hold", ~holds


def _across(counts: Mapping[str, int], share: float | None) -> WorldsKind:
    """What nearly all worlds say, by the rule of runs with worlds."""
    return Robustness(
        num_worlds=sum(counts.values()),
        num_holds=counts["holds"],
        num_fails=counts["fails"],
        num_undecided=counts["undecided"],
        num_failed=counts[NO_VERDICT],
        share=share,
        interval=None,
        drivers=(),
        num_no_effect=counts["no visible effect"],
        num_no_occasion=counts[NO_OCCASION],
    ).verdict


def _spread(numbers: np.ndarray) -> Spread:
    low, median, high = (float(each) for each in np.quantile(numbers, _ENDS))
    return Spread(float(numbers.mean()), low, median, high)
