"""A compiled game for reading: how large it is and why, and its stages in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from detente.game import dump
from detente.game.compile import compile_game
from detente.report.words import in_words
from detente.scenario.model import Scenario


def size(scenario: Scenario, num_points: Mapping[str, int] | None) -> tuple[dict[str, Any], str]:
    """States, beliefs and nodes, and what each variable costs: for programs, and in words."""
    found = dump.measure_size(scenario, num_points)
    total = sum(map(sum, found.states))
    lines = [
        f"{len(found.dates)} {scenario.calendar.step}s of {len(found.stage_names)} stages",
        f"{max(map(max, found.states)):,} public states at most in one stage, {total:,} in all",
        f"{found.num_beliefs:,} public beliefs",
        f"{found.num_nodes:,} nodes at which somebody with private types decides",
        f"{found.num_bytes / 1e6:,.1f} MB of policies",
        "",
        "With each variable there are so many times more states than without it:",
    ]
    width = max((len(cost.name) for cost in found.costs), default=0)
    for cost in found.costs:
        lines.append(f"  {in_words(cost.name):<{width}}  {cost.states / max(cost.states_without, 1):5.2f}")
    return asdict(found), "\n".join(lines)


def tables(scenario: Scenario, num_points: Mapping[str, int] | None) -> tuple[dict[str, Any], str]:
    """Every period and stage in summary, and the states of the first period's stages: for programs, and in words."""
    game = compile_game(scenario, num_points)
    summary = dump.summarise(game)
    stages = {name: dump.describe_stage(game, 0, index) for index, name in enumerate(game.stage_names)}
    return {"summary": summary, "stages": stages}, "\n".join([summary, *stages.values()])
