"""Records of an emulator: what claims' numbers would be at other values of a few uncertain numbers, without solving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class EmulatedNumber:
    """An uncertain number that can be moved: from where to where the worlds go, and its base value."""

    name: str
    low: float
    high: float
    base: float


@dataclass(frozen=True)
class EmulatedClaim:
    """A polynomial in the movable numbers, for the number of one claim; all other numbers are at their base values.

    Args:
        weights: of the terms 1, z_1 … z_K, and if there are any, z_1² … z_K² and z_1 z_2, z_1 z_3 … z_{K−1} z_K, where
            z is −1 at the low end of a number and 1 at its high end. num_terms of them are there.
        spread: a matrix S: the leverage of terms t is t · S t, which is large where there are few worlds.
        most_leverage: of any world; beyond it the polynomial extrapolates.
        error: root mean square error in worlds that were left out of the fit one at a time.
        explained: the share of the variance between worlds that it explains there; can be below 0.
        is_share, is_difference: of what kind its number is, for those who print it.
        threshold, operator: what the claim asks of its number. solved: the number at the base values, as solved.
    """

    claim: str
    is_share: bool
    is_difference: bool
    weights: tuple[float, ...]
    spread: Matrix
    most_leverage: float
    error: float
    explained: float
    threshold: float
    operator: str
    solved: float
    num_worlds: int


@dataclass(frozen=True)
class Emulator:
    """The claims whose numbers can be emulated, and the numbers that can be moved.

    Args:
        order: 1: linear; 2: with squares; 3: with products too.
    """

    numbers: tuple[EmulatedNumber, ...]
    claims: tuple[EmulatedClaim, ...]
    order: int

    def to_json(self) -> dict[str, Any]:
        return {
            "order": self.order,
            "numbers": [vars(each) for each in self.numbers],
            "claims": [vars(each) for each in self.claims],
        }
