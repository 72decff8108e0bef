"""Next period's policies, from which this period's are sought.

Kept for one period only, by stage and mover, at the states where the same decision will be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float, Int

Key = tuple[int, int]
"""Stage within the period, and mover."""

Menus = Sequence[tuple[int, int]]
"""Numbers of actions and types of every mover: of one, or of two that move at once."""

Block = tuple[Int[np.ndarray, " state"], Float[np.ndarray, "action type state belief"]]


class Conventions:
    """Scores found in this period, and those of the next period to start from.

    Args:
        always: from which scores to start at every node of a decision instead, whatever was found; called with the
            decision, and the menu of every mover.
    """

    def __init__(self, always: Callable[[Key, Menus], Float[np.ndarray, " score"]] | None = None) -> None:
        self._always = always
        self._found: dict[Key, list[Block]] = {}
        self._known: dict[Key, Block] = {}

    def next_period(self) -> None:
        """What was found becomes what is known; called once before each period, the last period first."""
        self._known = {}
        for key, blocks in self._found.items():
            codes = np.concatenate([codes for codes, _ in blocks])
            scores = np.concatenate([scores for _, scores in blocks], axis=2)
            order = np.argsort(codes)
            self._known[key] = (codes[order], scores[:, :, order])
        self._found = {}

    def keep(
        self, key: Key, codes: Int[np.ndarray, " state"], scores: Float[np.ndarray, "action type state belief"]
    ) -> None:
        """Remembers the scores at these states for the period before."""
        if self._always is not None:
            return
        self._found.setdefault(key, []).append((codes, scores))

    def start(
        self, key: Key, codes: Int[np.ndarray, " state"], menus: Menus, num_beliefs: int
    ) -> Float[np.ndarray, "action type state belief"]:
        """Scores to start from: next period's where the state is known, else uniform play.

        The scores of two movers are one column: all of the first, then all of the second.
        """
        both = (sum(num_actions * num_types for num_actions, num_types in menus), 1)
        start = np.zeros((*(menus[0] if len(menus) == 1 else both), len(codes), num_beliefs))
        if self._always is not None:
            start[:] = self._always(key, menus).reshape(*start.shape[:2], 1, 1)
            return start
        if key in self._known:
            known, scores = self._known[key]
            place = np.minimum(np.searchsorted(known, codes), len(known) - 1)
            matches = np.flatnonzero(known[place] == codes)
            start[:, :, matches] = scores[:, :, place[matches]]
        return start
