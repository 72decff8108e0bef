"""Outcomes become messages by what is seen of them and by the new state."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.messages import Outcome, build_messages, find_shift_prob, list_seen


def outcome(action: int, seen: str, prob: float, code: int, after: list[int] | None = None) -> Outcome:
    known = None if after is None else np.array([after])
    return Outcome(action, (seen,), np.full((1, 2), prob), np.array([code]), (), known)


def test_what_looks_alike_is_one_message_whatever_it_changes_unseen() -> None:
    outcomes = [[outcome(0, "", 1.0, 7)], [outcome(1, "", 0.6, 7, [1, 1]), outcome(1, "", 0.4, 8, [0, 0])]]
    message_prob, branch_prob, branch_codes = build_messages(outcomes, [False, False], 1)
    assert message_prob[0, :, :, 0] == pytest.approx(np.array([[1, 0], [0.6, 0.4]]))
    assert branch_codes[0, :, 0].tolist() == [7, 8]
    assert branch_prob[0, :, 0].tolist() == [1, 1]
    shift_prob = find_shift_prob(outcomes, [False, False], message_prob)
    assert shift_prob is not None
    assert shift_prob[0, 0, 0] == pytest.approx(np.eye(2))
    assert shift_prob[0, 1, 0] == pytest.approx(np.array([[0, 0.6], [0, 0.6]]))
    assert shift_prob[0, 1, 1] == pytest.approx(np.array([[0.4, 0], [0.4, 0]]))
    seen, message_seen = list_seen([], outcomes, [False, False], message_prob)
    assert seen == (("",),)
    assert message_seen.tolist() == [[0, 0]]


def test_where_nothing_changes_there_is_no_table_of_changes() -> None:
    outcomes = [[outcome(0, "a", 1.0, 7)], [outcome(1, "b", 1.0, 7)]]
    message_prob, _, _ = build_messages(outcomes, [False, False], 1)
    assert find_shift_prob(outcomes, [False, False], message_prob) is None
