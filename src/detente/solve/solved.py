"""What is found for the states of a decision, and how it stands for more states and beliefs than it was found at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from detente.solve.nodes import LogPolicy, NodeIndex, Values
from detente.solve.settled_beliefs import Cut
from detente.solve.warm_starts import StateScores


@dataclass(frozen=True)
class SolvedStates:
    """What is found for some states of a decision; residuals and what follows only where there are nodes to solve.

    Args:
        log_policies: of every table. num_unstable, num_astray: nodes by state. observed: what an observer returned.
        scores: from which the period before starts, by belief.
    """

    log_policies: tuple[LogPolicy, ...]
    values: Values
    residual: Float[np.ndarray, "state belief"] | None = None
    num_unstable: Int[np.ndarray, " state"] | None = None
    num_astray: Int[np.ndarray, " state"] | None = None
    observed: Int[np.ndarray, "state belief"] | None = None
    scores: StateScores | None = None

    def at_states(self, place: Int[np.ndarray, " state"]) -> SolvedStates:
        """The same at more states. place: of each, where its like is among these."""

        def at(by_state: Any) -> Any:
            return None if by_state is None else by_state[place]

        return SolvedStates(
            tuple(map(at, self.log_policies)),
            at(self.values),
            at(self.residual),
            at(self.num_unstable),
            at(self.num_astray),
            at(self.observed),
            None if self.scores is None else self.scores[:, :, place],
        )

    def at_beliefs(self, cut: Cut) -> SolvedStates:
        """The same at all beliefs of the grid that was cut."""

        def at(by_state_and_belief: Any) -> Any:
            return None if by_state_and_belief is None else by_state_and_belief[:, cut.place]

        def times(by_state: Any) -> Any:
            return None if by_state is None else by_state * cut.times

        return SolvedStates(
            tuple(map(at, self.log_policies)),
            self.values[..., cut.place],
            at(self.residual),
            times(self.num_unstable),
            times(self.num_astray),
            at(self.observed),
            None if self.scores is None else self.scores[..., cut.place],
        )


def count_by_state(index: NodeIndex, num_states: int, num_beliefs: int) -> Int[np.ndarray, " state"]:
    """How many of some nodes of a block are at each state."""
    if len(index) == 0:
        return np.zeros(num_states, dtype=np.int64)
    return np.bincount(index // num_beliefs, minlength=num_states).astype(np.int64)


def join_blocks(blocks: Sequence[SolvedStates]) -> SolvedStates:
    """What was found for several blocks, one after the other."""
    if len(blocks) == 1:
        return blocks[0]

    def joined(parts: Sequence[np.ndarray | None], axis: int = 0) -> Any:
        present = [part for part in parts if part is not None]
        return np.concatenate(present, axis) if present else None

    policies = zip(*(block.log_policies for block in blocks), strict=True)
    return SolvedStates(
        tuple(np.concatenate(parts) for parts in policies),
        joined([block.values for block in blocks]),
        joined([block.residual for block in blocks]),
        joined([block.num_unstable for block in blocks]),
        joined([block.num_astray for block in blocks]),
        joined([block.observed for block in blocks]),
        joined([block.scores for block in blocks], 2),
    )
