"""Sweeps: beliefs by Bayes' rule, and derivatives against differences."""

from __future__ import annotations

import numpy as np
import pytest

from detente.trees.exact import TreeCurve
from detente.trees.plans import make_plan
from support.game_files import CROSSED, LEADER, POKER, game_of, random_game


@pytest.mark.parametrize("all_unknown", [False, True])
@pytest.mark.parametrize("game", [game_of(POKER, 3.0), game_of(CROSSED, 2.0), random_game(1)])
def test_the_derivative_is_that_of_differences(game: object, all_unknown: bool) -> None:
    curve = TreeCurve(game, make_plan(game, all_unknown))  # type: ignore[arg-type]
    random = np.random.default_rng(0)
    at, direction, step = random.normal(size=curve.num_unknowns), random.normal(size=curve.num_unknowns), 1e-6
    ends = [curve.defect(at + sign * step * direction, 0.7 + sign * step * 0.4) for sign in (1, -1)]
    curve.defect(at, 0.7)
    assert curve.push(direction, 0.4) == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-7)


def test_beliefs_follow_bayes() -> None:
    """After a bad report the odds are p / 100 to (1 − p) · 99 / 100, if the leader commits with probability p."""
    curve = TreeCurve(game_of(LEADER), make_plan(game_of(LEADER), all_unknown=True))
    p = 0.8
    curve.defect(np.array([np.log((1 - p) / p), 0.0, 0.0]), 1.0)
    game = game_of(LEADER)
    first, member = game.members
    good, bad = member[first[1] : first[2]], member[first[2] : first[3]]
    assert curve.at.belief[good[0]] == pytest.approx(p * 0.99 / (p * 0.99 + (1 - p) * 0.01))
    assert curve.at.belief[bad[0]] == pytest.approx(p * 0.01 / (p * 0.01 + (1 - p) * 0.99))


def test_beliefs_are_kept_where_reach_is_too_small_for_a_number() -> None:
    curve = TreeCurve(game_of(POKER), make_plan(game_of(POKER), all_unknown=True))
    curve.defect(np.array([5000.0, 0.0, 5001.0]), 1.0)
    first, member = game_of(POKER).members
    raised = member[first[1] : first[2]]
    assert curve.at.belief[raised] == pytest.approx([1 / (1 + np.exp(-1.0)), 1 / (1 + np.exp(1.0))])
