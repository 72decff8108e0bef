"""What is seen of a move, as numbers."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_for_tree
from detente.scenario.loading import loads
from detente.trees.sights import Sights, compact, join
from support.private import CABLE, SPY


def test_equal_rows_have_equal_numbers_and_no_others() -> None:
    rng = np.random.default_rng(0)
    columns = [rng.integers(0, size, 500) for size in (3, 1, 7, 1_000_000)]
    numbers = join(*columns)
    rows = list(zip(*(each.tolist() for each in columns), strict=True))
    assert len(set(numbers.tolist())) == len(set(rows)) == numbers.max() + 1
    assert len({(row, number) for row, number in zip(rows, numbers.tolist(), strict=True)}) == len(set(rows))


def test_compact_keeps_the_order() -> None:
    assert compact(np.array([7, 3, 7, 900_000_000_000])).tolist() == [1, 0, 1, 2]
    assert compact(np.array([5, 5, 4])).tolist() == [1, 1, 0]


def test_who_sees_which_part() -> None:
    sights = Sights(compile_for_tree(loads(CABLE))[1])
    assert sights.sees_result.tolist() == [[False, False, True], [False] * 3, [False] * 3]
    assert sights.sees_act.tolist() == [[False] * 3, [False, True, False], [False] * 3]
    spy = Sights(compile_for_tree(loads(SPY))[1])
    assert spy.sees_trace[0].tolist() == [False, True, False]


def test_private_words_are_apart_from_open_ones() -> None:
    game = compile_for_tree(loads(CABLE))[1]
    sights = Sights(game)
    (signal,) = game.periods[0].stages[0]
    told = sights.of_table(0, signal)
    assert [sights.text(number) for number in told.open] == ["intercept", "intercept"]
    assert [sights.text(number) for number in told.result] == ["loud", "quiet"]
