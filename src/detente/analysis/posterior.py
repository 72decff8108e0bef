"""What events say of the uncertain numbers: their posterior, by tempered sequential Monte Carlo over worlds.

Worlds are drawn from the prior. The likelihood L(φ) of all events in the world with the numbers φ comes from the filter
(`evidence/filter.py`). It is let in step by step, as L^β for β from 0 to 1, each step as long as the effective number
of worlds (Σw)² / Σw² stays above half; then worlds are drawn anew by their weights, and each moves by a random walk as
wide as the worlds are spread, accepted by Metropolis' rule, so that copies part. The random walk is in the prior's own
quantiles, where every number is uniform on [0, 1]. All filters use the same random numbers, so that L is one function.

Sources: P. Del Moral, A. Doucet and A. Jasra, JRSS B 68 (2006) 411–436; C. Andrieu and G. Roberts, Annals of Statistics
37 (2009) 697–725, for filters in place of likelihoods; A. Gelman, G. Roberts and W. Gilks, Bayesian Statistics 5 (1996)
599–607, for the width 2.38 / √d.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.special import ndtr, ndtri

from detente.analysis.evidence import require_events
from detente.analysis.workbench import Workbench
from detente.analysis.world_claims import require_uncertain
from detente.errors import DetenteError
from detente.evidence.filter import filter_plays
from detente.evidence.weighing import choose_systematically
from detente.game.compile import compile_game
from detente.scenario.model import DatedEvent, NumberEntry, Scenario
from detente.scenario.shapes import find_quantile
from detente.scenario.worlds import with_numbers
from detente.solve.worlds import solve_worlds

NUM_MOVES = 2
"""Moves of every world after each step."""

NUM_PLAYS = 2_000
"""Of the filter of one world, at most."""

STEP_LEAST = 1e-3
CONFOUNDED = 0.6
"""Two numbers with a rank correlation beyond this cannot be told apart well."""


@dataclass(frozen=True)
class NumberSays:
    """What the events say of one number.

    Args:
        low, high: where the prior has 90 % of its probability. mean: of the posterior. interval: its middle 90 %.
        width_left: the interval's width, as a share of the prior's.
    """

    name: str
    low: float
    high: float
    mean: float
    interval: tuple[float, float]
    width_left: float

    @property
    def says_nothing(self) -> bool:
        """Whether hardly more is known than before."""
        return self.width_left > 0.9


@dataclass(frozen=True)
class Posterior:
    """What events say of all uncertain numbers.

    Args:
        worlds: the numbers of equally likely worlds. confounded: pairs, with their rank correlation.
        num_solved: games that were solved. betas: the steps by which the likelihood was let in.
        accepted: share of moves. distinct: worlds that are not copies, as a share of all.
        log_evidence: natural logarithm of the mean likelihood over the prior.
    """

    numbers: tuple[NumberSays, ...]
    confounded: tuple[tuple[str, str, float], ...]
    worlds: tuple[Mapping[str, float], ...]
    num_worlds: int
    num_solved: int
    num_plays: int
    betas: tuple[float, ...]
    accepted: float
    distinct: float
    log_evidence: float

    def rows(self) -> list[dict[str, Any]]:
        """A row for every world; all are equally likely."""
        return [dict(each) for each in self.worlds]

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        document["worlds"] = [dict(each) for each in self.worlds]
        return document


def learn_numbers(bench: Workbench, events: Sequence[DatedEvent], num_worlds: int = 64) -> Posterior:
    """The posterior of the uncertain numbers of a workbench's base crisis.

    Raises:
        DetenteError: no number has a range, there are no events, or they are impossible in every world.
    """
    require_events(events)
    numbers = [each for each in require_uncertain(bench.base) if each.shape is not None]
    return WorldSampler(bench, events, numbers, num_worlds).run()


class WorldSampler:
    """Worlds that move from the prior to the posterior; `likelihoods` is what a model has of its own."""

    def __init__(
        self, bench: Workbench, events: Sequence[DatedEvent], numbers: Sequence[NumberEntry], num_worlds: int
    ) -> None:
        self.bench, self.events, self.numbers, self.num_worlds = bench, events, numbers, num_worlds
        self.random = np.random.default_rng([bench.options.seed, 3])
        self.num_plays = min(bench.options.num_plays, NUM_PLAYS)
        self.num_solved, self.moved, self.tried = 0, 0, 0
        self.factor = _correlations(bench.base, [each.name for each in numbers])

    def run(self) -> Posterior:
        uniform = self.random.random((self.num_worlds, len(self.numbers)))
        log_likelihood = self.likelihoods(uniform)
        if not np.isfinite(log_likelihood).any():
            raise DetenteError("events: impossible in every world that was drawn; `detente evidence` names them")
        beta, betas, log_evidence = 0.0, list[float](), 0.0
        while beta < 1:
            step = _find_step(log_likelihood, beta)
            weight = _weights(log_likelihood, step)
            log_evidence += _log_mean(log_likelihood, step)
            beta = min(1.0, beta + step)
            betas.append(beta)
            self.bench.progress("Worlds given the events", beta * 0.95)
            chosen = choose_systematically(weight, self.num_worlds, self.random.random())
            uniform, log_likelihood = uniform[chosen], log_likelihood[chosen]
            for _ in range(NUM_MOVES):
                uniform, log_likelihood = self.move(uniform, log_likelihood, beta)
        return self.describe(uniform, betas, log_evidence)

    def move(self, uniform: np.ndarray, log_likelihood: np.ndarray, beta: float) -> tuple[np.ndarray, np.ndarray]:
        """One step of the random walk of every world; steps over an end are reflected."""
        number = uniform.shape[1]
        spread = np.cov(uniform, rowvar=False).reshape(number, number) + 1e-4 * np.eye(number)
        walk = self.random.standard_normal(uniform.shape) @ np.linalg.cholesky(spread).T * (2.38 / number**0.5)
        proposed = np.abs(uniform + walk) % 2
        proposed = np.where(proposed > 1, 2 - proposed, proposed)
        found = self.likelihoods(proposed)
        with np.errstate(invalid="ignore"):
            gain = np.where(np.isfinite(found), beta * (found - log_likelihood), -np.inf)
        is_taken = np.log(self.random.random(self.num_worlds)) < gain
        self.moved, self.tried = self.moved + int(is_taken.sum()), self.tried + self.num_worlds
        return np.where(is_taken[:, None], proposed, uniform), np.where(is_taken, found, log_likelihood)

    def values(self, uniform: Float[np.ndarray, "world number"]) -> list[dict[str, float]]:
        """The numbers of worlds, from their quantiles."""
        shares = uniform
        for columns, factor in self.factor:
            shares = shares.copy()
            shares[:, columns] = ndtr(ndtri(np.clip(uniform[:, columns], 1e-12, 1 - 1e-12)) @ factor.T)
        return [
            {
                each.name: find_quantile(each.shape, float(share))
                for each, share in zip(self.numbers, row, strict=True)
                if each.shape is not None
            }
            for row in shares
        ]

    def likelihoods(self, uniform: Float[np.ndarray, "world number"]) -> Float[np.ndarray, " world"]:
        """log L of every world; −∞ where the numbers make no crisis."""
        bench, games, places = self.bench, [], []
        grid = bench.grid(bench.base.variant)
        for place, values in enumerate(self.values(uniform)):
            try:
                games.append(compile_game(with_numbers(bench.base, values), grid=grid))
                places.append(place)
            except DetenteError:
                continue
        found = np.full(len(uniform), -np.inf)
        self.num_solved += len(games)
        with bench.watch.phase("solve"):
            solved = solve_worlds(games, bench.settings_of(bench.base))
        with bench.watch.phase("filter"):
            for place, equilibrium in zip(places, solved, strict=True):
                found[place] = filter_plays(equilibrium, self.events, self.num_plays, bench.options.seed).log_likelihood
        return found

    def describe(self, uniform: np.ndarray, betas: Sequence[float], log_evidence: float) -> Posterior:
        worlds = self.values(uniform)
        names = [each.name for each in self.numbers]
        table = np.array([[world[name] for name in names] for world in worlds])
        said = []
        for place, each in enumerate(self.numbers):
            assert each.shape is not None
            low, high = (find_quantile(each.shape, share) for share in (0.05, 0.95))
            own_low, own_high = np.quantile(table[:, place], (0.05, 0.95))
            width = (own_high - own_low) / (high - low) if high > low else 1.0
            said.append(
                NumberSays(
                    each.name, low, high, float(table[:, place].mean()), (float(own_low), float(own_high)), float(width)
                )
            )
        return Posterior(
            numbers=tuple(said),
            confounded=tuple(_confounded(names, table)),
            worlds=tuple(worlds),
            num_worlds=self.num_worlds,
            num_solved=self.num_solved,
            num_plays=self.num_plays,
            betas=tuple(betas),
            accepted=self.moved / max(self.tried, 1),
            distinct=len(np.unique(uniform, axis=0)) / self.num_worlds,
            log_evidence=log_evidence,
        )


def _correlations(scenario: Scenario, names: Sequence[str]) -> list[tuple[list[int], np.ndarray]]:
    """Columns of numbers that are high together, and the Cholesky factor of their normal scores' correlations."""
    found = []
    for group in scenario.correlations:
        columns = [names.index(number) for number in group.numbers if number in names]
        if len(columns) > 1:
            normal = 2 * np.sin(np.pi * group.value / 6)
            matrix = np.full((len(columns), len(columns)), normal) + (1 - normal) * np.eye(len(columns))
            found.append((columns, np.linalg.cholesky(matrix)))
    return found


