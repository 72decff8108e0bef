"""Signals about two actors: exact where the odds factor, and otherwise near the tree."""

from __future__ import annotations

import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from support.gambit import find_largest_gap
from support.unseen import BATTLES, BATTLES_IN_ONE, FACTORING, ONE_SIGNAL, TWO_SIGNALS


def test_odds_that_factor_are_two_signals() -> None:
    values = [
        solve(compile_game(loads(FACTORING.replace("SIGNALS", signals)), {"a": 61, "b": 61})).start_values
        for signals in (ONE_SIGNAL, TWO_SIGNALS)
    ]
    assert values[0] == pytest.approx(values[1], abs=2e-4)


def test_play_is_near_that_of_the_tree() -> None:
    """On the tree beliefs about the two are joint; here they are kept apart, which changes an act by 2.3 points."""
    assert 0.01 < find_largest_gap(BATTLES, 61) < 0.025


def test_results_of_an_act_with_odds_of_both_sides_are_the_act_and_a_signal() -> None:
    written, joined = (
        solve(compile_game(loads(text), {"moscow": 21, "kyiv": 21})) for text in (BATTLES, BATTLES_IN_ONE)
    )
    assert joined.start_values.tolist() == written.start_values.tolist()
    for one, other in zip(joined.log_policies, written.log_policies, strict=True):
        for policies in zip(one, other, strict=True):
            for mine, theirs in zip(*policies, strict=True):
                assert (mine is None) == (theirs is None)
                assert mine is None or (mine == theirs).all()
