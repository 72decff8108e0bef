"""Records -> rows: the shares, means and bands that reports print and draw. A row is a plain mapping with named columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np

from detente.scenario.model import Decision
from detente.simulate.paths import Paths

Rows = list[dict[str, Any]]


def in_words(name: str) -> str:
    """A name of the scenario as people write it."""
    return name.replace("_", " ")


def state_shares(paths: Paths) -> Rows:
    """`date`, `variable`, `level`, `share`: the share of plays at each level at the end of every period."""
    scenario, rows = paths.game.scenario, []
    for period, date in enumerate(scenario.calendar.labels):
        levels = paths.levels(period)
        for column, variable in enumerate(scenario.variables):
            shares = np.bincount(levels[:, column], minlength=len(variable.levels)) / paths.num_plays
            for level, share in zip(variable.levels, shares, strict=True):
                rows.append({"date": date, "variable": variable.name, "level": level, "share": float(share)})
    return rows


def act_shares(paths: Paths) -> Rows:
    """`date`, `owner`, `decision`, `act`, `share`, `occasions`: what is chosen, among the plays in which somebody decides."""
    game, rows = paths.game, []
    decisions = {stage.name: stage for stage in game.scenario.stages if isinstance(stage, Decision)}
    for stage_index, name in enumerate(game.stage_names):
        if name not in decisions:
            continue
        for period, date in enumerate(game.scenario.calendar.labels):
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
    """How often each act is chosen at one stage of one period."""
    counts = np.zeros(len(acts), dtype=np.int64)
    codes = paths.game.periods[period].codes[stage]
    state, act = paths.state[:, period, stage], paths.act[:, period, stage]
    for table in paths.game.periods[period].stages[stage]:
        if table.mover < 0:
            continue
        is_here = np.zeros(len(codes), dtype=bool)
        is_here[table.states] = True
        chosen = np.bincount(act[is_here[state]], minlength=len(table.actions))
        for name, count in zip(table.actions, chosen, strict=True):
            counts[acts.index(name)] += count
    return counts


def belief_bands(paths: Paths) -> Rows:
    """`date`, `actor`, `type`, `truth`, `mean`, `low`, `high`: the public belief in each type at every period's end.

    One row for each true type of the actor; `low` and `high` are the 10th and 90th percentile over plays.
    """
    game, rows = paths.game, []
    for actor_index in game.informed:
        actor = game.scenario.actors[actor_index]
        groups = [np.flatnonzero(paths.types[:, actor_index] == k) for k in range(len(actor.types))]
        for type_index, believed in enumerate(actor.types):
            for period, date in enumerate(game.scenario.calendar.labels):
                belief = paths.belief(period + 1, actor_index, type_index)
                for truth, plays in zip(actor.types, groups, strict=True):
                    if not len(plays):
                        continue
                    low, high = np.percentile(belief[plays], [10, 90])
                    rows.append(
                        {
                            "date": date,
                            "actor": actor.name,
                            "type": believed.name,
                            "truth": truth.name,
                            "mean": float(belief[plays].mean()),
                            "low": float(low),
                            "high": float(high),
                        }
                    )
    return rows


def mean_payoffs(paths: Paths) -> Rows:
    """`date`, `actor`, `mean`: what each actor gets in a period, undiscounted, on average over plays."""
    scenario = paths.game.scenario
    means = paths.payoffs.mean(axis=0, dtype=np.float64)
    return [
        {"date": date, "actor": actor.name, "mean": float(means[period, column])}
        for period, date in enumerate(scenario.calendar.labels)
        for column, actor in enumerate(scenario.actors)
    ]


def summary(paths: Paths) -> Rows:
    """`kind`, `date`, `what`, `label`, `value`: all of the above in one long table."""
    rows: Rows = []
    for row in state_shares(paths):
        rows.append(_long("state", row["date"], row["variable"], row["level"], row["share"]))
    for row in act_shares(paths):
        if row["occasions"]:
            rows.append(_long("act", row["date"], f"{row['owner']} {row['decision']}", row["act"], row["share"]))
    for row in belief_bands(paths):
        label = f"{row['actor']} is {row['type']}, truly {row['truth']}"
        rows.extend(
            _long(f"belief {part}", row["date"], row["actor"], label, row[part]) for part in ("mean", "low", "high")
        )
    rows.extend(_long("payoff", row["date"], row["actor"], "mean", row["mean"]) for row in mean_payoffs(paths))
    return rows


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as comma-separated values with a header."""
    stream = StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _long(kind: str, date: str, what: str, label: str, value: float) -> dict[str, Any]:
    return {"kind": kind, "date": date, "what": what, "label": label, "value": value}
