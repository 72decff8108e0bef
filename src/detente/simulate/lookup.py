"""From the state of a stage to the table it belongs to, and its place there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Game, StageTable


@dataclass(frozen=True)
class StageLookup:
    """Where the states of one (period, stage) are found.

    Args:
        table: index into the stage's tables. position: index into that table's `states`.
    """

    tables: tuple[StageTable, ...]
    table: Int[np.ndarray, " state"]
    position: Int[np.ndarray, " state"]


def stage_lookup(game: Game, period: int, stage: int) -> StageLookup:
    """The lookup of one (period, stage)."""
    num_states = len(game.periods[period].codes[stage])
    tables = game.periods[period].stages[stage]
    table, position = np.zeros(num_states, dtype=np.int8), np.zeros(num_states, dtype=np.int64)
    for number, each in enumerate(tables):
        table[each.states] = number
        position[each.states] = np.arange(len(each.states))
    return StageLookup(tables, table, position)


def draw(
    probabilities: Float[np.ndarray, "option _play"], uniform: Float[np.ndarray, " play"]
) -> Int[np.ndarray, " play"]:
    """One option a play; never one of probability zero.

    Args:
        probabilities: up to a factor; one column serves all plays.
        uniform: in [0, 1).
    """
    cumulative = np.cumsum(probabilities, axis=0)
    # The factor keeps the threshold below the total when a uniform next to 1 is rounded up.
    threshold = uniform * (cumulative[-1] * (1 - 2**-52))
    return np.asarray((cumulative <= threshold).sum(axis=0))
