"""The grid over public beliefs, and Bayes' rule.

The belief about an actor with types 0 … K − 1 is held as K − 1 log-odds z_k = log b(k) − log b(K − 1), k < K − 1:
Bayes' rule then adds log-likelihood ratios (`update`), and a grid uniform in z stays sharp near certainty, where one
uniform in probability loses its corners. The grid of an actor is the product of K − 1 axes, each uniform around the
log-odds of the prior, its *centre* (docs/decisions/0015): where nobody has learned anything yet, nothing is
interpolated. Places on the grid are log-odds less those of the centre, from −l to l; beliefs beyond that count as the
nearest on its edge (`BeliefGrid.held`). An actor about whom no other belief than the prior matters (`tracking.py`) has
one point, the prior, and no axes. The grid of a game is the product over its informed actors, flattened in C order
(first informed actor slowest).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

LEAST_PROBABILITY = 1e-300
"""A probability or likelihood of zero counts as this: log-odds stay finite, and two impossibilities cancel."""

FARTHEST_CENTRE = 40.0
"""Log-odds of a prior beyond which a type counts as impossible for good: e^40 is more than double precision tells from
certainty."""


@dataclass(frozen=True)
class BeliefGrid:
    """Product grid in log-odds.

    Args:
        num_types: K of every informed actor.
        num_points: points on each axis of that actor; 1 of one without axes.
        limit: log-odds that every axis reaches on both sides, whatever its centre.
        centre: log-odds at the middle of every axis, all informed actors in order; () for zero on every axis.
        fixed: for every informed actor the log-odds of its only point, () of one with axes; () if all have axes.
    """

    num_types: tuple[int, ...]
    num_points: tuple[int, ...]
    limit: float = 12.0
    centre: tuple[float, ...] = ()
    fixed: tuple[tuple[float, ...], ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Grid points of each informed actor, n^(K − 1)."""
        return tuple(n ** (k - 1) for k, n in zip(self.num_types, self.num_points, strict=True))

    @property
    def size(self) -> int:
        return math.prod(self.sizes)

    def is_tracked(self, informed: int) -> bool:
        """Whether the belief about the informed actor at this position has axes."""
        return not self.fixed or not self.fixed[informed]

    def num_axes(self, informed: int) -> int:
        """Axes of the belief about the informed actor at this position."""
        return self.num_types[informed] - 1 if self.is_tracked(informed) else 0

    @property
    def axis_points(self) -> tuple[int, ...]:
        """Points along every log-odds, all informed actors in order; 1 where the belief is not tracked."""
        return tuple(n for k, n in zip(self.num_types, self.num_points, strict=True) for _ in range(k - 1))

    def axis_slice(self, informed: int) -> slice:
        """Which log-odds belong to the informed actor at this position."""
        first = sum(k - 1 for k in self.num_types[:informed])
        return slice(first, first + self.num_types[informed] - 1)

    @property
    def middle(self) -> Float[np.ndarray, " axis"]:
        """Log-odds at the middle of every axis."""
        num_axes = sum(kinds - 1 for kinds in self.num_types)
        return np.array(self.centre) if self.centre else np.zeros(num_axes)

    @property
    def limits(self) -> tuple[float, ...]:
        """l of every informed actor: how far its axes reach to either side of their middle."""
        far = [np.abs(self.middle[self.axis_slice(informed)]) for informed in range(len(self.num_types))]
        # A type that is next to impossible at first stays so.
        return tuple(self.limit + float(max([0.0, *each[each <= FARTHEST_CENTRE]])) for each in far)

    @property
    def axis_limits(self) -> tuple[float, ...]:
        """How far every axis reaches to either side of its middle, all informed actors in order."""
        return tuple(limit for k, limit in zip(self.num_types, self.limits, strict=True) for _ in range(k - 1))

    def axis(self, informed: int) -> Float[np.ndarray, " point"]:
        """The places of the points of each axis of this informed actor."""
        return np.linspace(-self.limits[informed], self.limits[informed], self.num_points[informed])

    def places(self, informed: int) -> Float[np.ndarray, "point axis"]:
        """The places of the points of this actor's own grid."""
        if not self.is_tracked(informed):
            return np.asarray(np.array([self.fixed[informed]]) - self.middle[self.axis_slice(informed)])
        axes = [self.axis(informed)] * (self.num_types[informed] - 1)
        return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(self.sizes[informed], -1)

    def log_odds(self, informed: int) -> Float[np.ndarray, "point axis"]:
        """Log-odds at the points of this actor's own grid."""
        return np.asarray(self.places(informed) + self.middle[self.axis_slice(informed)])

    def probabilities(self, informed: int) -> Float[np.ndarray, "point type"]:
        """Beliefs at the points of this actor's own grid."""
        return probabilities_of(self.log_odds(informed))

    def spread(self, informed: int, values: Float[np.ndarray, "point ..."]) -> Float[np.ndarray, "belief ..."]:
        """Values on one actor's own grid, repeated over the whole product grid."""
        before, after = math.prod(self.sizes[:informed]), math.prod(self.sizes[informed + 1 :])
        shape = (before, values.shape[0], after, *values.shape[1:])
        return np.broadcast_to(values[None, :, None], shape).reshape(self.size, *values.shape[1:])

    def held(self, log_odds: Float[np.ndarray, "play axis"]) -> Float[np.ndarray, "play axis"]:
        """The places of beliefs on the grid, on its edge for those beyond it.

        Where a log-odds is above the upper end, the last type is next to impossible; all of them come down together,
        so that the odds among the other types stay. What is then still below the lower end is next to impossible
        itself.
        """
        held = np.array(log_odds - self.middle)
        for informed, limit in enumerate(self.limits):
            own = held[:, self.axis_slice(informed)]
            excess = np.maximum(own.max(axis=1, keepdims=True) - limit, 0)
            held[:, self.axis_slice(informed)] = np.clip(own - excess, -limit, limit)
        return held

    def steps(self, log_odds: Float[np.ndarray, "play axis"]) -> Float[np.ndarray, "play axis"]:
        """The places of beliefs on the grid, in steps from the first point of every axis."""
        limits, points = np.array(self.axis_limits), np.array(self.axis_points)
        return np.asarray((self.held(log_odds) + limits) * ((points - 1) / (2 * limits)))

    def corners(
        self, log_odds: Float[np.ndarray, "play axis"]
    ) -> tuple[Int[np.ndarray, "play corner"], Float[np.ndarray, "play corner"]]:
        """Flattened grid points around each belief, and their weights in multilinear interpolation."""
        index = np.zeros((len(log_odds), 1), dtype=np.int64)
        weight = np.ones((len(log_odds), 1))
        for column, num, limit in zip(self.held(log_odds).T, self.axis_points, self.axis_limits, strict=True):
            if num == 1:
                continue
            position = (column + limit) * ((num - 1) / (2 * limit))
            low = np.minimum(position.astype(np.int64), num - 2)
            high_weight = (position - low)[:, None]
            index = np.concatenate([index * num + low[:, None], index * num + low[:, None] + 1], axis=1)
            weight = np.concatenate([weight * (1 - high_weight), weight * high_weight], axis=1)
        return index, weight


