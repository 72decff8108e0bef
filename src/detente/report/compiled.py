"""A compiled game for reading: its tables in words, and how large it is and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from detente.game.tables import Game, StageTable
from detente.report.words import in_words

# Enough of a stage to see how it works; the rest is counted.
_MOST_STATES = 6


def size(game: Game) -> dict[str, Any]:
    """Counts of states, beliefs and nodes; and for every variable how many times fewer states there were without it."""
    states = [[len(codes) for codes in period.codes] for period in game.periods]
    decisions = [table for period in game.periods for stage in period.stages for table in stage if table.mover >= 0]
    informed = [table for table in decisions if table.informs >= 0]
    kept = sum(len(t.states) * len(t.actions) * len(game.prior[t.mover]) for t in decisions) * game.grid.size
    return {
        "periods": game.num_periods,
        "stages": len(game.stage_names),
        "states": {"most": max(max(row) for row in states), "total": sum(sum(row) for row in states)},
        "beliefs": {
            "points": game.grid.size,
            "by_actor": {
                game.scenario.actors[actor].name: points
                for actor, points in zip(game.informed, game.grid.sizes, strict=True)
            },
        },
        "nodes": {
            "decisions": sum(len(t.states) for t in decisions) * game.grid.size,
            "with_private_information": sum(len(t.states) for t in informed) * game.grid.size,
        },
        "policy_megabytes": round(kept * 4 / 1e6, 1),
        "variables": _variables(game),
    }


def _variables(game: Game) -> list[dict[str, Any]]:
    """What each variable multiplies the number of states by, dearest first."""
    names = game.space.names
    with_it, without_it, seen = 0, np.zeros(len(names)), [set[int]() for _ in names]
    for period in game.periods:
        for codes in period.codes:
            levels = game.space.decode(codes)
            with_it += len(levels)
            for column in range(len(names)):
                without_it[column] += len(np.unique(np.delete(levels, column, axis=1), axis=0))
                seen[column].update(np.unique(levels[:, column]).tolist())
    rows = [
        {
            "variable": name,
            "levels": len(game.space.level_names[column]),
            "reached": len(seen[column]),
            "factor": round(with_it / float(without_it[column]), 2),
        }
        for column, name in enumerate(names)
    ]
    return sorted(rows, key=lambda row: -row["factor"])


def size_text(document: Mapping[str, Any]) -> str:
    """`size` in words."""
    states, beliefs, nodes = document["states"], document["beliefs"], document["nodes"]
    by_actor = " × ".join(f"{points} about {in_words(actor)}" for actor, points in beliefs["by_actor"].items())
    lines = [
        f"{document['periods']} periods of {document['stages']} stages",
        f"{states['most']:,} reachable public states at most in one stage, {states['total']:,} in all",
        f"{beliefs['points']:,} public beliefs" + (f" ({by_actor})" if by_actor else ": nobody has private types"),
        f"{nodes['decisions']:,} nodes with a decision, {nodes['with_private_information']:,} of informed actors",
        f"{document['policy_megabytes']:,} MB of policies",
        "",
        "What each variable multiplies the states by:",
    ]
    width = max((len(row["variable"]) for row in document["variables"]), default=0)
    for row in document["variables"]:
        reached = "" if row["reached"] == row["levels"] else f", {row['reached']} of them reached"
        lines.append(f"  {row['variable']:<{width}}  × {row['factor']:<5g} ({row['levels']} levels{reached})")
    return "\n".join(lines)


def tables(game: Game) -> dict[str, Any]:
    """The compiled stages of every period, a few states of each in words."""
    periods = []
    for index, (date, period) in enumerate(zip(game.scenario.calendar.labels, game.periods, strict=True)):
        stages = [
            {
                "stage": game.stage_names[s],
                "states": len(period.codes[s]),
                "tables": [_table(game, index, s, table) for table in parts],
            }
            for s, parts in enumerate(period.stages)
        ]
        periods.append({"date": date, "stages": stages, "states_at_end": len(period.codes[-1])})
    return {"periods": periods}


def _table(game: Game, period: int, stage: int, table: StageTable) -> dict[str, Any]:
    actors = game.scenario.actors
    codes = game.periods[period].codes[stage][table.states]
    shown = [
        {
            "state": state_in_words(game, int(code)),
            "acts": [
                _act(game, period, stage, table, place, act)
                for act in range(table.available.shape[1])
                if table.available[place, act]
            ],
        }
        for place, code in enumerate(codes[:_MOST_STATES])
    ]
    return {
        "what": table.name or "nothing happens",
        "mover": actors[table.mover].name if table.mover >= 0 else None,
        "informs_about": actors[game.informed[table.informs]].name if table.informs >= 0 else None,
        "is_overt": table.is_overt,
        "states": len(codes),
        "shown": shown,
    }


def _act(game: Game, period: int, stage: int, table: StageTable, place: int, act: int) -> dict[str, Any]:
    """One entry of a menu: what the rows get from it, and what follows with which probability, by the mover's type."""
    following = game.periods[period].codes[stage + 1]
    payoff = table.payoff[place, act]
    rows = {}
    for index, row in enumerate(game.rows):
        actor = game.scenario.actors[row.actor]
        values = np.unique(payoff[:, index])
        if np.any(values):
            name = f"{actor.name} if {actor.types[row.type].name}" if len(actor.types) > 1 else actor.name
            rows[name] = [round(float(value), 6) for value in values]
    outcomes: dict[str, list[float]] = {}
    for message in range(table.message_prob.shape[2]):
        for branch in range(table.branch_prob.shape[2]):
            probability = table.message_prob[place, act, message] * table.branch_prob[place, message, branch]
            if np.any(probability > 0):
                target = state_in_words(game, int(following[table.branch_state[place, message, branch]]))
                key = f"message {message}: {target}"
                before = np.array(outcomes.get(key, np.zeros(len(probability)).tolist()))
                outcomes[key] = [round(float(p), 6) for p in before + probability]
    return {"act": table.actions[act] if table.actions else "", "payoffs": rows, "outcomes": outcomes}


