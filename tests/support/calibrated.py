"""A choice that is made again and again, whose likelihood is known; and what uniform ranks are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import chi2

from detente.scenario.model import Scenario
from support.dated import with_events

CHOICE = """
crisis: A choice that is made again and again
calendar: {rounds: ROUNDS}
state: {phase: {scale: [only], starts: only}}
numbers:
  gain: {range: [-2, 2], why: nobody knows it}
  idle: {range: [0, 1], why: it moves nothing}
actors:
  ann: {patience: 0.5, precision: 1, wants: {idle: 0 * idle}}
each round:
  - ann decides:
      stay: {}
      go: {costs: -gain}
"""


def written(happened: list[bool], text: str = CHOICE) -> Scenario:
    """The crisis with what happened as its events."""
    return with_events(
        text.replace("ROUNDS", str(len(happened))),
        *(f"date: {n}, happened: {'' if each else 'not '}ann plays go" for n, each in enumerate(happened, start=1)),
    )


def log_terms(gain: np.ndarray, happened: list[bool]) -> np.ndarray:
    """Every round is `go` with σ = 1 / (1 + e^−gain), whatever happened before it."""
    sigma = 1 / (1 + np.exp(-gain))
    return np.log(np.where(np.array(happened)[None, :], sigma[:, None], 1 - sigma[:, None]))


def find_ranks(draw: Callable[[list[bool], int], np.ndarray], number: int, length: int, first: int = 0) -> list[int]:
    """By draw from the prior its rank among values of the posterior given events that were simulated from it."""
    random, ranks = np.random.default_rng(3), []
    for seed in range(first + number):
        gain = random.uniform(-2, 2)
        happened = [bool(each) for each in random.random(length) < 1 / (1 + np.exp(-gain))]
        if seed >= first:
            ranks.append(int((draw(happened, seed) < gain).sum()))
    return ranks


def chi_square(ranks: list[int], num_values: int, num_bins: int) -> tuple[float, float]:
    """χ² of ranks 0 … `num_values` in bins of equal width, and how often it is larger by chance."""
    counts = np.bincount(np.array(ranks) * num_bins // (num_values + 1), minlength=num_bins)
    expected = len(ranks) / num_bins
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return statistic, float(chi2.sf(statistic, num_bins - 1))


def require_uniform(draw: Callable[[list[bool], int], np.ndarray], number: int, length: int) -> None:
    """Ranks among 31 values, in eight bins: by chance they are refused once in a thousand times."""
    assert chi_square(find_ranks(draw, number, length), 31, 8)[1] > 1e-3
