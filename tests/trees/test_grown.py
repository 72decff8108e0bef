"""The record of a grown tree."""

from __future__ import annotations

import numpy as np
import pytest

from detente.scenario.loading import loads
from detente.trees.extensive import CHANCE, END
from detente.trees.grown import grow_tree
from detente.trees.plans import find_forgetful
from support.private import PRIVATE


@pytest.mark.parametrize("name", list(PRIVATE))
def test_it_is_a_game_of_perfect_recall(name: str) -> None:
    grown = grow_tree(loads(PRIVATE[name]), 100_000)
    tree = grown.tree
    first, child = tree.children
    assert (child == np.arange(1, tree.num_nodes)).all()
    assert len(find_forgetful(tree)) == 0
    drawn = np.flatnonzero(tree.owner == CHANCE)
    assert [tree.prob[child[first[n] : first[n + 1]]].sum() for n in drawn] == pytest.approx(np.ones(len(drawn)))
    assert (tree.owner[grown.ends] == END).all()
    assert len(grown.ends) == (tree.owner == END).sum()


@pytest.mark.parametrize("name", list(PRIVATE))
def test_the_layers_lead_from_every_end_to_the_start(name: str) -> None:
    grown = grow_tree(loads(PRIVATE[name]), 100_000)
    items = np.arange(len(grown.ends))
    for layers in reversed(grown.layers):
        for layer in reversed(layers):
            items = layer.origin[items]
    assert set(items.tolist()) == set(range(len(grown.profiles)))
