"""Where a claim holds or fails, in words: a box of a few numbers' ranges that has most of these worlds and few others.

A shallow classification tree is grown on a third of the worlds; its best leaf is the box. Of trees of several depths
the one is taken whose box does best on the second third, unless a shallower one does nearly as well. How good the box
is (*coverage*: the share of all such worlds that are in it; *density*: the share of the worlds in it that are such
ones) is measured on the last third, which had no part in finding it.

Sources: L. Breiman, J. Friedman, R. Olshen and C. Stone, Classification and Regression Trees (1984), grown by
scikit-learn; for coverage and density of a box, B. Bryant and R. Lempert, Technological Forecasting & Social Change 77
(2010) 34–49.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from detente.analysis.explored import Region, RegionBound
from detente.analysis.extras import require_extra
from detente.claims.estimates import wilson_interval

DEEPEST = 3
"""Conditions of a box: more are read by nobody."""

FEWEST_OF_BOTH = 10
"""Worlds of either kind that a third must have."""

WORTH_A_CONDITION = 0.03
"""By how much the score of a box must rise for one more condition."""

Values = Float[np.ndarray, "_world _number"]
Marks = Bool[np.ndarray, " _world"]


class _Box(NamedTuple):
    """low, high: of every number; infinite where it is not bounded."""

    low: Float[np.ndarray, " number"]
    high: Float[np.ndarray, " number"]

    def holds(self, values: Values) -> Marks:
        return np.asarray(((values > self.low) & (values <= self.high)).all(axis=1))


def find_region(names: Sequence[str], values: Values, wanted: Marks, outcome: str) -> Region | None:
    """The box of the worlds that are wanted; None if there are too few of either kind, or no box is better than chance.

    Args:
        outcome: what the wanted worlds have in common, in words.

    Raises:
        DetenteError: scikit-learn is not installed.
    """
    third = np.arange(len(wanted)) % 3
    parts = [(values[third == part], wanted[third == part]) for part in range(3)]
    if min(min(int(marks.sum()), int((~marks).sum())) for _, marks in parts) < FEWEST_OF_BOTH:
        return None
    (found_on, chosen_on, measured_on) = parts
    best, best_score = None, 0.0
    for depth in range(1, DEEPEST + 1):
        box = _best_leaf(*found_on, depth)
        score = _score(box, *chosen_on)
        if score > best_score + (WORTH_A_CONDITION if best is not None else 0.0):
            best, best_score = box, score
    return None if best is None else _measured(best, names, *measured_on, outcome)


def _best_leaf(values: Values, wanted: Marks, depth: int) -> _Box:
    """The leaf of a tree whose box has the best score."""
    trees = require_extra("sklearn.tree", "worlds", "a region in words")
    smallest = max(5, len(wanted) // 50)
    tree = trees.DecisionTreeClassifier(max_depth=depth, min_samples_leaf=smallest, random_state=0)
    tree.fit(values, wanted)
    return max(_leaves(tree.tree_, values.shape[1]), key=lambda box: _score(box, values, wanted))


def _leaves(tree: Any, num_numbers: int) -> list[_Box]:
    """The boxes of all leaves, in order."""
    boxes = []
    waiting = [(0, _Box(np.full(num_numbers, -np.inf), np.full(num_numbers, np.inf)))]
    while waiting:
        node, box = waiting.pop()
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left < 0:
            boxes.append(box)
            continue
        column, threshold = int(tree.feature[node]), float(tree.threshold[node])
        high, low = box.high.copy(), box.low.copy()
        high[column], low[column] = min(high[column], threshold), max(low[column], threshold)
        waiting += [(right, _Box(low, box.high)), (left, _Box(box.low, high))]
    return boxes


def _score(box: _Box, values: Values, wanted: Marks) -> float:
    """The harmonic mean of coverage and density."""
    inside = box.holds(values)
    return float(2 * (inside & wanted).sum() / max(1, int(inside.sum() + wanted.sum())))


def _measured(box: _Box, names: Sequence[str], values: Values, wanted: Marks, outcome: str) -> Region | None:
    """The box with its coverage and density; None if its worlds are not surely more often the wanted ones than all."""
    inside = box.holds(values)
    if not inside.any():
        return None
    density, share = float(wanted[inside].mean()), float(wanted.mean())
    if wilson_interval(density, int(inside.sum()))[0] <= share:
        return None
    bounds = [
        RegionBound(name, _end(low), _end(high))
        for name, low, high in zip(names, box.low, box.high, strict=True)
        if np.isfinite(low) or np.isfinite(high)
    ]
    coverage = float(inside[wanted].mean())
    return Region(outcome, tuple(bounds), coverage, density, share, len(wanted))


def _end(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
