"""Stated expectations: how they are read, and their scores by hand."""

from __future__ import annotations

import math

import pytest

from detente.errors import UnknownNameError
from detente.table.foreseen import OTHER, brier, log_score, read_expectations
from detente.table.moves import TableError
from support.tables import solved


def test_acts_of_one_actor_are_one_question() -> None:
    scenario = solved("classics/proxy").scenario
    found = read_expectations(
        {"patron plays rescue": 0.5, "proxy plays provoke": 1.0, "patron plays abandon": 0.25}, scenario
    )
    assert [(each.owner, dict(each.stated)) for each in found] == [
        ("patron", {"rescue": 0.5, "abandon": 0.25, OTHER: 0.25}),
        ("proxy", {"provoke": 1.0, OTHER: 0.0}),
    ]


@pytest.mark.parametrize(
    ("expects", "message"),
    [
        ({"patron plays rescue": 1.5}, "is not a probability from 0 to 1"),
        ({"patron plays rescue": 0.6, "patron plays abandon": 0.6}, "sum to 1.2"),
        ({"line == quit": 0.5}, "line == quit"),
        ({"do(proxy plays provoke)": 0.5}, "is not an event"),
    ],
)
def test_what_cannot_be_read_says_so(expects: dict[str, float], message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_expectations(expects, solved("classics/proxy").scenario)


def test_unknown_names_have_the_nearest() -> None:
    scenario = solved("classics/proxy").scenario
    with pytest.raises(UnknownNameError, match="no act 'rescu' — did you mean 'rescue'"):
        read_expectations({"patron plays rescu": 0.5}, scenario)
    with pytest.raises(UnknownNameError, match="nobody is called 'kyiv'"):
        read_expectations({"kyiv plays rescue": 0.5}, scenario)


def test_scores_by_hand() -> None:
    stated = {"a": 0.7, "b": 0.2, OTHER: 0.1}
    assert brier(stated, "b") == pytest.approx(0.49 + 0.64 + 0.01)
    assert log_score(stated, "b") == pytest.approx(-math.log(0.2))
    assert log_score({"a": 0.0, OTHER: 1.0}, "a") == pytest.approx(-math.log(1e-6))
