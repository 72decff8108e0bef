"""Play at base rates: everybody does what is done if nothing presses, which is the equilibrium at λ = 0.

Where the crisis gives no base rates everybody chooses uniformly among the acts in the menu.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.game.tables import Game, StageTable
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.nodes import LogPolicy


def play_by_anchor(game: Game) -> Equilibrium:
    """The game with everybody playing by the anchor; values at the start are not computed, and zero.

    Acts then say nothing about types but by their base rates and menus; chance, signals and traces do as ever.
    """
    game = replace(game, precision=np.zeros_like(game.precision))
    policies = tuple(
        tuple(tuple(_log_policy(game, table) for table in tables) for tables in period.stages)
        for period in game.periods
    )
    return Equilibrium(game, Settings(), policies, np.zeros(len(game.rows)), Certificate(0.0, 0.0, 0, 0))


def _log_policy(game: Game, table: StageTable) -> LogPolicy | None:
    """log η over the acts in the menu, at every state and belief and for every type; None where nobody decides."""
    if table.mover < 0:
        return None
    anchor = np.zeros((*table.available.shape, 1)) if table.anchor is None else table.anchor
    scores = np.where(table.available[:, :, None], anchor, -np.inf)
    log_policy = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    num_states, num_actions, _ = log_policy.shape
    shape = (num_states, game.grid.size, num_actions, len(game.prior[table.mover]))
    return np.ascontiguousarray(np.broadcast_to(log_policy[:, None], shape), dtype=np.float32)
