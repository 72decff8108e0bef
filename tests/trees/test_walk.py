"""The nodes and information sets of game trees: they pay what the rules pay, and nobody forgets."""

from __future__ import annotations

import numpy as np
import pytest

from detente.scenario.loading import loads
from detente.trees.tree import TreeNode
from detente.trees.unfold import unfold
from support.at_once import CROSSING
from support.habits import HABIT_TREES
from support.trees import CRISES as PLAIN
from support.trees import TINY, policy, tree_values
from support.twin import Node as TwinNode
from support.twin import PlayOut, enumerate_tree, from_anchor

CRISES = {**PLAIN, **HABIT_TREES}


def twin_values(text: str) -> dict[tuple[str, str], float]:
    """The same by the slow twin, which knows nothing of compiled games or their trees."""
    tree = enumerate_tree(loads(text))

    def scores(node: TwinNode) -> np.ndarray:
        at, kinds = node.position, range(tree.rules.num_types[node.actor])
        chances = np.zeros((len(node.actions), len(kinds)))
        for kind in kinds:
            can = np.ones(len(node.actions), bool) if node.anchor is None else node.anchor[:, kind] > -np.inf
            menu = tuple(action for action, is_there in zip(node.actions, can, strict=True) if is_there)
            chances[can, kind] = policy(f"{at.period} {at.stage} {list(at.levels)} {kind} {menu}", len(menu))
        return from_anchor(node, chances)[..., None]

    played = PlayOut(tree.rules, {node: scores(node) for node in tree.choices})
    values = played.value(tree.root, tuple(prior[:, None] for prior in tree.rules.prior))
    return {
        (actor.name, kind.name): float(values[place][number, 0])
        for place, actor in enumerate(tree.rules.scenario.actors)
        for number, kind in enumerate(actor.types)
    }


@pytest.mark.parametrize("name", CRISES)
def test_a_tree_pays_what_the_rules_of_the_crisis_pay(name: str) -> None:
    found, expected = tree_values(unfold(loads(CRISES[name]))), twin_values(CRISES[name])
    assert found.keys() == expected.keys()
    np.testing.assert_allclose([found[key] for key in expected], list(expected.values()), atol=1e-12)
    assert max(map(abs, expected.values())) > 0.01


@pytest.mark.parametrize("name", CRISES)
def test_nobody_forgets(name: str) -> None:
    """All paths to an information set have its player's type, earlier sets and earlier choices in common."""
    tree = unfold(loads(CRISES[name]))
    memory: dict[int, tuple[object, ...]] = {}

    def walk(node: TreeNode, own: dict[int, tuple[object, ...]]) -> None:
        if node.information < 0:
            for child in node.children:
                walk(tree.nodes[child], own)
            return
        player = tree.information_sets[node.information].player
        before = own.get(player, ())
        assert memory.setdefault(node.information, before) == before
        for action, child in zip(node.options, node.children, strict=True):
            walk(tree.nodes[child], own | {player: (*before, node.information, action)})

    walk(tree.nodes[0], {})
    assert len(memory) == len(tree.information_sets)


def test_who_moves_at_once_does_not_know_the_other_s_move() -> None:
    """The first round has one information set for each type of each, though the first of them has three acts."""
    tree = unfold(loads(CROSSING))
    first = [each for each in tree.information_sets if each.period == 0]
    assert sorted((each.player, each.type) for each in first if not each.history) == sorted(
        {(each.player, each.type) for each in first if each.stage < 2}
    )
    assert {each.history for each in first if each.stage < 2} == {()}


def test_a_type_of_prior_zero_is_left_out() -> None:
    tree = unfold(loads(TINY.replace("prior: 0.7", "prior: 1").replace("prior: 0.3", "prior: 0")))
    assert {each.type for each in tree.information_sets} == {0}
    assert not any(node.label.startswith("type of") for node in tree.nodes)
