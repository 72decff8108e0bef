"""Codes of states, and merging of what is equal."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.game.states import find_remembered_decisions, merge_equal, rank_keys
from detente.scenario.loading import loads
from support.compiled_view import game_of
from support.games import REMEMBERED_MOVES

outcomes = st.lists(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0.0, 0.25, 0.5])), min_size=3, max_size=3),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(outcomes)
def test_merging_keeps_the_probability_of_every_state(drawn: list[list[tuple[int, float]]]) -> None:
    codes = np.array([[code for code, _ in row] for row in drawn], dtype=np.int64)
    prob = np.array([[p for _, p in row] for row in drawn])
    merged_codes, merged_prob = merge_equal(codes, prob)
    for row in range(len(drawn)):
        for code in range(5):
            assert merged_prob[row][merged_codes[row] == code].sum() == prob[row][codes[row] == code].sum()
        kept = merged_codes[row][merged_prob[row] > 0]
        assert (np.diff(kept) > 0).all()
        assert (merged_prob[row] > 0).sum() == len({code for code, p in drawn[row] if p > 0})


def test_keys_are_numbered_row_by_row() -> None:
    ranks, num = rank_keys(np.array([[7, 3, 7], [-1, 9, 2], [-1, -1, -1]]))
    assert ranks.tolist() == [[1, 0, 1], [-1, 1, 0], [-1, -1, -1]]
    assert num == 2


def test_codes_and_levels_are_inverse() -> None:
    space = game_of(REMEMBERED_MOVES).space
    codes = np.arange(np.prod(space.sizes))
    np.testing.assert_array_equal(space.encode(space.decode(codes)), codes)


def test_only_what_is_asked_about_is_remembered() -> None:
    found = find_remembered_decisions(loads(REMEMBERED_MOVES))
    assert list(found) == ["moves"]
    assert found["moves"].until == {"push": 1, "shout": 3}
