"""From the state of a stage to the table it belongs to, and its place there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from detente.game.tables import Game, StageTable


@dataclass(frozen=True)
class StageLookup:
    """Which table holds each state of one (period, stage), and where.

    Args:
        table: index into the stage's tables. position: index into that table's `states`.
    """

    tables: tuple[StageTable, ...]
    table: Int[np.ndarray, " state"]
    position: Int[np.ndarray, " state"]


def build_lookup(game: Game, period: int, stage: int) -> StageLookup:
    """The lookup of one (period, stage)."""
    num_states = len(game.periods[period].codes[stage])
    tables = game.periods[period].stages[stage]
    table, position = np.zeros(num_states, dtype=np.int8), np.zeros(num_states, dtype=np.int64)
    for number, each in enumerate(tables):
        table[each.states] = number
        position[each.states] = np.arange(len(each.states))
    return StageLookup(tables, table, position)
