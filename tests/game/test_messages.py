"""Which outcomes are one message: those that look the same and lead to the same state."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.messages import (
    Outcome,
    build_hidden_outcomes,
    find_messages,
    find_shift_prob,
    list_seen,
    rank_messages,
)


def outcome(action: int, seen: str, prob: list[float], codes: list[int]) -> Outcome:
    return Outcome(action, (seen, "", ""), np.array(prob, dtype=float)[:, None], np.array(codes), ())


def test_outcomes_that_look_alike_are_one_message_where_they_lead_to_the_same_state() -> None:
    """At the first state `arm` and `wait` lead to the same one, at the second not; at the third one is missing."""
    wait, arm = outcome(0, "", [1, 1, 1], [5, 5, 5]), outcome(1, "", [1, 1, 0], [5, 6, 0])
    ranks, number = rank_messages([wait, arm])
    assert ranks.tolist() == [[0, 0], [0, 1], [0, -1]]
    assert number == 2


def test_plain_actions_come_first_and_words_tell() -> None:
    outcomes = [[outcome(0, "go", [1], [7])], [outcome(1, "", [0.5], [7]), outcome(1, "found", [0.5], [7])]]
    assert len(build_hidden_outcomes(outcomes, [True, False])) == 2
    prob, _, codes = find_messages(outcomes, [True, False], 1)
    assert prob[0, :, :, 0].tolist() == [[1, 0, 0], [0, 0.5, 0.5]]
    assert codes[0, :, 0].tolist() == [7, 7, 7]


def changing(action: int, seen: str, prob: float, code: int, after: list[int] | None = None) -> Outcome:
    known = None if after is None else np.array([after])
    return Outcome(action, (seen,), np.full((1, 2), prob), np.array([code]), (), known)


def test_what_looks_alike_is_one_message_whatever_it_changes_unseen() -> None:
    outcomes = [[changing(0, "", 1.0, 7)], [changing(1, "", 0.6, 7, [1, 1]), changing(1, "", 0.4, 8, [0, 0])]]
    message_prob, branch_prob, branch_codes = find_messages(outcomes, [False, False], 1)
    assert message_prob[0, :, :, 0] == pytest.approx(np.array([[1, 0], [0.6, 0.4]]))
    assert branch_codes[0, :, 0].tolist() == [7, 8]
    assert branch_prob[0, :, 0].tolist() == [1, 1]
    shift_prob = find_shift_prob(outcomes, [False, False], message_prob)
    assert shift_prob is not None
    assert shift_prob[0, 0, 0] == pytest.approx(np.eye(2))
    assert shift_prob[0, 1, 0] == pytest.approx(np.array([[0, 0.6], [0, 0.6]]))
    assert shift_prob[0, 1, 1] == pytest.approx(np.array([[0.4, 0], [0.4, 0]]))
    seen, message_seen = list_seen((), outcomes, [False, False], message_prob)
    assert seen == (("",),)
    assert message_seen.tolist() == [[0, 0]]


def test_where_nothing_changes_there_is_no_table_of_changes() -> None:
    outcomes = [[changing(0, "a", 1.0, 7)], [changing(1, "b", 1.0, 7)]]
    message_prob, _, _ = find_messages(outcomes, [False, False], 1)
    assert find_shift_prob(outcomes, [False, False], message_prob) is None