def probabilities_of(log_odds: Float[np.ndarray, "*batch axis"]) -> Float[np.ndarray, "*batch type"]:
    """b(k) ∝ exp(z_k), with z = 0 for the last type."""
    scores = np.concatenate([log_odds, np.zeros((*log_odds.shape[:-1], 1))], axis=-1)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=-1, keepdims=True))


def update(
    log_odds: Float[np.ndarray, "*batch axis"], log_likelihood: Float[np.ndarray, "*batch type"]
) -> Float[np.ndarray, "*batch axis"]:
    """The posterior by Bayes' rule: z_k + log L(m | k) − log L(m | K − 1), whatever the grid.

    Args:
        log_odds: of the prior. log_likelihood: log L(m | k) of the message m, for all K types (`log_likelihood_of`).
    """
    return np.asarray(log_odds + (log_likelihood[..., :-1] - log_likelihood[..., -1:]))


def shift_belief(
    log_odds: Float[np.ndarray, "play axis"],
    log_policy: Float[np.ndarray, "action type play"] | None,
    shift_prob: Float[np.ndarray, "play action type type_after"],
) -> Float[np.ndarray, "play axis"]:
    """The posterior about the type after a move that may have changed it.

    b′(k′) is in proportion to Σ_k b(k) Σ_a σ(a | k) P(m, k′ | a, k).

    Args:
        log_odds: of the belief before. log_policy: log σ; None where nobody decides, which is one action.
        shift_prob: P(m, k′ | a, k) of the message m that came.
    """
    belief = np.maximum(probabilities_of(log_odds), LEAST_PROBABILITY)
    policy = np.ones((1, shift_prob.shape[2], len(belief))) if log_policy is None else np.exp(log_policy)
    return log_odds_of(np.einsum("pk,akp,paks->ps", belief, policy, shift_prob))


def log_likelihood_of(likelihood: Float[np.ndarray, "*batch"]) -> Float[np.ndarray, "*batch"]:
    """log L, where a likelihood of zero counts as `LEAST_PROBABILITY`."""
    return np.asarray(np.log(np.maximum(likelihood, LEAST_PROBABILITY)))


def joint_log_odds(priors: Iterable[Float[np.ndarray, " _"]]) -> Float[np.ndarray, " axis"]:
    """Log-odds about all informed actors, one after the other. priors: over the types of each of them."""
    return np.concatenate([*map(log_odds_of, priors), np.zeros(0)])


def log_odds_of(probabilities: Float[np.ndarray, "*batch type"]) -> Float[np.ndarray, "*batch axis"]:
    """The inverse of `probabilities_of`; probability zero is beyond every grid."""
    logs = np.log(np.maximum(probabilities, LEAST_PROBABILITY))
    return np.asarray(logs[..., :-1] - logs[..., -1:])
