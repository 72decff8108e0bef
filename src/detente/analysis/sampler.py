"""Points that move from a prior to a posterior: tempered sequential Monte Carlo, which can be broken off and go on.

N points are drawn from the uniform distribution on the unit cube, where every number is its quantile. The likelihood L
is let in step by step, as L^β for β from 0 to 1, each step as long as the effective number of points (Σw)² / Σw² stays
above half; then points are drawn anew by their weights, and each moves, accepted by Metropolis' rule, so that copies
part. After the first evaluation and after every move all that the rest depends on is handed out to be kept, the state
of the random generator included.

With few numbers a move is a random walk as wide as the points are spread. With many the spread of d numbers cannot be
told from the points, and a walk hardly leaves the copies of a point; then a move is z → √(1 − s²) z + s ξ in the normal
quantiles z, with ξ standard normal, which leaves the prior as it is whatever d is, so that L alone decides (Neal;
Cotter and others). s is adapted from move to move.

Sources: P. Del Moral, A. Doucet and A. Jasra, JRSS B 68 (2006) 411–436; A. Gelman, G. Roberts and W. Gilks, Bayesian
Statistics 5 (1996) 599–607, for the width 2.38 / √d; R. Neal, Bayesian Statistics 6 (1999) 475–501; S. Cotter, G.
Roberts, A. Stuart and D. White, Statistical Science 28 (2013) 424–446.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.special import ndtr, ndtri

from detente.evidence.weighing import choose_systematically

NUM_MOVES = 2
"""Moves of every point after each step."""

MOST_NUMBERS = 0.2
"""Of the number of points: with more numbers a random walk's spread cannot be told from the points."""

FIRST_STRIDE = 0.8
TAKEN_LEAST, TAKEN_MOST = 0.25, 0.6
"""Shares of moves that are accepted, outside of which strides become shorter or longer."""

STEP_LEAST = 1e-3

Points = Float[np.ndarray, "point number"]
Terms = Float[np.ndarray, "point event"]
"""The logarithm of the probability of every event given the earlier ones; their sum is that of the likelihood."""

Evaluate = Callable[[Points], Terms]


@dataclass
class SamplerState:
    """Where a sampler stands.

    Args:
        points, terms: now. first_points, first_terms: those drawn from the prior.
        families: from which point drawn from the prior each comes. kept: the correlation of every point's normal
            quantiles with what it was copied from last.
        beta: how much of the likelihood is let in. moves_left: at this β. betas: so far. stride: s of the next move.
        log_evidence: natural logarithm of the mean of L^β over the prior. random: the state of the generator.
    """

    points: np.ndarray
    terms: np.ndarray
    first_points: np.ndarray
    first_terms: np.ndarray
    random: Any
    families: np.ndarray
    kept: np.ndarray
    beta: float = 0.0
    stride: float = FIRST_STRIDE
    moves_left: int = 0
    betas: list[float] = field(default_factory=list)
    log_evidence: float = 0.0
    moved: int = 0
    tried: int = 0
    num_evaluated: int = 0

    @property
    def is_done(self) -> bool:
        return self.beta >= 1 and self.moves_left == 0

    @property
    def num_independent(self) -> float:
        """How many independent points these are worth: n² / Σ of the correlations of all pairs.

        Points of one family count as correlated as they are through the last copy, others as independent.
        """
        together = np.bincount(self.families, self.kept) ** 2 - np.bincount(self.families, self.kept**2)
        return float(len(self.kept) ** 2 / (len(self.kept) + together.sum()))

    @property
    def log_likelihood(self) -> np.ndarray:
        return np.asarray(self.terms.sum(axis=1))

    def to_text(self) -> str:
        """Everything, as JSON (with infinities, which Python reads)."""
        values = {name: each.tolist() if isinstance(each, np.ndarray) else each for name, each in vars(self).items()}
        return json.dumps(values)

    @classmethod
    def from_text(cls, text: str) -> SamplerState:
        """What `to_text` wrote.

        Raises:
            ValueError, TypeError, KeyError: it is something else.
        """
        values = json.loads(text)
        arrays = ("points", "terms", "first_points", "first_terms", "families", "kept")
        read: dict[str, Any] = {name: np.array(each) if name in arrays else each for name, each in values.items()}
        return cls(**read)


