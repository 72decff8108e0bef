"""Jeffreys' rates against published counts of the war in the Donbas, and against the beta distribution."""

from __future__ import annotations

import pytest
from scipy.integrate import quad

from detente.evidence.rates import estimate_rate, estimate_rates


@pytest.mark.parametrize(
    ("count", "number", "low", "high"),
    [
        (7, 13, 0.32, 0.75),
        (6, 13, 0.25, 0.68),
        (4, 14, 0.13, 0.50),
        (0, 14, 0.0, 0.13),
        (14, 14, 0.87, 1.0),
        (2, 8, 0.08, 0.54),
    ],
)
def test_intervals(count: int, number: int, low: float, high: float) -> None:
    found = estimate_rate("advance", [True] * count + [False] * (number - count))
    assert (found.low, found.high) == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))
    assert (found.count, found.number) == (count, number)


def test_the_interval_has_nine_tenths_of_the_posterior() -> None:
    found = estimate_rate("advance", [True] * 3 + [False] * 8)

    def density(p: float) -> float:
        return float(p**2.5 * (1 - p) ** 7.5)

    whole = quad(density, 0, 1)[0]
    assert quad(density, found.low, found.high)[0] / whole == pytest.approx(0.9, abs=1e-6)
    assert quad(lambda p: p * density(p), 0, 1)[0] / whole == pytest.approx(found.mean, abs=1e-6)


def test_all_columns_and_none() -> None:
    assert [each.name for each in estimate_rates({"a": [True], "b": [False, True]})] == ["a", "b"]
    with pytest.raises(ValueError, match="no period of 'a'"):
        estimate_rate("a", [])
