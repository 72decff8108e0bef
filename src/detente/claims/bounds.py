"""Between which numbers a quantity can be in any play, those that nobody has drawn included."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
from jaxtyping import Float

from detente.claims.readings import Private, Readings, find_kinds, sum_of
from detente.game.evaluate import NoValueError
from detente.game.tables import Flow, Game, StageTable
from detente.scenario.expressions import ActionTest, Belief, ChosenNumber, Expression, Formula, Parameter, TypeTest
from detente.scenario.model import walk
from detente.scenario.tree_needs import needs_tree

Interval = tuple[float, float]

MOST_SITUATIONS = 200_000
"""Formulas are evaluated in no more situations than this."""


def find_formula_bounds(readings: Readings, formula: Formula, period: int) -> Interval | None:
    """Bounds of a formula at a period's end, from all that can be reached; None where they are not known.

    What is not in the public state is combined freely, so that the bounds may be wider than need be.
    """
    leaves = [part for part in dict.fromkeys(walk(formula.tree)) if isinstance(part, Private)]
    numbers = [_list_numbers(readings, leaf, period) for leaf in leaves]
    levels = readings.decode(period, readings.num_stages)
    combinations = list(product(*numbers)) if np.prod([len(each) for each in numbers]) <= MOST_SITUATIONS else []
    if not combinations or len(combinations) * len(levels) > MOST_SITUATIONS:
        return None
    try:
        values = [
            readings.evaluate(formula.tree, dict(zip(leaves, combination, strict=True)), levels, period)
            for combination in combinations
        ]
    except NoValueError:
        # What has no value may be a combination that cannot be.
        return None
    return float(min(each.min() for each in values)), float(max(each.max() for each in values))


def _list_numbers(readings: Readings, leaf: Expression, period: int) -> list[float]:
    """What a leaf can be."""
    assert isinstance(leaf, Private)
    if isinstance(leaf, ActionTest):
        return [0.0, 1.0]
    if isinstance(leaf, ChosenNumber):
        return sorted({0.0, *(number for _, number in leaf.choices)})
    game, actor = readings.game, readings.frame.actor_index(leaf.actor)
    is_changing = readings.scenario.actors[actor].is_changing
    is_possible = (game.prior[actor] > 0) | is_changing
    if isinstance(leaf, Parameter):
        by_type = readings.frame.parameters[leaf.actor]
        return sorted({float(by_type[kind][leaf.actor, leaf.name]) for kind in np.flatnonzero(is_possible)})
    assert isinstance(leaf, TypeTest | Belief)
    kinds = find_kinds(readings.scenario, leaf)
    if isinstance(leaf, Belief):
        if not is_changing and not can_learn(game, actor, period):
            return [float(sum_of([readings.paths.belief(0, actor, kind) for kind in kinds])[0])]
        return [0.0, 1.0]
    return sorted({float(other in kinds) for other in np.flatnonzero(is_possible)})


def can_learn(game: Game, actor: int, period: int) -> bool:
    """Whether anything that can happen up to a period's end may tell something about an actor's type."""
    if actor not in game.informed or game.prior[actor].max() == 1:
        return False
    if needs_tree(game.scenario):
        # What tells of another's type may tell of this one, and to some sooner than to others.
        return True
    informs = game.informed.index(actor)
    tables = {
        table.number: table
        for each in game.periods[: period + 1]
        for stage in each.stages
        for table in stage
        if table.informs == informs or (table.pair is not None and informs in table.pair.about)
    }
    return any(_tells(table) for table in tables.values())


def _tells(table: StageTable) -> bool:
    """Whether more than one message can be seen at some state."""
    return bool((table.find_possible_messages().sum(axis=1) > 1).any())


def find_payoff_bounds(game: Game, actor: int, kind: int | None) -> Interval:
    """Bounds of what an actor, of one type or of any, can get in a play, discounted to the start."""
    if game.scenario.actors[actor].is_changing:
        kind = None
    rows = [number for number, row in enumerate(game.rows) if row.actor == actor and kind in (None, row.type)]
    found: dict[tuple[str, int], np.ndarray] = {}

    def of(kind_of_record: str, records: Iterable[StageTable | Flow]) -> Float[np.ndarray, "2 row"]:
        """The least and the most of any of the records, each of which is looked at once."""
        ends = []
        for record in records:
            key = (kind_of_record, record.number)
            if key not in found:
                found[key] = _table_bounds(game, record) if isinstance(record, StageTable) else _flow_bounds(record)
            ends.append(found[key])
        return np.stack([np.min([low for low, _ in ends], axis=0), np.max([high for _, high in ends], axis=0)])

    total = _widened(game, of("flow", [game.aftermath]))
    for period in reversed(game.periods):
        later = _widened(game, game.patience * total)
        total = _widened(game, of("flow", [period.end.flow]) + later)
        total = sum((_widened(game, of("table", tables)) for tables in period.stages), start=total)
    return float(total[0, rows].min()), float(total[1, rows].max())


def _widened(game: Game, bounds: Float[np.ndarray, "2 row"]) -> Float[np.ndarray, "2 row"]:
    """The bounds of whatever an actor may be by then: all its rows have the widest where its type may change."""
    for actor, record in enumerate(game.scenario.actors):
        if record.is_changing:
            rows = game.rows_of(actor)
            bounds[0, rows], bounds[1, rows] = bounds[0, rows].min(), bounds[1, rows].max()
    return bounds


def _table_bounds(game: Game, table: StageTable) -> Float[np.ndarray, "2 row"]:
    # Of whoever moves, the payoff of a row counts only where it is of that type.
    counts = np.ones((table.payoff.shape[2], len(game.rows)), dtype=bool)
    if table.mover >= 0 and table.informs >= 0:
        counts[:, game.rows_of(table.mover)] = np.eye(len(counts), dtype=bool)
    available = table.available[:, :, None, None] & counts
    bounds = np.stack(
        [
            np.where(available, table.payoff, np.inf).min(axis=(0, 1, 2)),
            np.where(available, table.payoff, -np.inf).max(axis=(0, 1, 2)),
        ]
    )
    if table.belief_payoff is not None:
        bounds[0, table.belief_payoff.rows] += table.belief_payoff.values.min(axis=(0, 1, 2, 4))
        bounds[1, table.belief_payoff.rows] += table.belief_payoff.values.max(axis=(0, 1, 2, 4))
    if table.occasion is not None:
        bounds = np.stack([np.minimum(bounds[0], 0.0), np.maximum(bounds[1], 0.0)])
    return bounds


def _flow_bounds(flow: Flow) -> Float[np.ndarray, "2 row"]:
    bounds = np.stack([flow.values.min(axis=0), flow.values.max(axis=0)])
    if flow.belief_values is not None:
        bounds[0, flow.belief_rows] += flow.belief_values.min(axis=(0, 2))
        bounds[1, flow.belief_rows] += flow.belief_values.max(axis=(0, 2))
    return bounds
