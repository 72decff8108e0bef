"""What happens in the plays of a crisis, as rows: the shares, means and bands that reports print and draw.

A row is a plain mapping; all rows of a table have the same named columns.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

import numpy as np

from detente.analysis.ledger import build_ledger
from detente.analysis.results import Rows, Tables
from detente.analysis.workbench import Workbench
from detente.scenario.model import Decision
from detente.simulate.lookup import build_lookup
from detente.simulate.paths import Paths


def play_tables(bench: Workbench) -> Tables:
    """The plays of the base crisis as tables by date."""
    paths = bench.paths().told()
    with bench.watch.phase("count"):
        return build_tables(paths)


def build_tables(paths: Paths) -> Tables:
    """Everything that reports show of the plays."""
    return Tables(
        states=tuple(build_state_shares(paths)),
        acts=tuple(build_act_shares(paths)),
        beliefs=tuple(build_belief_bands(paths)),
        payoffs=tuple(build_mean_payoffs(paths)),
        **vars(build_ledger(paths)),
    )


def build_state_shares(paths: Paths) -> list[dict[str, Any]]:
    """The share of plays at each level at the end of every period."""
    scenario = paths.game.scenario
    rows: list[dict[str, Any]] = []
    for period, date in enumerate(paths.dates):
        levels = paths.levels(period)
        for column, variable in enumerate(scenario.variables):
            shares = np.bincount(levels[:, column], minlength=len(variable.levels)) / paths.num_plays
            for level, share in zip(variable.levels, shares, strict=True):
                rows.append({"date": date, "variable": variable.name, "level": level, "share": float(share)})
    return rows


def build_act_shares(paths: Paths) -> list[dict[str, Any]]:
    """What is chosen at every decision and date, where an actor decides."""
    game = paths.game
    rows: list[dict[str, Any]] = []
    decisions = {stage.name: stage for stage in game.scenario.stages if isinstance(stage, Decision)}
    for stage_index, name in enumerate(game.stage_names):
        if name not in decisions:
            continue
        for period, date in enumerate(paths.dates):
            counts = _act_counts(paths, period, stage_index, tuple(action.name for action in decisions[name].actions))
            occasions = int(counts.sum())
            for action, count in zip(decisions[name].actions, counts, strict=True):
                rows.append(
                    {
                        "date": date,
                        "owner": decisions[name].owner,
                        "decision": name,
                        "act": action.name,
                        "share": float(count / occasions) if occasions else 0.0,
                        "occasions": occasions,
                    }
                )
    return rows


def _act_counts(paths: Paths, period: int, stage: int, acts: tuple[str, ...]) -> np.ndarray:
    """The number of times each act is chosen at one stage of one period."""
    counts = np.zeros(len(acts), dtype=np.int64)
    lookup = build_lookup(paths.game, period, stage)
    table_of_play, act = lookup.table[paths.state[:, period, stage]], paths.act[:, period, stage]
    for number, table in enumerate(lookup.tables):
        if table.mover >= 0:
            chosen = np.bincount(act[table_of_play == number], minlength=len(table.actions))
            for name, count in zip(table.actions, chosen, strict=True):
                counts[acts.index(name)] += count
    return counts


def build_belief_bands(paths: Paths) -> list[dict[str, Any]]:
    """The public belief in each type at every period's end, one row for each true type of the actor.

    Where actors act on perceptions, once more for every perception: `eyes` names those who hold it.
    """
    game = paths.game
    rows: list[dict[str, Any]] = []
    for actor_index in game.informed:
        actor = game.scenario.actors[actor_index]
        groups = [np.flatnonzero(paths.types[:, actor_index] == k) for k in range(len(actor.types))]
        present = [(kind.name, plays) for kind, plays in zip(actor.types, groups, strict=True) if len(plays)]
        for eyes, view in _eyes(paths).items():
            if eyes == actor.name:
                continue
            for type_index, believed in enumerate(actor.types):
                about = {"eyes": eyes, "actor": actor.name, "type": believed.name}
                for period, date in enumerate(paths.dates):
                    belief = paths.belief(period + 1, actor_index, type_index, view)
                    rows += [
                        {"date": date, **about, "truth": truth, **_band(belief[plays])} for truth, plays in present
                    ]
    return rows


def _eyes(paths: Paths) -> dict[str, int]:
    """The views of the game, by the names of those who hold them; "" is an observer who sees it as it is."""
    actors = paths.game.scenario.actors
    views = {"": 0}
    for view in range(1, 1 + len(paths.seen_log_odds)):
        views[", ".join(actor.name for actor, held in zip(actors, paths.view_of, strict=True) if held == view)] = view
    return views


def _band(belief: np.ndarray) -> dict[str, float]:
    low, high = np.percentile(belief, [10, 90])
    return {"mean": float(belief.mean()), "low": float(low), "high": float(high)}


def build_mean_payoffs(paths: Paths) -> list[dict[str, Any]]:
    """What each actor gets in a period, undiscounted, on average over plays."""
    scenario = paths.game.scenario
    means = paths.payoffs.mean(axis=0, dtype=np.float64)
    return [
        {"date": date, "actor": actor.name, "mean": float(means[period, column])}
        for period, date in enumerate(paths.dates)
        for column, actor in enumerate(scenario.actors)
        if not actor.is_deputy
    ]


def build_summary(tables: Tables) -> list[dict[str, Any]]:
    """All tables in one long one: `kind`, `date`, `what`, `label`, `value`."""
    rows = [_long("state", row, row["variable"], row["level"], "share") for row in tables.states]
    for row in tables.acts:
        if row["occasions"]:
            rows.append(_long("act", row, f"{row['owner']} {row['decision']}", row["act"], "share"))
    for row in tables.beliefs:
        label = f"{row['type']}, truly {row['truth']}" + (f", in the eyes of {row['eyes']}" if row["eyes"] else "")
        rows += [_long(f"belief {part}", row, row["actor"], label, part) for part in ("mean", "low", "high")]
    rows += [_long("said", row, f"{row['owner']} {row['act']}", row["event"], "share") for row in tables.ledger]
    return rows + [_long("payoff", row, row["actor"], "mean", "mean") for row in tables.payoffs]


def as_netcdf(paths: Paths) -> bytes:
    """The plays themselves as a netCDF file."""
    return bytes(paths.to_dataset().to_netcdf(engine="scipy"))


def as_csv(rows: Rows) -> str:
    """The rows as comma-separated values with a header."""
    stream = StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _long(kind: str, row: Mapping[str, Any], what: str, label: str, value: str) -> dict[str, Any]:
    return {"kind": kind, "date": row["date"], "what": what, "label": label, "value": row[value]}
