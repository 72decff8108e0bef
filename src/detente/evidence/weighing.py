"""Weighted plays: drawing them anew by their weights, and putting records of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from detente.simulate.paths import Paths


def choose_systematically(weight: np.ndarray, number: int, uniform: float) -> np.ndarray:
    """Which plays are drawn: every play about as often as its share of the weight, to the next whole number."""
    cumulative = np.cumsum(weight)
    places = (np.arange(number) + uniform) / number * (cumulative[-1] * (1 - 2**-52))
    return np.asarray(np.searchsorted(cumulative, places, side="right"))


def take_plays(record: Paths, chosen: np.ndarray, num_periods: int) -> Paths:
    """The record of the chosen plays; what lies after so many periods is not there yet."""
    taken: dict[str, Any] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, np.ndarray):
            taken[each.name] = _reordered(value, chosen, num_periods)
    seen = tuple(_reordered(value, chosen, num_periods) for value in record.seen_log_odds)
    return replace(record, seen_log_odds=seen, num_plays=len(chosen), **taken)


def _reordered(value: np.ndarray, chosen: np.ndarray, num_periods: int) -> np.ndarray:
    """The plays in another order, kept so that one date of all plays lies together in memory."""
    if value.ndim == 1:
        return np.asarray(value[chosen])
    by_date = np.moveaxis(value, 0, -1)
    taken = np.empty((*by_date.shape[:-1], len(chosen)), value.dtype)
    last = slice(None) if value.ndim == 2 else slice(0, num_periods)
    taken[last] = by_date[last][..., chosen]
    return np.moveaxis(taken, -1, 0)


def log_sum(log_weight: np.ndarray) -> float:
    top = log_weight.max()
    return float(top + np.log(np.exp(log_weight - top).sum())) if np.isfinite(top) else -np.inf


def join_records(records: Sequence[Paths]) -> Paths:
    """All plays of several records."""
    first = records[0]
    joined: dict[str, Any] = {}
    for each in fields(first):
        if isinstance(getattr(first, each.name), np.ndarray):
            joined[each.name] = np.concatenate([getattr(record, each.name) for record in records])
    seen = tuple(np.concatenate(parts) for parts in zip(*(record.seen_log_odds for record in records), strict=True))
    return replace(first, num_plays=sum(record.num_plays for record in records), seen_log_odds=seen, **joined)
