"""What each type of an actor does in a situation, read from an equilibrium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.errors import DetenteError, UnknownNameError
from detente.game.beliefs import log_odds_of
from detente.game.dump import describe_state
from detente.game.tables import Game, StageTable
from detente.scenario.names import nearest
from detente.solve.at_belief import PoliciesAt
from detente.solve.equilibrium import Equilibrium

Beliefs = Mapping[str, Mapping[str, float]]


def list_policy_rows(
    equilibrium: Equilibrium, actor: str, date: str | int | None, levels: Mapping[str, str], beliefs: Beliefs
) -> list[dict[str, Any]]:
    """`decision`, `situation`, `type`, `act`, `probability`: what the actor does on a date.

    Of a crisis that is solved on its game tree, `knows` and `reach` besides: see `tree_policies.list_tree_rows`.

    Args:
        date: default: the first. levels: of public variables; those left out are at their start.
        beliefs: actor -> type -> public probability; actors left out: their prior.

    Raises:
        UnknownNameError: a name is unknown.
        DetenteError: the situation cannot be reached, or the beliefs are not probabilities; another belief than the
            prior is asked for about an actor whose belief is not tracked; or beliefs are given, and the crisis is
            solved on its game tree.
    """
    game = equilibrium.game
    scenario = game.scenario
    index = _position("actor", actor, [each.name for each in scenario.actors])
    labels = scenario.calendar.labels
    period = 0 if date is None else _position("date", str(date), labels)
    rows = (
        _rows_on_grid(equilibrium, index, period, levels, beliefs)
        if equilibrium.on_tree is None
        else _rows_on_tree(equilibrium, index, period, levels, beliefs)
    )
    if not rows:
        raise DetenteError(
            f"policy: {actor} makes no decision in {labels[period]} in this situation, or the situation cannot be "
            "reached"
        )
    return rows


def _rows_on_tree(
    equilibrium: Equilibrium, actor: int, period: int, levels: Mapping[str, str], beliefs: Beliefs
) -> list[dict[str, Any]]:
    from detente.analysis.tree_policies import list_tree_rows

    if beliefs:
        raise DetenteError(
            f"policy: {equilibrium.game.scenario.title} is solved on its game tree, where what an actor believes "
            "follows from what it has seen: leave the beliefs out, and see the column 'knows'"
        )
    return list_tree_rows(equilibrium, actor, period, _wanted_levels(equilibrium.game, levels))


def _rows_on_grid(
    equilibrium: Equilibrium, actor: int, period: int, levels: Mapping[str, str], beliefs: Beliefs
) -> list[dict[str, Any]]:
    game = equilibrium.game
    policies, log_odds = PoliciesAt(equilibrium), _log_odds(game, beliefs)
    rows: list[dict[str, Any]] = []
    for stage, tables in enumerate(game.periods[period].stages):
        for number, table in enumerate(tables):
            if table.mover != actor:
                continue
            for place in _places(game, period, stage, table, levels):
                found = policies.find(period, stage, number, np.array([place]), log_odds)
                rows += _rows(game, period, stage, table, place, np.exp(found[..., 0]))
    return rows


def _rows(
    game: Game, period: int, stage: int, table: StageTable, place: int, policy: np.ndarray
) -> list[dict[str, Any]]:
    types = game.scenario.actors[table.mover].types
    situation = describe_state(game, period, stage, int(table.states[place]))
    return [
        {
            "decision": table.name,
            "situation": situation,
            "type": kind.name,
            "act": table.actions[act],
            "probability": float(policy[act, number]),
        }
        for number, kind in enumerate(types)
        for act in np.flatnonzero(table.menu(number)[place])
    ]


def _places(game: Game, period: int, stage: int, table: StageTable, levels: Mapping[str, str]) -> list[int]:
    """The table's states with these levels; moves made earlier in the period may differ."""
    values = game.space.decode(game.periods[period].codes[stage][table.states])[:, : len(game.scenario.variables)]
    is_wanted = (values == _wanted_levels(game, levels)).all(axis=1)
    return [int(place) for place in np.flatnonzero(is_wanted)]


def _wanted_levels(game: Game, levels: Mapping[str, str]) -> list[int]:
    """The level of every declared variable: as asked for, or at its start."""
    variables = game.scenario.variables
    for name in levels:
        _position("variable", name, [variable.name for variable in variables])
    return [
        _position(f"level of {each.name}", str(levels[each.name]), each.levels) if each.name in levels else each.start
        for each in variables
    ]


def _log_odds(game: Game, beliefs: Beliefs) -> np.ndarray:
    """The public belief as log-odds, one row; the prior where none is given."""
    actors = game.scenario.actors
    for name in beliefs:
        _position("actor with private types", name, [actors[i].name for i in game.informed])
    parts = [np.zeros(0)]
    for position, index in enumerate(game.informed):
        actor, probabilities = actors[index], game.prior[index]
        if actor.name in beliefs:
            names = [kind.name for kind in actor.types]
            probabilities = np.zeros(len(names))
            for name, probability in beliefs[actor.name].items():
                probabilities[_position(f"type of {actor.name}", name, names)] = probability
            if abs(probabilities.sum() - 1) > 1e-6 or probabilities.min() < 0:
                raise DetenteError(f"policy: the beliefs about {actor.name} must be probabilities that sum to one")
            if not game.grid.is_tracked(position) and not np.allclose(probabilities, game.prior[index], atol=1e-9):
                raise DetenteError(
                    f"policy: the belief about {actor.name} is its prior until it moves, and matters to nobody "
                    "afterwards, so the game is solved at this prior alone; a variant with another prior shows what "
                    "would be done at another belief"
                )
        parts.append(log_odds_of(probabilities))
    return np.concatenate(parts)[None]


def _position(what: str, name: str, allowed: Sequence[str]) -> int:
    if name not in allowed:
        raise UnknownNameError(f"policy: no {what} '{name}'{nearest(name, allowed)} (known: {', '.join(allowed)})")
    return allowed.index(name)