def sample(
    evaluate: Evaluate,
    num_points: int,
    num_numbers: int,
    seed: int,
    *,
    start: SamplerState | None = None,
    keep: Callable[[SamplerState], object] = lambda _: None,
    progress: Callable[[float], None] = lambda _: None,
) -> SamplerState:
    """Points of the posterior, all equally likely.

    Args:
        evaluate: the terms of points; a point that is impossible has −∞. start: where an earlier run broke off.
        keep: called with the state after every step that took evaluations.

    Raises:
        ValueError: every point drawn from the prior is impossible.
    """
    random = np.random.default_rng([seed, 3])
    if start is None:
        points = random.random((num_points, num_numbers))
        terms = evaluate(points)
        if not np.isfinite(terms.sum(axis=1)).any():
            raise ValueError("sample: every point drawn from the prior is impossible")
        start = SamplerState(
            points,
            terms,
            points,
            terms,
            random.bit_generator.state,
            np.arange(num_points),
            np.ones(num_points),
            num_evaluated=num_points,
        )
        keep(start)
    state = start
    random.bit_generator.state = state.random
    while not state.is_done:
        if state.moves_left == 0:
            _temper(state, random)
        before = state.betas[-2] if len(state.betas) > 1 else 0.0
        progress(before + (state.beta - before) * (1 - state.moves_left / NUM_MOVES))
        _move(state, random, evaluate)
        state.moves_left -= 1
        state.random = random.bit_generator.state
        keep(state)
    return state


def _temper(state: SamplerState, random: np.random.Generator) -> None:
    """Lets in more of the likelihood, and draws points anew."""
    log_likelihood = state.log_likelihood
    step = find_step(log_likelihood, state.beta)
    scaled = step * log_likelihood
    weight = np.exp(scaled - scaled.max())
    state.log_evidence += float(scaled.max() + np.log(weight.mean()))
    state.beta = min(1.0, state.beta + step)
    state.betas.append(state.beta)
    chosen = choose_systematically(weight, len(weight), random.random())
    state.points, state.terms, state.moves_left = state.points[chosen], state.terms[chosen], NUM_MOVES
    state.families, state.kept = state.families[chosen], np.ones(len(chosen))


def _move(state: SamplerState, random: np.random.Generator, evaluate: Evaluate) -> None:
    """One move of every point."""
    points = state.points
    is_wide = points.shape[1] > MOST_NUMBERS * len(points)
    proposed = _refresh(points, state.stride, random) if is_wide else _walk(points, random)
    terms = evaluate(proposed)
    found = terms.sum(axis=1)
    with np.errstate(invalid="ignore"):
        gain = np.where(np.isfinite(found), state.beta * (found - state.log_likelihood), -np.inf)
    is_taken = np.log(random.random(len(points))) < gain
    state.moved, state.tried = state.moved + int(is_taken.sum()), state.tried + len(points)
    state.num_evaluated += len(points)
    state.points = np.where(is_taken[:, None], proposed, points)
    state.terms = np.where(is_taken[:, None], terms, state.terms)
    if is_wide:
        state.kept = np.where(is_taken, (1 - state.stride**2) ** 0.5 * state.kept, state.kept)
    if is_taken.mean() < TAKEN_LEAST:
        state.stride *= 0.6
    elif is_taken.mean() > TAKEN_MOST:
        state.stride = min(1.0, 1.3 * state.stride)


def _walk(points: Points, random: np.random.Generator) -> Points:
    """A random walk as wide as the points are spread; steps over an end are reflected."""
    number = points.shape[1]
    spread = np.cov(points, rowvar=False).reshape(number, number) + 1e-4 * np.eye(number)
    walk = random.standard_normal(points.shape) @ np.linalg.cholesky(spread).T * (2.38 / number**0.5)
    proposed = np.abs(points + walk) % 2
    return np.asarray(np.where(proposed > 1, 2 - proposed, proposed))


def _refresh(points: Points, stride: float, random: np.random.Generator) -> Points:
    """A part of every number drawn anew from the prior; the whole at stride 1."""
    new = random.standard_normal(points.shape)
    return np.asarray(ndtr((1 - stride**2) ** 0.5 * ndtri(points) + stride * new))


def find_step(log_likelihood: Float[np.ndarray, " point"], beta: float) -> float:
    """The longest step at which the effective number of points is half or more, by bisection."""

    def effective(step: float) -> float:
        scaled = step * log_likelihood
        weight = np.exp(scaled - scaled.max())
        return float(weight.sum() ** 2 / (weight**2).sum() / len(weight))

    rest = 1 - beta
    if effective(rest) >= 0.5:
        return rest
    low, high = 0.0, rest
    while high - low > STEP_LEAST * rest:
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= 0.5 else (low, middle)
    return max(low, STEP_LEAST * rest)
