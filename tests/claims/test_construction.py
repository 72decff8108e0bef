"""Claims given by construction: decided from what a variant changes, not from its name."""

from __future__ import annotations

import pytest

from detente.claims.construction import are_the_same_game, find_construction
from detente.claims.grammar import parse
from detente.scenario.loading import apply_on_top, loads
from detente.scenario.model import Claim, Scenario

SCENARIO = loads("""
crisis: Two doors
calendar: {rounds: 3}
state: {front: {scale: [held, lost], starts: held}}
numbers: {price: 1, loss: 1, spare: 1, shared: 0.2}
actors:
  red: {wants: {hold: loss * (front == held)}}
  blue: {wants: {peace: front == held}}
each round:
  - red moves:
      stay: {costs: shared - 0.2}
      attack: {costs: price, results: {won: {probability: 0.4, then: front = lost}, held: {probability: rest}}}
      raid: {costs: shared, gives: {blue: -1}}
  - blue answers: {wait: {}, shout: {costs: 0.3}}
variants:
  dear: {numbers.price: 2}
  direct: {stages.moves.attack.costs: 2}
  taxed: {stages.moves.attack.gives: {red: -1}}
  fined: {stages.moves.attack.gives: {blue: 1}}
  sad: {numbers.loss: 2}
  both: {numbers.price: 2, numbers.loss: 2}
  common: {numbers.shared: 0.4}
  unread: {numbers.spare: 2}
""")
RATE, EVER = "rate(red plays attack)", "P(red plays attack by 2)"


def crisis(variant: str | None) -> Scenario:
    return SCENARIO if variant is None else apply_on_top(SCENARIO, variant)


def why(text: str) -> str:
    return find_construction(parse(Claim("c", "", text), SCENARIO, crisis), crisis)


@pytest.mark.parametrize(
    "text",
    [
        f"{RATE} > {RATE} under dear",
        f"{RATE} under direct < {RATE}",
        f"{EVER} under taxed < {EVER} by at least 2 %",
        "P(not red plays attack) < P(not red plays attack) under dear",
        # Of two variants, each changes nothing but the act.
        f"{RATE} > {RATE} under dear and {EVER} > {EVER} under direct",
    ],
)
def test_a_claim_that_counts_the_act_whose_cost_changes(text: str) -> None:
    assert "pays, and the claim counts" in why(text)


@pytest.mark.parametrize(
    "text",
    [
        # Something else changes, too, or instead.
        f"{RATE} > {RATE} under sad",
        f"{RATE} > {RATE} under both",
        f"{RATE} > {RATE} under common",
        f"{RATE} > {RATE} under fined",
        f"{RATE} > {RATE} under unread",
        # Something else is counted.
        "rate(red plays stay) < rate(red plays stay) under dear",
        "P(always front == held) < P(always front == held) under dear",
        # It would be against the construction.
        f"{RATE} < {RATE} under dear",
        "P(not red plays attack) > P(not red plays attack) under dear",
        # Different quantities, or a plain number.
        f"{RATE} > {EVER} under dear",
        f"{RATE} under dear < 0.3",
        # One comparison of two says something.
        f"{RATE} > {RATE} under dear and P(always front == held) > 0.1",
    ],
)
def test_all_else_says_something(text: str) -> None:
    assert why(text) == ""


def test_games_that_differ_in_nothing_that_is_read() -> None:
    assert are_the_same_game(SCENARIO, crisis("unread"))
    assert not are_the_same_game(SCENARIO, crisis("dear"))
