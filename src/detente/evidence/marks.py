"""Marks of probability forecasts.

Logarithmic score: log₂ of the probability given to what happened, in bits, 0 at best. Brier score: (p − o)², 0 at best.
Ranked probability score of ordered levels: Σ over thresholds of (P(level ≤ l) − [outcome ≤ l])², over their number.
Sources: I. Good, JRSS B 14 (1952) 107–114; G. Brier, Monthly Weather Review 78 (1950) 1–3; E. Epstein, Journal of
Applied Meteorology 8 (1969) 985–987.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Mark:
    """Marks of one set of forecasts: mean logarithmic score in bits, mean Brier score, and how many."""

    log_score: float
    brier: float
    number: int


def mark(probabilities: Sequence[float], happened: Sequence[bool], floor: float) -> Mark:
    """Marks of forecasts of events that happened or did not.

    Args:
        floor: the least probability that is marked: a share of 0 among N plays is not impossible.
    """
    given = np.clip(np.asarray(probabilities, dtype=float), floor, 1 - floor)
    outcome = np.asarray(happened, dtype=bool)
    log_score = np.log2(np.where(outcome, given, 1 - given))
    return Mark(float(log_score.mean()), float(((given - outcome) ** 2).mean()), len(outcome))


def ranked_probability_score(probabilities: Sequence[float], outcome: int) -> float:
    """Of the levels of a scale, in order. outcome: the index of the level that came."""
    number = len(probabilities)
    if number < 2:
        return 0.0
    reached = np.cumsum(probabilities)[:-1]
    came = (np.arange(number - 1) >= outcome).astype(float)
    return float(((reached - came) ** 2).sum() / (number - 1))


def calibrate(
    probabilities: Sequence[float], happened: Sequence[bool], num_bins: int = 5
) -> list[tuple[float, float, int]]:
    """By bin of the probability: the mean forecast, the share that happened, and how many; empty bins are left out."""
    given, outcome = np.asarray(probabilities, dtype=float), np.asarray(happened, dtype=float)
    bins = np.minimum((given * num_bins).astype(int), num_bins - 1)
    return [
        (float(given[bins == each].mean()), float(outcome[bins == each].mean()), int((bins == each).sum()))
        for each in range(num_bins)
        if (bins == each).any()
    ]
