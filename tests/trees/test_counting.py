"""Nodes of game trees, counted without making them."""

from __future__ import annotations

import pytest

from detente.scenario.loading import loads
from detente.trees.counting import count_nodes
from detente.trees.unfold import compile_certain_game, unfold
from support.trees import CRISES


@pytest.mark.parametrize("name", CRISES)
def test_nodes_are_counted_without_making_them(name: str) -> None:
    scenario = loads(CRISES[name])
    tree, counts = unfold(scenario), count_nodes(compile_certain_game(scenario))
    assert counts[-1] == len(tree.nodes)
    assert list(counts) == sorted(counts)
    assert sum(len(node.children) for node in tree.nodes) == len(tree.nodes) - 1
    labels = [
        (each.player, each.type, each.period, each.stage, each.history, each.own) for each in tree.information_sets
    ]
    assert len(set(labels)) == len(labels)
