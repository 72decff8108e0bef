"""Next period's policies, from which this period's are sought (docs/decisions/0006).

Kept for one period only, by decision, at the states where the same decision will be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float, Int

Key = tuple[int, int]
"""Stage within the period, and mover, or a number for two movers at once."""

Menus = Sequence[tuple[int, int]]
"""Numbers of actions and types of every mover: of one, or of two that move at once."""

StateScores = Float[np.ndarray, "action type state belief"]
Kept = tuple[Int[np.ndarray, " state"], StateScores]


class WarmStarts:
    """Scores found in this period, and those of the next period to start from.

    Args:
        always: from which scores to start at every node of a decision instead, whatever was found; called with the
            decision's key, and the menu of every mover.
    """

    def __init__(self, always: Callable[[Key, Menus], Float[np.ndarray, " score"]] | None = None) -> None:
        self._always = always
        self._this_period: dict[Key, list[Kept]] = {}
        self._next_period: dict[Key, Kept] = {}

    def begin_period(self) -> None:
        """What was found becomes what later nodes start from; called before each period, the last period first."""
        self._next_period = {}
        for key, blocks in self._this_period.items():
            codes = np.concatenate([codes for codes, _ in blocks])
            scores = np.concatenate([scores for _, scores in blocks], axis=2)
            order = np.argsort(codes)
            self._next_period[key] = (codes[order], scores[:, :, order])
        self._this_period = {}

    def keep(self, key: Key, codes: Int[np.ndarray, " state"], scores: StateScores) -> None:
        """Keeps the scores at these states for the period before."""
        if self._always is None:
            self._this_period.setdefault(key, []).append((codes, scores))

    def start(
        self, key: Key, codes: Int[np.ndarray, " state"], menus: Menus, beliefs: Int[np.ndarray, " node_of_state"]
    ) -> StateScores:
        """Scores to start from: next period's where the state occurs there, else uniform play.

        The scores of two movers are one column: all of the first, then all of the second.

        Args:
            beliefs: at which points of the belief grid the nodes of every state are, in their order.
        """
        both = (sum(num_actions * num_types for num_actions, num_types in menus), 1)
        start = np.zeros((*(menus[0] if len(menus) == 1 else both), len(codes), len(beliefs)))
        if self._always is not None:
            start[:] = self._always(key, menus).reshape(*start.shape[:2], 1, 1)
            return start
        if key in self._next_period:
            later, scores = self._next_period[key]
            place = np.minimum(np.searchsorted(later, codes), len(later) - 1)
            matches = np.flatnonzero(later[place] == codes)
            start[:, :, matches] = scores[:, :, place[matches, None], beliefs]
        return start
