"""A second solver for endless crises: stochastic games with two who move at once, by dense algebra and root finding.

The values that a stationary policy brings for ever are the solution of a linear system; the logit response to them is a
fixed point that a root finder of SciPy seeks. Nothing is iterated backwards, and nothing is shared with the package.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root


@dataclass(frozen=True)
class StochasticGame:
    """Two actors who choose at once in every round.

    Args:
        payoff: by actor, state before, and state after the round.
        chances: of the state after, by state before and acts.
    """

    payoff: np.ndarray
    chances: np.ndarray
    patience: np.ndarray
    precision: np.ndarray

    def values(self, policy: np.ndarray) -> np.ndarray:
        """Values by actor and state under P(second act) by actor and state, for ever."""
        play = self.joint(policy)
        moves = np.einsum("sab,sabz->sz", play, self.chances)
        paid = np.einsum("sz,isz->is", moves, self.payoff)
        identity = np.eye(len(moves))
        return np.array([np.linalg.solve(identity - delta * moves, own) for delta, own in zip(self.patience, paid)])  # noqa: B905

    def joint(self, policy: np.ndarray) -> np.ndarray:
        """Probabilities of pairs of acts by state."""
        one, two = (np.stack([1 - each, each], axis=1) for each in policy)
        return np.einsum("sa,sb->sab", one, two)

    def response(self, policy: np.ndarray) -> np.ndarray:
        """The log-odds of the second act that are the logit response to what a policy brings for ever."""
        worth = self.payoff + (self.patience[:, None] * self.values(policy))[:, None]
        by_pair = np.einsum("sabz,isz->isab", self.chances, worth)
        one, two = (np.stack([1 - each, each], axis=1) for each in policy)
        gains = [np.einsum("sab,sb->sa", by_pair[0], two), np.einsum("sab,sa->sb", by_pair[1], one)]
        return np.array([lam * (each[:, 1] - each[:, 0]) for lam, each in zip(self.precision, gains, strict=True)])

    def equilibrium(self) -> np.ndarray:
        """A stationary logit equilibrium, reached from even odds by precisions that grow; P(second act)."""
        shape = (2, self.payoff.shape[1])
        odds = np.zeros(shape).ravel()
        for share in np.linspace(0.05, 1, 20):
            weaker = StochasticGame(self.payoff, self.chances, self.patience, share * self.precision)

            def defect(y: np.ndarray, game: StochasticGame = weaker) -> np.ndarray:
                flat = y.reshape(shape)
                return (game.response(1 / (1 + np.exp(-flat))) - flat).ravel()

            answer = root(defect, odds, tol=1e-13)
            assert np.abs(defect(answer.x)).max() < 1e-9
            odds = answer.x
        return np.asarray(1 / (1 + np.exp(-odds.reshape(shape))))
