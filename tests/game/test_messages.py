"""Which outcomes are one message: those that look the same and lead to the same state."""

from __future__ import annotations

import numpy as np

from detente.game.messages import Outcome, build_hidden_outcomes, find_messages, rank_messages


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
