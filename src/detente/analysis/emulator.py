"""An emulator fitted to worlds: polynomials that say at once what a claim's number would be, and how wrong they may be.

For every claim with one comparison, y_i is its number in world i and x_i the world's uncertain numbers, each scaled to
z from −1 to 1 over what the worlds cover. The terms t(x) are 1, all z, and, if there are enough worlds, squares and
products of the few numbers that matter most. The weights are those of ridge regression,

    w = (XᵀX + κ R)⁻¹ Xᵀ y,        R the identity without the entry of the constant,

with the κ of a fixed list whose leave-one-out error is least. That error needs no second fit: it is
(y_i − ŷ_i) / (1 − h_i) with the leverage h_i = t_i · (XᵀX + κ R)⁻¹ t_i (Allen 1974, PRESS). An emulator knows nothing
where its leverage is above that of every world, and nothing at all about a claim of which it explains little there.

Source: D. M. Allen (1974), The relationship between variable selection and data augmentation and a method for
prediction, Technometrics 16: 125–127, equation 2.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Float

from detente.analysis.emulation import EmulatedClaim, EmulatedNumber, Emulator
from detente.analysis.results import Judged, World
from detente.claims.verdict import Verdict

MOST_NUMBERS = 6
"""That a reader can move: more would not fit on a screen."""

WORLDS_PER_TERM = 2
"""Fewer worlds for each term leave the error of a prediction too uncertain."""

FEWEST_WORLDS = 12
_PENALTIES = (1e-6, 1e-4, 1e-2, 0.1, 1.0, 10.0)
_DIGITS = 7


def fit_emulator(judged: Judged, base: Mapping[str, float]) -> Emulator | None:
    """The emulator of a run's claims; None where too few worlds or no number allow one.

    Args:
        base: the base value of every number.
    """
    if judged.worlds is None or len(judged.worlds.rows) < FEWEST_WORLDS:
        return None
    worlds = judged.worlds.rows
    design = _Design.of(worlds, base)
    claims = [claim for claim in judged.claims if _can_be_emulated(claim)]
    if not design.names or not claims:
        return None
    values = {claim.id: _values(worlds, claim) for claim in claims}
    movable = design.most_important(list(values.values()))
    num_worlds = min((int(np.isfinite(each).sum()) for each in values.values()), default=0)
    order = design.largest_order(len(movable), num_worlds)
    if order == 0:
        return None
    fitted = [design.fit(claim, values[claim.id], movable, order) for claim in claims]
    numbers = tuple(
        EmulatedNumber(design.names[k], float(design.low[k]), float(design.high[k]), float(base[design.names[k]]))
        for k in movable
    )
    return Emulator(numbers, tuple(each for each in fitted if each is not None), order)


def _can_be_emulated(claim: Verdict) -> bool:
    """Whether one number decides a claim; of several, another one may decide in each world."""
    return len(claim.comparisons) == 1 and claim.value is not None and claim.comparisons[0].threshold is not None


def _values(worlds: Sequence[World], claim: Verdict) -> Float[np.ndarray, " world"]:
    found = [world.values.get(claim.id) for world in worlds]
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


@dataclass(frozen=True)
class _Design:
    """The uncertain numbers of all worlds, scaled.

    Args:
        names: of the numbers that vary. z: scaled. at_base: their base values, scaled.
    """

    names: tuple[str, ...]
    low: Float[np.ndarray, " number"]
    high: Float[np.ndarray, " number"]
    z: Float[np.ndarray, "world number"]
    at_base: Float[np.ndarray, " number"]

    @classmethod
    def of(cls, worlds: Sequence[World], base: Mapping[str, float]) -> _Design:
        names = [name for name in worlds[0].numbers if name in base]
        drawn = np.array([[world.numbers[name] for name in names] for world in worlds], dtype=np.float64)
        drawn = drawn.reshape(len(worlds), len(names))
        varies = np.ptp(drawn, axis=0) > 0 if names else np.zeros(0, dtype=bool)
        names, drawn = [name for name, each in zip(names, varies, strict=True) if each], drawn[:, varies]
        low, high = (drawn.min(axis=0), drawn.max(axis=0)) if names else (np.zeros(0), np.zeros(0))
        at_base = np.array([base[name] for name in names], dtype=np.float64)
        scaled = [2 * (each - low) / (high - low) - 1 for each in (drawn, at_base)]
        return cls(tuple(names), low, high, scaled[0], scaled[1])

    def most_important(self, values: Sequence[Float[np.ndarray, " world"]]) -> list[int]:
        """The numbers that a linear fit of all claims leans on most, in the order of the file."""
        importance = np.zeros(len(self.names))
        for each in values:
            known = np.isfinite(each)
            if known.sum() < FEWEST_WORLDS or np.ptp(each[known]) == 0:
                continue
            fit = _best_fit(np.column_stack([np.ones(known.sum()), self.z[known]]), each[known])
            importance += max(0.0, fit.explained) * fit.weights[1:] ** 2 / each[known].var()
        first = np.argsort(-importance, kind="stable")[:MOST_NUMBERS]
        return sorted(int(k) for k in first if importance[k] > 0) or sorted(int(k) for k in first[:1])

    def largest_order(self, num_movable: int, num_worlds: int) -> int:
        """The richest terms that there are enough worlds for; 0: not even linear ones."""
        linear = 1 + len(self.names)
        counts = {3: linear + num_movable * (num_movable + 1) // 2, 2: linear + num_movable, 1: linear}
        return next((order for order, terms in counts.items() if WORLDS_PER_TERM * terms <= num_worlds), 0)

    def fit(
        self, claim: Verdict, values: Float[np.ndarray, " world"], movable: list[int], order: int
    ) -> EmulatedClaim | None:
        """The polynomial of one claim, with all numbers that cannot be moved at their base values."""
        known = np.isfinite(values)
        fixed = [k for k in range(len(self.names)) if k not in movable]
        terms = build_terms(self.z[known][:, movable], order)
        if len(values[known]) < WORLDS_PER_TERM * (terms.shape[1] + len(fixed)):
            return None
        fit = _best_fit(np.column_stack([terms, self.z[known][:, fixed]]), values[known])
        weights, spread = _at(fit, terms.shape[1], self.at_base[fixed])
        comparison = claim.comparisons[0]
        assert comparison.threshold is not None
        assert claim.value is not None
        return EmulatedClaim(
            claim.id,
            comparison.is_share,
            comparison.is_difference,
            tuple(round(float(each), _DIGITS) for each in weights),
            tuple(tuple(round(float(each), _DIGITS) for each in row) for row in spread),
            float(fit.leverage.max()),
            fit.error,
            fit.explained,
            comparison.threshold,
            comparison.operator,
            claim.value,
            int(known.sum()),
        )


def build_terms(z: Float[np.ndarray, "world number"], order: int) -> Float[np.ndarray, "world term"]:
    """1, z, and then squares and products, as far as the order goes."""
    parts = [np.ones((len(z), 1)), z]
    if order > 1:
        parts.append(z**2)
    if order > 2:
        pairs = list(combinations(range(z.shape[1]), 2))
        parts.append(np.stack([z[:, i] * z[:, j] for i, j in pairs], axis=1) if pairs else np.zeros((len(z), 0)))
    return np.concatenate(parts, axis=1)


@dataclass(frozen=True)
class _Fit:
    """A ridge regression. spread: (XᵀX + κ R)⁻¹. leverage: of every world."""

    weights: Float[np.ndarray, " term"]
    spread: Float[np.ndarray, "term term"]
    leverage: Float[np.ndarray, " world"]
    error: float
    explained: float


def _best_fit(terms: Float[np.ndarray, "world term"], values: Float[np.ndarray, " world"]) -> _Fit:
    """The regression with the penalty whose leave-one-out error is least."""
    return min((_fit(terms, values, penalty) for penalty in _PENALTIES), key=lambda fit: fit.error)


def _fit(terms: Float[np.ndarray, "world term"], values: Float[np.ndarray, " world"], penalty: float) -> _Fit:
    ridge = penalty * np.eye(terms.shape[1])
    ridge[0, 0] = 0.0
    spread = np.linalg.inv(terms.T @ terms + ridge)
    weights = spread @ terms.T @ values
    leverage = np.einsum("ij,jk,ik->i", terms, spread, terms)
    left_out = (values - terms @ weights) / np.maximum(1 - leverage, 1e-9)
    # What the mean of the other worlds would miss by.
    mean = (values - values.mean()) * len(values) / (len(values) - 1)
    error, alone = float(np.sqrt(np.mean(left_out**2))), float(np.mean(mean**2))
    return _Fit(weights, spread, leverage, error, 1 - error**2 / alone if alone > 0 else 0.0)


def _at(
    fit: _Fit, num_terms: int, fixed: Float[np.ndarray, " fixed"]
) -> tuple[Float[np.ndarray, " term"], Float[np.ndarray, "term term"]]:
    """Weights and spread in the movable terms alone: what the fixed numbers add goes to the constant."""
    weights, spread = fit.weights[:num_terms].copy(), fit.spread[:num_terms, :num_terms].copy()
    weights[0] += fit.weights[num_terms:] @ fixed
    beside = fit.spread[:num_terms, num_terms:] @ fixed
    spread[0] += beside
    spread[:, 0] += beside
    spread[0, 0] += fixed @ fit.spread[num_terms:, num_terms:] @ fixed
    return weights, spread
