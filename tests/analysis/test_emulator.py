"""An emulator recovers a known polynomial, measures its own error, and says where it knows nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from detente.analysis.emulation import EmulatedClaim, Emulator
from detente.analysis.emulator import FEWEST_WORLDS, MOST_NUMBERS, build_terms, fit_emulator
from detente.analysis.results import Judged, World, Worlds
from support.estimated import SOUND, claim, judged

BASE = {"a": 0.5, "b": 10.0}


def made(number: Callable[[float, float], float], num_worlds: int = 40, noise: float = 0.0) -> Judged:
    """Worlds in which the number of a claim is this function of a, from 0 to 1, and b, from 8 to 12."""
    random = np.random.default_rng(5)
    rows = []
    for _ in range(num_worlds):
        a, b = random.uniform(0, 1), random.uniform(8, 12)
        value = number(a, b) + noise * random.normal()
        rows.append(World({"a": a, "b": b}, {"x": "holds"}, values={"x": value}))
    return replace(judged(claim("x")), worlds=Worlds(tuple(rows), (), 100, SOUND))


def predict(emulator: Emulator, found: EmulatedClaim, **at: float) -> tuple[float, float]:
    """The number and the leverage at these values."""
    z = [[2 * (at[each.name] - each.low) / (each.high - each.low) - 1 for each in emulator.numbers]]
    terms = build_terms(np.array(z), emulator.order)[0]
    return float(terms @ np.array(found.weights)), float(terms @ np.array(found.spread) @ terms)


def test_a_polynomial_is_recovered() -> None:
    def number(a: float, b: float) -> float:
        return 0.2 + 0.3 * a - 0.02 * b + 0.1 * a**2 + 0.01 * a * b

    emulator = fit_emulator(made(number), BASE)
    assert emulator is not None
    (found,) = emulator.claims
    assert (emulator.order, [each.name for each in emulator.numbers]) == (3, ["a", "b"])
    for a, b in ((0.5, 10.0), (0.1, 9.0), (0.9, 11.5)):
        assert predict(emulator, found, a=a, b=b)[0] == pytest.approx(number(a, b), abs=1e-5)
    assert found.error < 1e-5
    assert found.explained > 0.9999


def test_its_error_is_that_of_worlds_left_out() -> None:
    emulator = fit_emulator(made(lambda a, _: a, 200, noise=0.05), BASE)
    assert emulator is not None
    # Noise of 0.05, and some 3 per cent more because weights are estimated from it too.
    assert emulator.claims[0].error == pytest.approx(0.05, rel=0.15)


def test_left_out_worlds_are_left_out_one_at_a_time() -> None:
    """The closed form against as many fits as there are worlds."""
    from detente.analysis.emulator import _fit

    random = np.random.default_rng(1)
    terms, values = build_terms(random.uniform(-1, 1, (15, 2)), 2), random.normal(size=15)
    errors = []
    for out in range(15):
        rest = np.arange(15) != out
        errors.append(values[out] - terms[out] @ _fit(terms[rest], values[rest], 0.1).weights)
    assert _fit(terms, values, 0.1).error == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-9)


def test_noise_explains_nothing() -> None:
    emulator = fit_emulator(made(lambda _, __: 0.0, noise=1.0), BASE)
    assert emulator is not None
    assert emulator.claims[0].explained < 0.2


def test_leverage_is_largest_where_no_world_is() -> None:
    emulator = fit_emulator(made(lambda a, b: a * b), BASE)
    assert emulator is not None
    (found,) = emulator.claims
    assert predict(emulator, found, a=0.5, b=10.0)[1] < found.most_leverage
    assert predict(emulator, found, a=2.0, b=20.0)[1] > found.most_leverage


def test_a_number_that_cannot_be_moved_stays_at_its_base() -> None:
    names = [f"n{number}" for number in range(MOST_NUMBERS + 2)]
    random = np.random.default_rng(2)
    rows = []
    for _ in range(120):
        drawn = {name: float(random.uniform(0, 1)) for name in names}
        value = sum((1 if number < MOST_NUMBERS else 0.1) * drawn[name] for number, name in enumerate(names))
        rows.append(World(drawn, {"x": "holds"}, values={"x": value}))
    many = replace(judged(claim("x")), worlds=Worlds(tuple(rows), (), 100, SOUND))
    base = dict.fromkeys(names, 0.5) | {names[-1]: 0.9}
    emulator = fit_emulator(many, base)
    assert emulator is not None
    assert [each.name for each in emulator.numbers] == names[:MOST_NUMBERS]
    at = dict.fromkeys(names[:MOST_NUMBERS], 0.5)
    assert predict(emulator, emulator.claims[0], **at)[0] == pytest.approx(3.0 + 0.05 + 0.09, abs=1e-3)


def test_too_few_worlds_or_none() -> None:
    assert fit_emulator(judged(claim("x")), BASE) is None
    assert fit_emulator(made(lambda a, _: a, FEWEST_WORLDS - 1), BASE) is None
    assert fit_emulator(made(lambda _, __: 0.5), {}) is None
