"""How good policies are over worlds, by a criterion, and how far two of them are apart."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from scipy.stats import t as student

from detente.analysis.designed import Criterion
from detente.claims.verdict import Interval

NUM_RESAMPLES = 2_000
Values = Float[np.ndarray, "policy world"]


def tail_size(num_worlds: int) -> int:
    """Worlds in a tenth of them, rounded up."""
    return math.ceil(num_worlds / 10 - 1e-9)


def find_regrets(values: Values) -> Values:
    """By how much every policy falls behind the best one, in every world."""
    regrets: Values = values.max(axis=0) - values
    return regrets


def mean_of_worst(values: Values) -> Float[np.ndarray, " policy"]:
    """The mean over the tenth of the worlds in which a policy does worst (the conditional value at risk).

    Source: R. T. Rockafellar and S. Uryasev, Journal of Risk 2 (2000) 21–41.
    """
    size = tail_size(values.shape[1])
    means: np.ndarray = np.sort(values, axis=1)[:, :size].mean(axis=1)
    return means


def score(values: Values, criterion: Criterion) -> Float[np.ndarray, " policy"]:
    """The score of every policy; greater is better.

    Args:
        values: of the aim, greater is better.
    """
    if criterion == "mean":
        means: np.ndarray = values.mean(axis=1)
        return means
    return mean_of_worst(values if criterion == "worst-tenth" else -find_regrets(values))


def difference_interval(values: Values, best: int, other: int, criterion: Criterion, seed: int) -> Interval | None:
    """The 95 % interval of the difference of two policies' scores, from worlds that both were tried in.

    Of means it is Student's, of the other criteria a bootstrap percentile interval over worlds; None for one world.
    Plays are drawn anew in every world, so that their chance is in it.

    Source: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    num_worlds = values.shape[1]
    if num_worlds < 2:
        return None
    if criterion == "mean":
        apart = values[best] - values[other]
        half = float(student.ppf(0.975, num_worlds - 1)) * float(apart.std(ddof=1)) / math.sqrt(num_worlds)
        middle = float(apart.mean())
        return middle - half, middle + half
    pair = values[[best, other]] if criterion == "worst-tenth" else -find_regrets(values)[[best, other]]
    drawn = np.random.default_rng(seed).integers(num_worlds, size=(NUM_RESAMPLES, num_worlds))
    one, two = (mean_of_worst(row[drawn]) for row in pair)
    low, high = np.quantile(one - two, [0.025, 0.975])
    return float(low), float(high)
