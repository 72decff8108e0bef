"""Movers with an anchor or a precision by type that say nothing new have the solution of movers without."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from support.dated import COVERT


def values(text: str) -> np.ndarray:
    return np.asarray(solve(compile_game(loads(text), {"patron": 61})).start_values)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("covert: yes\n", "covert: yes\n      usually: {wait: 0.5, send: 0.5}\n"),
        ("cautious: {prior: 0.7, ", "cautious: {prior: 0.7, precision: 2, "),
    ],
)
def test_what_says_nothing_new_changes_nothing(old: str, new: str) -> None:
    assert old in COVERT
    np.testing.assert_allclose(values(COVERT.replace(old, new)), values(COVERT), atol=1e-8)


def test_an_uneven_anchor_is_a_payment_of_its_logarithm() -> None:
    """In the last round: logit with the anchor η at precision λ is logit with log η / λ paid on top."""
    once = COVERT.replace("rounds: 2", "rounds: 1")
    anchored = once.replace("covert: yes\n", "covert: yes\n      usually: {wait: 0.8, send: 0.2}\n")
    paid = once.replace(
        "wait: {}\n      send: {costs: 0.1,", f"wait: {{}}\n      send: {{costs: 0.1 + {np.log(4) / 2},"
    )
    assert paid != once
    # What the neighbour expects is the same; the patron's own values differ by the payments.
    assert values(anchored)[2] == pytest.approx(values(paid)[2], abs=1e-6)
