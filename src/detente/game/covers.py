"""Covert acts, and acts that look like others, that everybody can tell apart all the same."""

from __future__ import annotations

import numpy as np

from detente.errors import Mistake
from detente.game.frame import find_place
from detente.game.tables import Game, StageTable
from detente.scenario.model import Decision


def find_bare_covers(game: Game) -> tuple[Mistake, ...]:
    """The covert decisions, and the acts that look like others, whose cover hides nothing in any reachable state.

    That is where the state after every act of a covert decision, or after the act that looks like another, is one to
    which no other act of the menu leads. Where there is no choice, nothing is to be told apart.
    """
    found = []
    for index, stage in enumerate(game.scenario.stages):
        if not isinstance(stage, Decision):
            continue
        tables = {table.number: table for period in game.periods for table in period.stages[index] if table.mover >= 0}
        bare = [
            action
            for place, action in enumerate(stage.actions)
            if not _looks_alike([_overlap(table, place) for table in tables.values()])
        ]
        what = f"but everybody can tell it from every other act of '{stage.name}' by the state to which it leads"
        if stage.is_covert and len(bare) == len(stage.actions):
            message = f"'{stage.name}' is covert, but everybody can tell its acts from each other by where they lead"
            found.append(Mistake(find_place(stage, game.scenario), message))
        for action in bare:
            if action.looks_like and not stage.is_covert:
                message = f"'{action.name}' looks like '{action.looks_like}', {what}"
                found.append(Mistake(find_place(action, game.scenario), message))
    return tuple(found)


def _looks_alike(overlaps: list[np.ndarray]) -> bool:
    """Whether an act can be taken for another in some state, or is never in a menu with others."""
    at_choices = np.concatenate(overlaps) if overlaps else np.zeros(0)
    return at_choices.size == 0 or bool(at_choices.max() > 0)


def _overlap(table: StageTable, place: int) -> np.ndarray:
    """At the states where the act is in the menu with others: the greatest chance that another act looks the same."""
    others = [other for other in range(len(table.actions)) if other != place]
    is_choice = table.available[:, place] & table.available[:, others].any(axis=1)
    chosen = table.message_prob[is_choice]
    alike = [
        np.minimum(chosen[:, place], chosen[:, other]).sum(axis=1).max(axis=-1) * table.available[is_choice, other]
        for other in others
    ]
    return np.max(alike, axis=0) if alike else np.zeros(0)
