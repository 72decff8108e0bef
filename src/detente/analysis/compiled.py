"""A compiled game as text and as a document: its size, what causes it, and its stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from detente.analysis.engine import compile_to_check
from detente.game import dump
from detente.game.compile import compile_game
from detente.scenario.model import Scenario
from detente.scenario.tree_needs import find_tree_needs, needs_tree
from detente.trees.counting import count_nodes
from detente.trees.unfold import LIMIT_OF_NODES, MOST_SOLVED, compile_unfoldable


def describe_size(scenario: Scenario, num_points: Mapping[str, int] | None) -> tuple[dict[str, Any], str]:
    """States, beliefs and nodes, and what each variable costs: as a document, and as text."""
    if needs_tree(scenario):
        return _describe_tree_size(scenario)
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


def _describe_tree_size(scenario: Scenario) -> tuple[dict[str, Any], str]:
    """The nodes of a crisis' game tree, by how far it goes."""
    _, game = compile_unfoldable(scenario, LIMIT_OF_NODES)
    counts, dates = count_nodes(game), scenario.calendar.labels
    needs = [each.message for each in find_tree_needs(scenario)]
    states = max(len(codes) for period in game.periods for codes in period.codes)
    lines = [
        f"Solved on its game tree, which may have {MOST_SOLVED:,} nodes, because {'; '.join(needs)}.",
        f"{len(dates)} {scenario.calendar.step}s of {len(scenario.stages)} stages",
        f"{states:,} public states at most in one stage",
        "",
        "Nodes of the tree, if the calendar ended with",
    ]
    lines += [f"  {date}  {count:,.0f}" for date, count in zip(dates, counts, strict=True)]
    nodes = [{"date": date, "nodes": count} for date, count in zip(dates, counts, strict=True)]
    return {"dates": dates, "states": states, "tree": nodes, "needs": needs}, "\n".join(lines)


def describe_tables(scenario: Scenario, num_points: Mapping[str, int] | None) -> tuple[dict[str, Any], str]:
    """Every period and stage in summary, and the states of the first period's stages: as a document, and as text."""
    game = compile_to_check(scenario) or compile_game(scenario, num_points)
    summary = dump.summarise(game)
    stages = {name: dump.describe_stage(game, 0, index) for index, name in enumerate(game.stage_names)}
    return {"summary": summary, "stages": stages}, "\n".join([summary, *stages.values()])
