"""How much is lost where beliefs about two actors are kept apart although a signal depended on both.

Public beliefs are a product b₁ b₂. After a signal with the odds P(m | k, l) the joint posterior is none; in a
play it is in proportion to

    b₁(k) b₂(l) Π P(m | k, l) / (L₁(m | k) L₂(m | l)),

the product over all signals about both so far, with the likelihoods L by which the beliefs were updated
(`solve/two_sided.py`). Everything else that is seen tells of one actor alone, and is in b₁ or b₂. The distance is the
total variation between this posterior and b₁ b₂: the largest difference between the probabilities of any event.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from detente.game.beliefs import LEAST_PROBABILITY, BeliefGrid, probabilities_of
from detente.game.tables import Game


def find_pairs(game: Game) -> tuple[tuple[int, int], ...]:
    """The pairs of actors, by position among the informed ones, of whom some signal depends on both."""
    tables = (table for period in game.periods for stage in period.stages for table in stage)
    return tuple(dict.fromkeys(table.pair.about for table in tables if table.pair is not None))


class Apart:
    """The logarithms of the factors above, by pair of actors and play."""

    def __init__(self, num_plays: int) -> None:
        self._num_plays = num_plays
        self._log_factor: dict[tuple[int, int], Float[np.ndarray, "play type other_type"]] = {}

    def note(
        self,
        about: tuple[int, int],
        who: np.ndarray | slice,
        odds: Float[np.ndarray, "some type other_type"],
        told: tuple[Float[np.ndarray, "some type"], Float[np.ndarray, "some other_type"]],
    ) -> None:
        """Adds a signal of some plays. odds: of the message that came. told: L₁ and L₂ of it."""
        if about not in self._log_factor:
            self._log_factor[about] = np.zeros((self._num_plays, *odds.shape[1:]))
        parts = [np.log(np.maximum(each, LEAST_PROBABILITY)) for each in (odds, *told)]
        self._log_factor[about][who] += parts[0] - parts[1][:, :, None] - parts[2][:, None, :]

    def measure(self, grid: BeliefGrid, log_odds: Float[np.ndarray, "play axis"]) -> Float[np.ndarray, " play"]:
        """The distance in every play, the largest of all pairs."""
        largest = np.zeros(self._num_plays)
        for (one, other), log_factor in self._log_factor.items():
            beliefs = [probabilities_of(log_odds[:, grid.axis_slice(informed)]) for informed in (one, other)]
            product = beliefs[0][:, :, None] * beliefs[1][:, None, :]
            scores = np.log(np.maximum(product, LEAST_PROBABILITY)) + log_factor
            joint = np.exp(scores - scores.max(axis=(1, 2), keepdims=True))
            joint /= joint.sum(axis=(1, 2), keepdims=True)
            largest = np.maximum(largest, 0.5 * np.abs(joint - product).sum(axis=(1, 2)))
        return largest

    def take(self, chosen: np.ndarray) -> Apart:
        """The factors of some of the plays."""
        taken = Apart(len(chosen))
        taken._log_factor = {about: factor[chosen] for about, factor in self._log_factor.items()}
        return taken
