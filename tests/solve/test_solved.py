"""What is found for some states stands for more states and beliefs, and blocks are joined in order."""

from __future__ import annotations

import numpy as np

from detente.game.beliefs import BeliefGrid
from detente.solve.settled_beliefs import Cut, cut_grid
from detente.solve.solved import SolvedStates, count_by_state, join_blocks


def found(num_states: int, num_beliefs: int, first: float = 0.0) -> SolvedStates:
    def numbered(*shape: int) -> np.ndarray:
        return first + np.arange(float(np.prod(shape))).reshape(shape)

    return SolvedStates(
        (numbered(num_states, num_beliefs, 2, 1).astype(np.float32),),
        numbered(num_states, 3, num_beliefs),
        numbered(num_states, num_beliefs),
        np.arange(num_states),
        np.ones(num_states, dtype=np.int64),
        None,
        numbered(2, 1, num_states, num_beliefs),
    )


def test_what_is_found_at_few_states_stands_for_all_that_are_alike() -> None:
    place = np.array([1, 0, 1])
    few = found(2, 4)
    many = few.at_states(place)
    np.testing.assert_array_equal(many.values, few.values[[1, 0, 1]])
    np.testing.assert_array_equal(many.log_policies[0], few.log_policies[0][[1, 0, 1]])
    assert few.scores is not None
    assert many.scores is not None
    np.testing.assert_array_equal(many.scores, few.scores[:, :, [1, 0, 1]])
    assert many.num_unstable is not None
    assert many.num_unstable.tolist() == [1, 0, 1]
    assert many.observed is None


def test_what_is_found_at_few_beliefs_stands_for_all_and_nodes_are_counted_for_all() -> None:
    cut: Cut = cut_grid(BeliefGrid((2, 2), (3, 5)), frozenset({1}))
    few = found(2, 3)
    many = few.at_beliefs(cut)
    assert many.values.shape == (2, 3, 15)
    by_axis = many.values.reshape(2, 3, 3, 5)
    np.testing.assert_array_equal(by_axis, np.repeat(few.values[..., None], 5, axis=-1))
    assert many.num_unstable is not None
    assert many.num_astray is not None
    assert many.num_unstable.tolist() == [0, 5]
    assert many.num_astray.tolist() == [5, 5]


def test_blocks_are_joined_by_state() -> None:
    one, two = found(2, 4), found(1, 4, first=100.0)
    assert join_blocks([one]) is one
    both = join_blocks([one, two])
    np.testing.assert_array_equal(both.values, np.concatenate([one.values, two.values]))
    assert both.scores is not None
    assert both.scores.shape == (2, 1, 3, 4)
    assert both.observed is None


def test_nodes_are_counted_by_state() -> None:
    assert count_by_state(np.array([0, 4, 5, 11]), 3, 4).tolist() == [1, 2, 1]
    assert count_by_state(np.zeros(0, dtype=np.int64), 2, 4).tolist() == [0, 0]
