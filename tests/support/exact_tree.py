"""The exact agent quantal-response equilibrium of a small crisis, on the tree of its public histories.

The rules of play are those of the twin (`twin.py`), which are read straight from the scenario. Histories that leave
the same public state and have told the same about every type are one node, so that the tree is a directed graph. The
unknowns are differences of scores z(a, k) = y(a, k) − y(0, k) of every mover whose choice tells something (or that
moves at once with another); all other movers play the logit of their values. They count from the anchor η, which is
what is done at base rates: σ(a | k) ∝ η(a | k) exp z(a, k), so that η shifts policies alone. The equation is

    F(z, t) = t λ (Q(a, k) − Q(0, k)) − z = 0,                                              (1)

and `branch.py` solves it; `exact_play.py` evaluates it and `exact_slope.py` has its derivatives. No belief grid and
nothing of `detente.solve` is used.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.scenario.model import Scenario
from support.twin import Edge, Node, Payment, Position, Rules

Array = NDArray[Any]

NEVER = -1e6
"""Logarithm of an impossible likelihood."""


class GraphRules(Rules):
    """The rules of play; a node is shared by all histories that have told the same and left the same state."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.known: dict[tuple[Any, Position], Node] = {}

    def node(self, history: Any, position: Position) -> Node:
        if len(history) > 2 and history[-3] is None:  # two moves at once that tell of nobody
            history = history[:-3]
        if (history, position) not in self.known:
            self.known[history, position] = super().node(history, position)
        return self.known[history, position]

    def edges(self, history: Any, at: Position, outcomes: Any, following: int | None = None) -> Any:
        found = []
        for (label, position), prob in outcomes.probs.items():
            untaken = outcomes.untaken.get((label, position))
            every = prob if untaken is None else np.concatenate([prob, untaken[None]])
            if every.any():
                # What tells the same has the same probabilities, up to a factor.
                told = tuple(np.round(every / every.max(), 12).ravel().tolist())
                after = history if prob.shape[1] == 1 or set(told) == {1.0} else (*history, at, told)
                stage = at.stage + 1 if following is None else following
                found.append(Edge(label, prob, self.node(after, replace(position, stage=stage)), untaken))
        return tuple(found)

    def at_once(self, history: Any, at: Position) -> Node:
        owners = [self.menu(at, self.scenario.stages[at.stage + side])[0] for side in (0, 1)]  # type: ignore[arg-type]
        tells = any(self.num_types[owner] > 1 for owner in owners)
        return super().at_once((*history, at) if tells else (*history, None, at), at)


