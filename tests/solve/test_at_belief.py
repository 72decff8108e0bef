"""Nodes at beliefs of their own: which of them are the same."""

from __future__ import annotations

import numpy as np

from detente.solve.at_belief import find_distinct, join_scores


def test_nodes_at_the_same_state_and_belief_are_one() -> None:
    random = np.random.default_rng(5)
    places = random.integers(0, 4, 300)
    log_odds = random.choice([-1.5, -0.0, 0.0, 2.0, 1e-300], (300, 2))
    first, again = find_distinct(places, log_odds)
    nodes = [(int(place), *map(float, belief)) for place, belief in zip(places, log_odds, strict=True)]
    assert sorted(nodes[one] for one in first) == sorted(set(nodes))
    assert [nodes[first[one]] for one in again] == nodes
    assert (np.diff(places[first]) >= 0).all()


def test_scores_of_two_movers_stand_one_after_the_other() -> None:
    """What is not in the menu counts as zero: a search replaces it."""
    one, two = np.arange(12.0).reshape(2, 2, 3), np.full((3, 1, 3), -np.inf)
    joined = join_scores([one, two], [None, None])
    np.testing.assert_array_equal(joined, np.concatenate([one.reshape(4, 1, 3), np.zeros((3, 1, 3))]))
    np.testing.assert_array_equal(join_scores([one], [None]), one)