def state_in_words(game: Game, code: int) -> str:
    """`front held, pledge none` for a state."""
    levels = game.space.decode(np.array([code]))[0]
    words = [
        f"{name} {game.space.level_names[column][level]}"
        for column, (name, level) in enumerate(zip(game.space.names, levels, strict=True))
    ]
    return ", ".join(words) or "the only state"


def tables_text(document: Mapping[str, Any]) -> str:
    """`tables` in words."""
    lines: list[str] = []
    for period in document["periods"]:
        lines.append(f"{period['date']}")
        for stage in period["stages"]:
            lines.append(f"  {stage['stage']}: {stage['states']} states")
            for table in stage["tables"]:
                lines.extend(_table_lines(table))
        lines.append(f"  end of period: {period['states_at_end']} states")
    return "\n".join(lines)


def _table_lines(table: Mapping[str, Any]) -> list[str]:
    who = f"{table['mover']} decides" if table["mover"] else ("chance" if table["what"] != "nothing happens" else "")
    seen = "" if not table["mover"] or table["is_overt"] else ", not seen as it is"
    told = f", tells about {table['informs_about']}" if table["informs_about"] else ""
    lines = [f"    {table['what']}{': ' if who else ''}{who}{seen}{told} ({table['states']} states)"]
    if table["what"] == "nothing happens":
        return lines
    for entry in table["shown"]:
        lines.append(f"      {entry['state']}")
        for act in entry["acts"]:
            payoffs = "; ".join(f"{row} {_numbers(values)}" for row, values in act["payoffs"].items())
            name = f"{act['act']}" if act["act"] else "nature"
            lines.append(f"        {name}" + (f"  [{payoffs}]" if payoffs else ""))
            lines.extend(f"          {_numbers(sorted(set(p)))}  {outcome}" for outcome, p in act["outcomes"].items())
    rest = table["states"] - len(table["shown"])
    if rest > 0:
        lines.append(f"      … and {rest} more states")
    return lines


def _numbers(values: list[float]) -> str:
    return " or ".join(f"{value:g}" for value in values)
