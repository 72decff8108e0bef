"""The sides of a comparison: what is added to them, and their arithmetic with numbers in place."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.estimates import Estimate
from detente.claims.grammar import parse
from detente.claims.sides import build_side, compares_difference, read_side
from detente.claims.statements import Measurement, list_measurements
from detente.claims.verdict import Side
from detente.scenario.loading import loads
from detente.scenario.model import Claim
from support.made import PATRON

SCENARIO = loads(PATRON)
RATE, SHARE, MEAN = "rate(moscow plays arm)", "P(always front == held)", "E(sanctions at 2015-08)"
NUMBERS = {RATE: (0.056, (0.054, 0.058)), SHARE: (0.4, (0.37, 0.43)), MEAN: (1.25, (1.23, 1.27))}


def side(text: str) -> Side:
    """The left side of `text < 1`, every quantity being what `NUMBERS` says."""
    (comparison,) = parse(Claim("c", "", f"{text} < 1"), SCENARIO).comparisons
    measured: dict[Measurement, Estimate] = {}
    for name, (value, interval) in NUMBERS.items():
        for within in (name, f"{name} under no_rout"):
            (one,) = list_measurements(parse(Claim("c", "", f"{within} < 1"), SCENARIO))
            measured[one] = Estimate(value, interval, beyond=(0.02, 0.02))
    return build_side(read_side(comparison.left, comparison.left_text, measured), measured)


@pytest.mark.parametrize(
    ("text", "value", "constant", "working"),
    [
        (RATE, 0.056, 0.0, ""),
        (f"{RATE} under no_rout", 0.056, 0.0, ""),
        (f"0.5 * {RATE}", 0.028, 0.0, "0.5 × 5.6 %"),
        (f"{SHARE} + 0.05", 0.4, 0.05, ""),
        (f"{SHARE} - 5%", 0.4, -0.05, ""),
        (f"0.1 + {SHARE} + 0.05", 0.4, 0.15, ""),
        (f"2 * {SHARE} - 0.05", 0.8, -0.05, "2 × 40 % − 5 points"),
        (f"0.5 - {SHARE}", -0.4, 0.5, "50 points − 40 %"),
        (f"{SHARE} under no_rout - {SHARE}", 0.0, 0.0, "40 % − 40 %"),
        (f"({SHARE} - {RATE}) / {RATE}", 0.344 / 0.056, 0.0, "(40 % − 5.6 %) / 5.6 %"),
        (f"{SHARE} - ({RATE} - {SHARE} under no_rout)", 0.744, 0.0, "40 % − (5.6 % − 40 %)"),
        (f"-{MEAN}", -1.25, 0.0, "−1.25"),
        (f"{MEAN} + 0.5", 1.25, 0.5, ""),
        (f"2 * ({MEAN} + 0.5)", 3.5, 0.0, "2 × (1.25 + 0.5)"),
    ],
)
def test_what_is_added_stays_apart_and_arithmetic_is_shown(
    text: str, value: float, constant: float, working: str
) -> None:
    found = side(text)
    assert found.text == text
    assert (found.value, found.constant) == (pytest.approx(value), pytest.approx(constant))
    assert found.working == working


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHARE, False),
        (f"{SHARE} under no_rout - {SHARE}", True),
        (f"{SHARE} - {RATE} - 0.05", True),
        (f"0.5 - {SHARE}", False),
        (f"({SHARE} - {RATE}) / {RATE}", False),
        (f"{SHARE} + {RATE}", False),
    ],
)
def test_a_difference_of_quantities_is_told_from_a_quantity(text: str, expected: bool) -> None:
    assert side(text).is_difference is expected
    (alone,) = parse(Claim("c", "", f"{text} < 1"), SCENARIO).comparisons
    assert compares_difference(alone) is expected
    (both,) = parse(Claim("c", "", f"{text} < {MEAN}"), SCENARIO).comparisons
    assert compares_difference(both)


def test_terms_have_the_decimals_of_their_sum() -> None:
    """So that a reader can add them up: the difference of pairs is known better than each of them."""
    text = f"{SHARE} under no_rout - {SHARE}"
    (comparison,) = parse(Claim("c", "", f"{text} < 1"), SCENARIO).comparisons
    changed, base = list_measurements(parse(Claim("c", "", f"{text} < 1"), SCENARIO))
    runs = (0, 4_000)
    draws = np.random.default_rng(0).normal(size=(2, runs[1])).astype(np.float32)
    common, own = 0.43 * (draws - draws.mean(axis=1, keepdims=True))
    measured = {
        changed: Estimate(0.25012, (0.236, 0.264), linear={runs: common + own / 100}, bounds={runs: (-0.3, 0.3)}),
        base: Estimate(0.25094, (0.236, 0.264), linear={runs: common}, bounds={runs: (-0.3, 0.3)}),
    }
    found = build_side(read_side(comparison.left, comparison.left_text, measured), measured)
    assert found.working == "25.01 % − 25.09 %"
    assert found.value == pytest.approx(-0.00082)
