"""Base rates from counts: a coded table (month, act, happened) as habits, with their intervals.

A rate p of an act that happened in k of n periods has, with Jeffreys' prior Beta(1/2, 1/2), the posterior
Beta(k + 1/2, n − k + 1/2): its mean is the rate to write, its 5th and 95th percentiles the range. Source: L. Brown,
T. Cai and A. DasGupta, Statistical Science 16 (2001) 101–133. Periods are taken as independent, so intervals are too
narrow where what happens lasts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import beta

COVERAGE = 0.90


@dataclass(frozen=True)
class Rate:
    """How often something happened, and how often it may be expected to.

    Args:
        name: of the act. count: periods with it. number: periods in all.
        mean: of Jeffreys' posterior. low, high: its 5th and 95th percentiles.
    """

    name: str
    count: int
    number: int
    mean: float
    low: float
    high: float


def estimate_rate(name: str, happened: Sequence[bool]) -> Rate:
    """The rate of an act that happened in some periods.

    Raises:
        ValueError: there is no period.
    """
    if not happened:
        raise ValueError(f"rates: there is no period of '{name}'")
    count, number = sum(happened), len(happened)
    posterior = beta(count + 0.5, number - count + 0.5)
    low, high = posterior.ppf([(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return Rate(name, count, number, float(posterior.mean()), float(low), float(high))


def estimate_rates(columns: Mapping[str, Sequence[bool]]) -> tuple[Rate, ...]:
    """The rates of all acts of a table."""
    return tuple(estimate_rate(name, happened) for name, happened in columns.items())
