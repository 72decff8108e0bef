"""The size of a crisis, and its tables."""

from __future__ import annotations

from detente.analysis.compiled import describe_size, describe_tables
from detente.scenario.loading import loads
from detente.trees.grown import grow_tree
from support.private import SPY

# Both variables reach all of their levels in the second round: 2 × 3 states, times one at the start of the first.
COINS = loads(
    """
crisis: Two coins
calendar: {rounds: 2}
state:
  coin: {one of: [heads, tails], starts: heads}
  dice: {one of: [low, middle, high], starts: low}
actors:
  ann: {types: {a: {prior: 0.5}, b: {prior: 0.5}}}
each round:
  - ann tosses:
      stay: {}
      turn: {results: {h: {probability: 0.5, then: coin = heads}, t: {probability: rest, then: coin = tails}}}
  - ann rolls:
      one:   {then: dice = low}
      two:   {then: dice = middle}
      three: {then: dice = high}
"""
)


def test_each_variable_multiplies_the_states_by_its_levels() -> None:
    document, text = describe_size(COINS, {"ann": 5})
    assert document["num_beliefs"] == 5
    # The first round begins in one state; a toss makes two of it, a roll six, and so the second round begins.
    assert document["states"] == ((1, 2, 6), (6, 6, 6))
    # At each of the states before a decision: 1 + 2 + 6 + 6, each with five beliefs.
    assert document["num_nodes"] == 15 * 5
    assert "2 rounds of 2 stages" in text
    assert "6 public states at most in one stage" in text
    # Without the dice there are 1 + 2 + 2 + 2 + 2 + 2 states in place of 27, without the coin 1 + 1 + 3 + 3 + 3 + 3.
    factors = [line.split() for line in text.splitlines() if line.startswith("  ")]
    assert factors == [["dice", f"{27 / 11:.2f}"], ["coin", f"{27 / 14:.2f}"]]


def test_tables_are_those_of_the_first_round() -> None:
    document, text = describe_tables(COINS, {"ann": 5})
    assert set(document["stages"]) == {"tosses", "rolls"}
    assert document["summary"] in text
    for word in ("stay", "turn", "heads"):
        assert word in document["stages"]["tosses"]


def test_of_a_crisis_on_its_tree_the_nodes_are_counted() -> None:
    """As many as there are when it is grown."""
    scenario = loads(SPY)
    document, text = describe_size(scenario, None)
    assert [each["nodes"] for each in document["tree"]][-1] == grow_tree(scenario, 100_000).tree.num_nodes
    assert "because jerusalem alone sees the traces of 'works'; washington alone sees what comes of 'tells'" in text
    assert "alarm" in describe_tables(scenario, None)[1]
