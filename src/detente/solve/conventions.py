"""Next period's policies, from which this period's are sought.

Kept for one period only, by stage and mover, at the states where the same decision will be taken.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int

Key = tuple[int, int]
"""Stage within the period, and mover."""

Block = tuple[Int[np.ndarray, " state"], Float[np.ndarray, "action type state belief"]]


class Conventions:
    """Scores found in this period, and those of the next period to start from.

    Args:
        always: from which scores (action × type) to start at every node of a decision instead, whatever was found;
            called with the decision, and the numbers of actions and types.
    """

    def __init__(self, always: Callable[[Key, int, int], Float[np.ndarray, "action type"]] | None = None) -> None:
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
        self, key: Key, codes: Int[np.ndarray, " state"], shape: tuple[int, ...]
    ) -> Float[np.ndarray, "action type padded_state belief"]:
        """Scores to start from: next period's where the state is known, else uniform play.

        Args:
            shape: action, type, state (as many as the codes, or more), belief.
        """
        start = np.zeros(shape)
        if self._always is not None:
            start[:] = self._always(key, shape[0], shape[1])[:, :, None, None]
            return start
        if key in self._known:
            known, scores = self._known[key]
            place = np.minimum(np.searchsorted(known, codes), len(known) - 1)
            matches = np.flatnonzero(known[place] == codes)
            start[:, :, matches] = scores[:, :, place[matches]]
        return start
