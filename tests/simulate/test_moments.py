"""What a decision says of its acts, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from detente.simulate.moments import Stand


def stand(precision: float) -> Stand:
    """Two acts that differ by 0.3 for the first type, with a habit of 1 to 3; a third that only the second type has."""
    values, anchor = np.array([0.3, 0.0]), np.log([0.25, 0.75])
    policy = anchor + precision * values
    policy -= np.log(np.exp(policy).sum())
    return Stand(
        actor=0,
        kind=0,
        acts=("a", "b", "c"),
        menu=np.array([[True, True], [True, True], [False, True]]),
        log_policy=np.stack([np.append(policy, -np.inf), np.log([0.2, 0.3, 0.5])], axis=1),
        log_anchor=np.stack([np.append(anchor, -np.inf), np.log(np.full(3, 1 / 3))], axis=1),
        precision=np.array([precision, 2.0]),
        is_perceived=False,
    )


def test_values_are_the_logit_turned_round() -> None:
    values = stand(4.0).values()
    assert values is not None
    assert values[:2] == pytest.approx([0.0, -0.3])
    assert values[2] == -np.inf


def test_at_precision_zero_a_policy_says_nothing_of_values() -> None:
    assert stand(0.0).values() is None


def test_probabilities_are_those_of_a_type() -> None:
    assert stand(4.0).probabilities(1) == pytest.approx([0.2, 0.3, 0.5])
    assert stand(0.0).probabilities() == pytest.approx([0.25, 0.75, 0.0])
