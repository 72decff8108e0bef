"""Points that move from a prior to a posterior: tempered sequential Monte Carlo, which can be broken off and go on.

N points are drawn from the uniform distribution on the unit cube, where every number is its quantile. The likelihood L
is let in step by step, as L^β for β from 0 to 1, each step as long as the effective number of points (Σw)² / Σw² stays
above half; then points are drawn anew by their weights, and each moves by a random walk as wide as the points are
spread, accepted by Metropolis' rule, so that copies part. After the first evaluation and after every move all that the
rest depends on is handed out to be kept, the state of the random generator included.

Sources: P. Del Moral, A. Doucet and A. Jasra, JRSS B 68 (2006) 411–436; A. Gelman, G. Roberts and W. Gilks, Bayesian
Statistics 5 (1996) 599–607, for the width 2.38 / √d.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float

from detente.evidence.weighing import choose_systematically

NUM_MOVES = 2
"""Moves of every point after each step."""

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
        beta: how much of the likelihood is let in. moves_left: at this β. betas: so far.
        log_evidence: natural logarithm of the mean of L^β over the prior. random: the state of the generator.
    """

    points: np.ndarray
    terms: np.ndarray
    first_points: np.ndarray
    first_terms: np.ndarray
    random: Any
    beta: float = 0.0
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
        arrays = ("points", "terms", "first_points", "first_terms")
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
        start = SamplerState(points, terms, points, terms, random.bit_generator.state, num_evaluated=num_points)
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


def _move(state: SamplerState, random: np.random.Generator, evaluate: Evaluate) -> None:
    """One step of the random walk of every point; steps over an end are reflected."""
    points, number = state.points, state.points.shape[1]
    spread = np.cov(points, rowvar=False).reshape(number, number) + 1e-4 * np.eye(number)
    walk = random.standard_normal(points.shape) @ np.linalg.cholesky(spread).T * (2.38 / number**0.5)
    proposed = np.abs(points + walk) % 2
    proposed = np.where(proposed > 1, 2 - proposed, proposed)
    terms = evaluate(proposed)
    found = terms.sum(axis=1)
    with np.errstate(invalid="ignore"):
        gain = np.where(np.isfinite(found), state.beta * (found - state.log_likelihood), -np.inf)
    is_taken = np.log(random.random(len(points))) < gain
    state.moved, state.tried = state.moved + int(is_taken.sum()), state.tried + len(points)
    state.num_evaluated += len(points)
    state.points = np.where(is_taken[:, None], proposed, points)
    state.terms = np.where(is_taken[:, None], terms, state.terms)


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
