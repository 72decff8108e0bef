"""Acts of a range of numbers in claims."""

from __future__ import annotations

import pytest

from detente.claims.grammar import parse
from detente.claims.statements import ActionPlayed, MoveProbability
from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Claim

CRISIS = """
crisis: An offer
calendar: {rounds: 1}
state: {line: {scale: [here, there], starts: here}}
actors: {ann: {}, bob: {}}
each round:
  - ann offers:
      share: {from: -10, to: 10, step: 5}
  - bob answers:
      accept: {costs: share}
      refuse: {}
"""


def move(text: str) -> ActionPlayed:
    quantity = parse(Claim("c", "", f"rate({text}) > 0.5"), loads(CRISIS)).comparisons[0].left
    assert isinstance(quantity, MoveProbability)
    return quantity.move


@pytest.mark.parametrize(
    ("text", "act"), [("share 5", "share 5"), ("share -5", "share -5"), ("share 10.0", "share 10")]
)
def test_a_number_of_the_range_is_one_act(text: str, act: str) -> None:
    assert move(f"ann plays {text}").action == act


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("share", "'share' is a range of numbers; write one, as in ann plays share -10"),
        ("share 3", "ann has no action 'share 3'"),
    ],
)
def test_what_is_no_number_of_the_range_is_told(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        move(f"ann plays {text}")
