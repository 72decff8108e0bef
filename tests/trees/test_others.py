"""Other equilibria, of a game that has three."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from detente import service
from detente.trees.exact import solve_game_tree
from detente.trees.grown import grow_tree
from detente.trees.others import find_others, search_from_starts
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


def test_play_returns_to_the_outer_two_of_three_and_not_to_the_one_between() -> None:
    """At p the logit dynamic of both has slope 6 · 3 p (1 − p) − 1, below zero at the outer roots alone."""
    found = search_from_starts(solve_game_tree(game_of(MEETING, 6.0)), 40)
    stable = {round(float(each.answer.policy[0]), 6): each.is_stable for each in found if each.answer is not None}
    assert stable == {p: 18 * p * (1 - p) < 1 for p in stable}
    assert sorted(stable.values()) == [False, True, True]


def test_juries_in_which_one_always_convicts_are_found() -> None:
    """The two others then vote as their signals say: they err in ((1 - p)² + 1 - p²) / 2 = 0.3 of all cases."""
    game = grow_tree(service.load("classics/jury"), 1000).tree
    known = solve_game_tree(game)
    found = [each.answer for each in search_from_starts(known, 20) if each.answer is not None and each.is_new]
    convicts = [answer for answer in found if sorted(np.round(answer.policy[1::2], 1))[:2] == [0, 0]]
    assert convicts
    assert convicts[0].value[0, 1] == pytest.approx(0.7, abs=2e-3)
    assert known.value[0, 1] == pytest.approx(0.68, abs=2e-3)
