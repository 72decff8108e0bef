"""A grown tree as an explicit one, with its nodes in words, for other people's programs.

What an actor alone sees is in its information sets, and in nobody else's. Nodes stand in the order of a walk, each
before its children and these below it, as files have them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from detente.solve.tree_play import ACT, OCCASION, ROOT
from detente.trees.grown import GrownTree
from detente.trees.tree import InformationSet, Tree, TreeNode


def as_tree(grown: GrownTree) -> Tree:
    """The explicit tree; its information sets are those of the grown one, in their order.

    Raises:
        ValueError: the tree was grown without names.
    """
    if grown.naming is None:
        raise ValueError("as_tree: the tree was grown without names")
    return _Explicit(grown).build()


class _Explicit:
    def __init__(self, grown: GrownTree) -> None:
        assert grown.naming is not None
        self.grown, self.naming, self.scenario = grown, grown.naming, grown.scenario
        self.game = grown.game
        self.names = [actor.name for actor in self.scenario.actors]
        # As the node was added, by its place now.
        self.added = np.argsort(grown.numbered.number)
        self.received, self.kinds = _follow_back(grown)

    def build(self) -> Tree:
        first, child = self.grown.tree.children
        items = np.full(self.grown.tree.num_nodes, -1)
        items[self.grown.ends] = np.arange(len(self.grown.ends))
        nodes, stack = list[TreeNode](), [(0, -1)]
        while stack:
            node, parent = stack.pop()
            if parent >= 0:
                nodes[parent].children.append(len(nodes))
            below = child[first[node] : first[node + 1]]
            nodes.append(self.end(int(items[node])) if len(below) == 0 else self.inner(node, below))
            stack += [(int(each), len(nodes) - 1) for each in below[::-1]]
        first_rows = [self.game.rows_of(actor) for actor in range(len(self.names))]
        return Tree(
            scenario=self.scenario,
            players=tuple(self.names),
            patience=tuple(tuple(self.game.patience[rows].tolist()) for rows in first_rows),
            precision=tuple(tuple(self.game.precision[rows].tolist()) for rows in first_rows),
            nodes=tuple(nodes),
            information_sets=tuple(self.information_set(number) for number in range(len(self.grown.choices))),
        )

    def end(self, item: int) -> TreeNode:
        received = tuple(tuple(own[item].tolist()) for own in self.received)
        return TreeNode("end", received=received, kinds=tuple(tuple(own[item].tolist()) for own in self.kinds))

    def inner(self, node: int, below: Int[np.ndarray, " branch"]) -> TreeNode:
        draws, stage = int(self.grown.numbered.draws[node]), int(self.grown.numbered.stage[node])
        prob = tuple(self.grown.tree.prob[below].tolist())
        if draws == ROOT:
            return TreeNode("types", self.types_in_words(), probabilities=prob)
        name = self.scenario.stages[stage % len(self.scenario.stages)].name
        label = f"{self.scenario.calendar.labels[stage // len(self.scenario.stages)]} {name}"
        if draws == ACT:
            number = int(self.grown.tree.owner[node])
            return TreeNode(label, self.grown.choices[number].names, number)
        if draws == OCCASION:
            return TreeNode(f"{label} comes up", (f"{name} comes up", f"{name} does not come up"), probabilities=prob)
        parent = int(self.added[node])
        words = [self.naming.way(stage, parent, rank) for rank in range(len(below))]
        return TreeNode(label, _told_apart(words), probabilities=prob)

    def types_in_words(self) -> tuple[str, ...]:
        """The types that are drawn together, of every actor that can be of several."""
        profiles = self.grown.profiles
        several = [actor for actor in range(len(self.names)) if len({kinds[actor] for kinds in profiles}) > 1]
        actors = self.scenario.actors
        return tuple(
            ", ".join(f"{actors[actor].name} is {actors[actor].types[kinds[actor]].name}" for actor in several)
            for kinds in profiles
        )

    def information_set(self, number: int) -> InformationSet:
        choice = self.grown.choices[number]
        return InformationSet(
            player=choice.player,
            type=choice.kind,
            period=choice.period,
            stage=choice.stage,
            table=-1,
            place=-1,
            actions=choice.names,
            menu=choice.actions,
            observations=(),
            history=self.naming.history(choice, self.grown.profiles),
            own=(),
            anchor=choice.anchor or (),
        )


def _told_apart(words: Sequence[str]) -> tuple[str, ...]:
    """Names of branches, with a number where two are the same."""
    counts: dict[str, int] = {}
    found = []
    for each in words:
        counts[each] = counts.get(each, 0) + 1
        found.append(each if words.count(each) == 1 else f"{each} ({counts[each]})")
    return tuple(found)


def _follow_back(
    grown: GrownTree,
) -> tuple[list[Float[np.ndarray, "end actor"]], list[Int[np.ndarray, "end actor"]]]:
    """What everybody received in every period and last in the aftermath, and all types at every period's start and in
    the end, by end."""
    items = np.arange(len(grown.ends))
    received, kinds = [grown.payoffs[-1][items]], [grown.boundaries[-1].kinds[items]]
    for period in reversed(range(len(grown.layers))):
        received.append(grown.payoffs[period][items])
        for layer in reversed(grown.layers[period]):
            items = layer.origin[items]
        kinds.append(grown.boundaries[period].kinds[items])
    return received[::-1], kinds[::-1]