def _weights(log_likelihood: np.ndarray, step: float) -> np.ndarray:
    scaled = step * log_likelihood
    return np.asarray(np.exp(scaled - scaled.max()))


def _log_mean(log_likelihood: np.ndarray, step: float) -> float:
    scaled = step * log_likelihood
    return float(scaled.max() + np.log(np.exp(scaled - scaled.max()).mean()))


def _find_step(log_likelihood: np.ndarray, beta: float) -> float:
    """The longest step at which the effective number of worlds is half or more, by bisection."""

    def effective(step: float) -> float:
        weight = _weights(log_likelihood, step)
        return float(weight.sum() ** 2 / (weight**2).sum() / len(weight))

    rest = 1 - beta
    if effective(rest) >= 0.5:
        return rest
    low, high = 0.0, rest
    while high - low > STEP_LEAST * rest:
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= 0.5 else (low, middle)
    return max(low, STEP_LEAST * rest)


def _confounded(names: Sequence[str], table: np.ndarray) -> list[tuple[str, str, float]]:
    """Pairs of numbers whose values in the posterior's worlds have a strong rank correlation."""
    if len(table) < 8 or len(names) < 2:
        return []
    ranks = np.argsort(np.argsort(table, axis=0), axis=0)
    correlation = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    return [
        (names[a], names[b], float(correlation[a, b]))
        for a in range(len(names))
        for b in range(a + 1, len(names))
        if abs(correlation[a, b]) > CONFOUNDED
    ]