@dataclass(eq=False)
class Group:
    """Nodes alike at one date and stage, worked on together.

    Args:
        nodes: their numbers. actors: who moves (two at once), or whom a signal is about. child: by node and edge.
        prob: P(edge | action, type) by node and edge; of two movers (first action, type, second action, type).
        flows: by side what every (action, type of the mover) pays to every row. linear: the same for every unit of
            belief. special: payments that depend on beliefs in another way: (place, side, action, payment).
        anchors: by side log η by node, action and type, `NEVER` for what a type cannot do; None if all are alike.
        chance: that the decision comes up, by node; of two at once, whose edges are those of intended acts
            (`twin.py`), 1.
        sharpness: by side and node what makes up for that.
        untaken: P(edge and it does not come up | type) by node and edge;
            None if all of them come up for sure.
        unknowns: by side the first unknown of the first node, −1 if the mover plays the logit of its values.
    """

    nodes: Array
    members: list[Node]
    actors: tuple[int, ...]
    child: Array
    prob: Array
    flows: list[Array]
    linear: list[Array | None]
    special: list[tuple[int, int, int, Payment]]
    anchors: list[Array | None]
    chance: Array
    untaken: Array | None
    sharpness: list[Array]
    unknowns: list[int] = field(default_factory=list)

    @property
    def is_end(self) -> bool:
        return self.members[0].is_period_end

    def precision(self, side: int, rules: Rules) -> Array:
        """λ of intended acts, by node and type."""
        return np.asarray(self.sharpness[side][:, None] * rules.precision[self.actors[side]])

    def sides(self) -> list[tuple[int, int]]:
        """(actions, types) of every side."""
        shape = self.prob.shape[2:]
        return [(shape[2 * side], shape[2 * side + 1]) for side in range(len(shape) // 2)]


class ExactTree:
    """The graph of public histories as arrays.

    Attributes:
        parent, parent_edge: by node one of those that lead to it, and by which of its edges; −1 for the root. Where
            several nodes or edges do, all have told the same.
    """

    def __init__(self, scenario: Scenario, most_nodes: int = 20_000) -> None:
        self.scenario = scenario
        self.rules = GraphRules(scenario)
        self.root = self.rules.root()
        types = self.rules.num_types
        self.first_row = np.concatenate([[0], np.cumsum(types)])
        self.num_rows = int(self.first_row[-1])
        self.nodes = _list_nodes(self.root)
        if len(self.nodes) > most_nodes:
            raise ValueError(f"{len(self.nodes)} nodes are too many")
        self.number = {id(node): n for n, node in enumerate(self.nodes)}
        self.groups = [self._group(members) for members in _alike(self.nodes)]
        self.parent, self.parent_edge = np.full((2, len(self.nodes)), -1)
        for group in self.groups:
            for edge in range(group.child.shape[1]):
                self.parent[group.child[:, edge]] = group.nodes
                self.parent_edge[group.child[:, edge]] = edge
        self.num_unknowns = 0
        for group in self.groups:
            for actions, kinds in group.sides():
                decides = actions > 1 and (kinds > 1 or len(group.actors) == 2)
                group.unknowns.append(self.num_unknowns if decides else -1)
                self.num_unknowns += (actions - 1) * kinds * len(group.nodes) if decides else 0

    def rows(self, actor: int) -> slice:
        return slice(int(self.first_row[actor]), int(self.first_row[actor + 1]))

    def _group(self, members: list[Node]) -> Group:
        first = members[0]
        pair = (first,) if first.second is None else (first, first.second)
        actors = tuple(each.actor for each in pair if each.actor >= 0)
        prob = np.array([[edge.prob for edge in node.edges] for node in members])
        if not first.edges:
            prob = np.zeros((len(members), 0, 1, 1))
        child = np.array([[self.number[id(edge.child)] for edge in node.edges] for node in members], dtype=int)
        child = child.reshape(len(members), -1)
        numbers = np.array([self.number[id(node)] for node in members])
        anchors = [_anchors([node if side == 0 else node.second for node in members]) for side in range(len(actors))]
        chance, sharpness = np.array([node.chance for node in members]), [np.ones(len(members))]
        if first.second is not None:
            sharpness = [1 / np.array([each.chance for each in side]) for side in _sides(members)]
            chance = np.ones(len(members))
        group = Group(numbers, members, actors, child, prob, [], [], [], anchors, chance, _untaken(members), sharpness)
        for side, (actions, kinds) in enumerate(group.sides()):
            group.flows.append(np.zeros((len(members), actions, kinds, self.num_rows)))
            group.linear.append(None)
            for place, node in enumerate(members):
                one = node if side == 0 else node.second
                assert one is not None
                for action, payments in enumerate(one.payments):
                    for payment in payments:
                        self._pay(group, place, side, action, payment)
        return group

    def _pay(self, group: Group, place: int, side: int, action: int, payment: Payment) -> None:
        rows = self.rows(payment.payee)
        if payment.table is None or len(payment.others) > 1:
            group.special.append((place, side, action, payment))
            return
        into = group.flows[side][place, action]
        own = bool(group.actors) and payment.payee == group.actors[side]
        if not payment.others:
            into[:, rows] += by_mover(payment.table, own)
            return
        if group.linear[side] is None:
            group.linear[side] = np.zeros((*group.flows[side].shape, self.num_rows))
        linear = group.linear[side]
        assert linear is not None
        for kind in range(payment.table.shape[-1]):
            row = self.first_row[payment.others[0]] + kind
            linear[place, action][:, rows, row] += by_mover(payment.table[..., kind], own)


def by_mover(table: Array, own: bool) -> Array:
    """A payment (type of payee, type of mover, …) as (type of mover, type of payee, …)."""
    if own:
        return np.eye(table.shape[0])[(..., *[None] * (table.ndim - 2))] * table[:, 0][:, None]
    return np.swapaxes(table, 0, 1)


def _anchors(nodes: Sequence[Node | None]) -> Array | None:
    """log η of nodes of one group, by node, action and type."""
    found = [node.anchor for node in nodes if node is not None and node.anchor is not None]
    return np.maximum(found, NEVER) if found else None


def _sides(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """The first and the second decisions of those made at once."""
    return list(nodes), [node.second for node in nodes if node.second is not None]


def _untaken(nodes: Sequence[Node]) -> Array | None:
    """What is seen of decisions of one group that do not come up, by node, edge and type."""
    if nodes[0].chance == 1 or nodes[0].second is not None:
        return None
    nothing = np.zeros(nodes[0].edges[0].prob.shape[1])
    return np.array([[nothing if edge.untaken is None else edge.untaken for edge in node.edges] for node in nodes])


def _list_nodes(root: Node) -> list[Node]:
    """All nodes, each after every node that leads to it."""
    found = {id(root): root}
    waiting = [root]
    while waiting:
        for edge in waiting.pop().edges:
            if id(edge.child) not in found:
                found[id(edge.child)] = edge.child
                waiting.append(edge.child)
    rest = [node for node in found.values() if node is not root]
    return [root, *sorted(rest, key=_when)]


def _when(node: Node) -> tuple[int, int]:
    return node.position.period, node.position.stage


def _alike(nodes: list[Node]) -> Iterator[list[Node]]:
    """Nodes of one date and stage with arrays of one shape, by date and stage."""
    for _, level in itertools.groupby(nodes, _when):
        sorts: dict[object, list[Node]] = {}
        for node in level:
            second = None if node.second is None else (node.second.actor, len(node.second.actions))
            anchored = (node.anchor is None, node.second is None or node.second.anchor is None)
            key = (node.actor, len(node.actions), second, len(node.edges), node.is_period_end)
            sorts.setdefault((key, anchored, node.chance < 1), []).append(node)
        yield from sorts.values()
