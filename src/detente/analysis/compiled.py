"""A compiled game as text and as a document: its size, what causes it, and its stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from detente.game import dump
from detente.game.compile import compile_game
from detente.scenario.model import Scenario


def describe_size(scenario: Scenario, num_points: Mapping[str, int] | None) -> tuple[dict[str, Any], str]:
    """States, beliefs and nodes, and what each variable costs: as a document, and as text."""
    size_of = dump.measure_size(scenario, num_points)
    total = sum(map(sum, size_of.states))
    lines = [
        f"{len(size_of.dates)} {scenario.calendar.step}s of {len(size_of.stage_names)} stages",
        f"{max(map(max, size_of.states)):,} public states at most in one stage, {total:,} in all",
        f"{size_of.num_beliefs:,} public beliefs",
        f"{size_of.num_nodes:,} nodes at which an actor with private types decides",
        f"{size_of.num_bytes / 1e6:,.1f} MB of policies",
        "",
        "Factor by which each variable multiplies the number of states:",
    ]
    width = max((len(cost.name) for cost in size_of.costs), default=0)
    for cost in size_of.costs:
        lines.append(f"  {cost.name.replace('_', ' '):<{width}}  {cost.states / max(cost.states_without, 1):5.2f}")
    return asdict(size_of), "\n".join(lines)


def describe_tables(scenario: Scenario, num_points: Mapping[str, int] | None) -> tuple[dict[str, Any], str]:
    """Every period and stage in summary, and the states of the first period's stages: as a document, and as text."""
    game = compile_game(scenario, num_points)
    summary = dump.summarise(game)
    stages = {name: dump.describe_stage(game, 0, index) for index, name in enumerate(game.stage_names)}
    return {"summary": summary, "stages": stages}, "\n".join([summary, *stages.values()])
