"""Covert acts, and acts that look like others, that everybody can tell apart all the same."""

from __future__ import annotations

import numpy as np

from detente.errors import Mistake
from detente.game.frame import find_place
from detente.game.tables import Game, StageTable
from detente.scenario.model import Decision
from detente.scenario.names import find_hidden_acts


def find_bare_covers(game: Game) -> tuple[Mistake, ...]:
    """The hidden acts that in no reachable state look like another act of the menu, as the state after them differs.

    An act that is never in the menu with others is left out: there is nothing to be told apart.
    """
    found = []
    for index, stage in enumerate(game.scenario.stages):
        hidden = find_hidden_acts(stage) if isinstance(stage, Decision) else frozenset[str]()
        if not isinstance(stage, Decision) or not hidden:
            continue
        tables = {table.number: table for period in game.periods for table in period.stages[index] if table.mover >= 0}
        for place, action in enumerate(stage.actions):
            shares = [_overlap(table, place) for table in tables.values()]
            if action.name in hidden and (stage.is_covert or action.looks_like) and shares:
                overlap = np.concatenate(shares)
                if overlap.size and not np.nanmax(overlap, initial=0.0) > 0:
                    how = "is covert" if stage.is_covert else f"looks like '{action.looks_like}'"
                    message = (
                        f"'{action.name}' {how}, but everybody can tell it from the other acts of '{stage.name}': "
                        "wherever there is a choice, the state after it is one to which no other act leads"
                    )
                    found.append(Mistake(find_place(action, game.scenario), message))
    return tuple(found)


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
