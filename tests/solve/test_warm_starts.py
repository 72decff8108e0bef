"""Where nodes start from: next period's scores at the same states, uniform play elsewhere."""

from __future__ import annotations

import numpy as np

from detente.solve.warm_starts import WarmStarts

KEY, MENUS = (0, 1), [(2, 3)]


def test_scores_of_the_next_period_are_found_by_state() -> None:
    starts = WarmStarts()
    scores = np.arange(2 * 3 * 4 * 5, dtype=float).reshape(2, 3, 4, 5)
    # Blocks arrive in any order.
    starts.keep(KEY, np.array([30, 40]), scores[:, :, 2:])
    starts.keep(KEY, np.array([10, 20]), scores[:, :, :2])
    assert not starts.start(KEY, np.array([10]), MENUS, np.arange(5)).any(), "nothing is known in the period itself"
    starts.begin_period()
    found = starts.start(KEY, np.array([40, 15, 10]), MENUS, np.arange(5))
    np.testing.assert_array_equal(found[:, :, 0], scores[:, :, 3])
    np.testing.assert_array_equal(found[:, :, 1], 0)
    np.testing.assert_array_equal(found[:, :, 2], scores[:, :, 0])


def test_nodes_ask_for_beliefs_in_an_order_of_their_own() -> None:
    """Scores are kept by point of the belief grid; nodes may be at some of these alone."""
    starts = WarmStarts()
    scores = np.arange(2 * 3 * 2 * 4, dtype=float).reshape(2, 3, 2, 4)
    starts.keep(KEY, np.array([10, 20]), scores)
    starts.begin_period()
    found = starts.start(KEY, np.array([20, 30, 10]), MENUS, np.array([3, 1]))
    np.testing.assert_array_equal(found[:, :, 0], scores[:, :, 1, [3, 1]])
    np.testing.assert_array_equal(found[:, :, 1], 0)
    np.testing.assert_array_equal(found[:, :, 2], scores[:, :, 0, [3, 1]])


def test_they_are_kept_for_one_period() -> None:
    starts = WarmStarts()
    starts.keep(KEY, np.array([1]), np.ones((2, 3, 1, 1)))
    starts.begin_period()
    starts.begin_period()
    assert not starts.start(KEY, np.array([1]), MENUS, np.arange(1)).any()


def test_another_decision_starts_anew() -> None:
    starts = WarmStarts()
    starts.keep(KEY, np.array([1]), np.ones((2, 3, 1, 1)))
    starts.begin_period()
    assert not starts.start((0, 2), np.array([1]), MENUS, np.arange(1)).any()
    assert starts.start(KEY, np.array([1]), MENUS, np.arange(1)).all()


def test_the_scores_of_two_movers_are_one_column() -> None:
    assert WarmStarts().start(KEY, np.array([7]), [(2, 3), (4, 1)], np.arange(6)).shape == (10, 1, 1, 6)


def test_a_fixed_start_is_taken_whatever_was_found() -> None:
    starts = WarmStarts(lambda key, _: np.arange(6.0) + key[1])
    starts.keep(KEY, np.array([1]), np.ones((2, 3, 1, 2)))
    starts.begin_period()
    np.testing.assert_array_equal(
        starts.start(KEY, np.array([1]), MENUS, np.arange(2))[..., 0, 1].ravel(), np.arange(6.0) + 1
    )
