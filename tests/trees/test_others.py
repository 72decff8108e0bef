"""Other equilibria, of a game that has three."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from detente.trees.exact import solve_game_tree
from detente.trees.others import find_others
from support.game_files import CENTIPEDE, game_of

MEETING = """EFG 2 R "Where to meet" { "a" "b" }
p "" 1 1 "" { "here" "there" } 0
p "" 2 1 "" { "here" "there" } 0
t "" 1 "" { 2, 2 }
t "" 2 "" { 0, 0 }
p "" 2 1 0
t "" 2
t "" 3 "" { 1, 1 }
"""


def test_all_three_places_to_meet_are_found() -> None:
    """Symmetric equilibria solve p = logit(6 (2 p − (1 − p))): three roots, each worth 2 p² + (1 − p)²."""

    def left(p: float) -> float:
        return p - 1 / (1 + np.exp(-6 * (3 * p - 1)))

    roots = [brentq(left, *ends, xtol=1e-14) for ends in ((0.0, 0.1), (0.1, 0.6), (0.6, 1.0))]
    worth = sorted(2 * p**2 + (1 - p) ** 2 for p in roots)
    known = solve_game_tree(game_of(MEETING, 6.0))
    found = find_others(known, 40)
    assert sorted([known.value[0, 0], *(value[0] for value in found.values)]) == pytest.approx(worth, abs=1e-9)


def test_backward_induction_has_one_answer() -> None:
    found = find_others(solve_game_tree(game_of(CENTIPEDE, 2.0)), 10)
    assert found.num_arrived == found.num_starts == 10
    assert found.values == ()
