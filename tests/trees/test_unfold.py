"""Which crises have a game tree: payoffs that depend on beliefs and trees that are too large are refused."""

from __future__ import annotations

import pytest

from detente.errors import DetenteError, ScenarioError
from detente.scenario.loading import loads
from detente.trees.counting import count_nodes
from detente.trees.unfold import compile_certain_game, unfold
from support.games import BELIEF_PAYOFF, chain_store
from support.trees import TINY


def test_payoffs_that_depend_on_a_belief_are_refused_each_by_name() -> None:
    with pytest.raises(ScenarioError) as caught:
        unfold(loads(BELIEF_PAYOFF))
    fields = [mistake.where.field for mistake in caught.value.mistakes]
    assert [field.split(".")[-1] for field in fields] == ["esteem", "fear", "caution", "costs", "costs"]
    assert "`belief(envoy is sincere)` depends on the public belief" in str(caught.value)


def test_a_belief_that_counts_for_nothing_is_no_obstacle() -> None:
    text = TINY.replace("wants: {fear:", "wants: {trust: {weight: 0, of: belief(strong is calm)}, fear:")
    assert unfold(loads(text)).nodes == unfold(loads(TINY)).nodes


def test_a_tree_that_is_too_large_says_how_large_and_what_would_fit() -> None:
    scenario = loads(chain_store(12))
    with pytest.raises(DetenteError) as caught:
        unfold(scenario, most_nodes=1_000)
    counts = count_nodes(compile_certain_game(scenario))
    assert f"would have {counts[-1]:,.0f} nodes, more than 1,000" in str(caught.value)
    assert f"its first 5 of 12 rounds, to 5, have {counts[4]:,.0f}" in str(caught.value)
    assert len(unfold(loads(chain_store(5)), most_nodes=1_000).nodes) == counts[4] <= 1_000 < counts[5]
    with pytest.raises(DetenteError, match="its first round alone has 11"):
        unfold(scenario, most_nodes=10)
