"""The exact agent quantal-response equilibrium of a small crisis, on the tree of its public histories.

The rules of play are those of the twin (`twin.py`), which are read straight from the scenario. Histories that leave
the same public state and have told the same about every type are one node, so that the tree is a directed graph. The
unknowns are differences of scores z(a, k) = y(a, k) − y(0, k) of every mover whose choice tells something (or that
moves at once with another); all other movers play the logit of their values. The equation is

    F(z, t) = t λ (Q(a, k) − Q(0, k)) − z = 0,                                              (1)

and `branch.py` solves it. Derivatives are exact to rounding: they are taken along imaginary steps of length 1e-30.
No belief grid and nothing of `detente.solve` is used.

Arrays end with a batch axis: the directions in which (1) is differentiated.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.scenario.expressions import Belief
from detente.scenario.model import Scenario, walk
from support.twin import Edge, Node, Payment, Position, Rules

Array = NDArray[Any]

TINY = 1e-30
"""The imaginary step."""

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
        anchors: by side log η by node, action and type; None if uniform. chance: of coming up, by node.
        untaken: P(edge, the decision does not come up | type) by node and edge; None if all come up.
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
    unknowns: list[int] = field(default_factory=list)

    @property
    def is_end(self) -> bool:
        return self.members[0].is_period_end

    def sides(self) -> list[tuple[int, int]]:
        """(actions, types) of every side."""
        shape = self.prob.shape[2:]
        return [(shape[2 * side], shape[2 * side + 1]) for side in range(len(shape) // 2)]


class ExactTree:
    """The graph of public histories as arrays, with beliefs, values and (1) on it."""

    def __init__(self, scenario: Scenario, most_nodes: int = 20_000) -> None:
        self.scenario = scenario
        self.rules = GraphRules(scenario)
        self.root = self.rules.root()
        types = self.rules.num_types
        self.first_row = np.concatenate([[0], np.cumsum(types)])
        self.num_rows = int(self.first_row[-1])
        self.row_actor = np.repeat(np.arange(len(types)), types)
        self.nodes = _list_nodes(self.root)
        if len(self.nodes) > most_nodes:
            raise ValueError(f"{len(self.nodes)} nodes are too many")
        self.number = {id(node): n for n, node in enumerate(self.nodes)}
        self.groups = [self._group(members) for members in _alike(self.nodes)]
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
        numbers = np.array([self.number[id(node)] for node in members])
        anchors = [_anchors([node if side == 0 else node.second for node in members]) for side in range(len(actors))]
        chance, untaken = np.array([node.chance for node in members]), None
        if (chance < 1).any():
            nothing = np.zeros(prob.shape[3])
            untaken = np.array(
                [[nothing if edge.untaken is None else edge.untaken for edge in node.edges] for node in members]
            )
        group = Group(numbers, members, actors, child, prob, [], [], [], anchors, chance, untaken)
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
            into[:, rows] += _by_mover(payment.table, own)
            return
        if group.linear[side] is None:
            group.linear[side] = np.zeros((*group.flows[side].shape, self.num_rows))
        linear = group.linear[side]
        assert linear is not None
        for kind in range(payment.table.shape[-1]):
            row = self.first_row[payment.others[0]] + kind
            linear[place, action][:, rows, row] += _by_mover(payment.table[..., kind], own)

    # ---- one evaluation

    def play(self, unknowns: Array, scale: Array | float = 1.0) -> Play:
        """Beliefs, policies, values and wanted scores, at unknowns with a batch axis."""
        return Play(self, unknowns, np.asarray(scale))

    def defect(self, unknowns: Array, scale: float) -> Array:
        """F of (1), at one point."""
        return self.play(unknowns[:, None], scale).wanted[:, 0] - unknowns

    def derivative(self, unknowns: Array, scale: float, chunk: int = 192) -> tuple[Array, Array, Array]:
        """F, ∂F/∂z and ∂F/∂t at one point."""
        size = self.num_unknowns
        columns = np.zeros((size, size + 1))
        wanted = np.zeros(size)
        for begin in range(0, size + 1, chunk):
            end = min(begin + chunk, size + 1)
            moved = np.repeat(unknowns[:, None], end - begin, axis=1).astype(complex)
            for column in range(begin, min(end, size)):
                moved[column, column - begin] += 1j * TINY
            scales = np.where(np.arange(begin, end) == size, scale + 1j * TINY, scale)
            out = self.play(moved, scales).wanted
            columns[:, begin:end] = out.imag / TINY
            wanted = out[:, 0].real
        return wanted - unknowns, columns[:, :size] - np.eye(size), columns[:, size]


class Play:
    """One evaluation: beliefs down the graph, values up.

    Args:
        log_belief, value: by node, row and batch. policy: by group and side log σ(a | k). wanted: t λ (Q(a) − Q(0)).
        action_values: by group and side Q.
    """

    def __init__(self, tree: ExactTree, unknowns: Array, scale: Array) -> None:
        self.tree, self.unknowns, self.scale = tree, unknowns, scale
        batch = unknowns.shape[1]
        kind = complex if np.iscomplexobj(unknowns) or np.iscomplexobj(scale) else float
        self.log_belief = np.full((len(tree.nodes), tree.num_rows, batch), np.nan, dtype=kind)
        self.value = np.zeros((len(tree.nodes), tree.num_rows, batch), dtype=kind)
        self.wanted = np.zeros((tree.num_unknowns, batch), dtype=kind)
        self.policy: list[list[Array]] = []
        self.action_values: list[list[Array]] = []
        with np.errstate(divide="ignore"):
            prior = np.maximum(np.log(np.concatenate(tree.rules.prior)), NEVER)
        self.log_belief[0] = prior[:, None]
        for group in tree.groups:
            self._down(group)
        for number in reversed(range(len(tree.groups))):
            self._up(number, tree.groups[number])

    def belief(self, nodes: Array | int) -> Array:
        return np.asarray(np.exp(self.log_belief[nodes]))

    def _down(self, group: Group) -> None:
        """Adds the policies, and the beliefs at the children."""
        tree = self.tree
        policies = []
        for side, (actions, kinds) in enumerate(group.sides()):
            shape = (len(group.nodes), actions, kinds, self.unknowns.shape[1])
            first = group.unknowns[side]
            scores = np.zeros(shape, dtype=self.value.dtype)
            if first >= 0:
                size = shape[0] * (actions - 1) * kinds
                scores[:, 1:] = self.unknowns[first : first + size].reshape(shape[0], actions - 1, kinds, -1)
            policies.append(_log_softmax(_from_anchor(group, side, scores)))
        self.policy.append(policies)
        self.action_values.append([])
        before = self.log_belief[group.nodes]
        told: list[Array] = []
        if len(group.actors) == 1:
            told = [_log_mix(group.prob, policies[0])]
            if group.untaken is not None:
                mixed = group.chance[:, None, None, None] * np.exp(told[0]) + group.untaken[..., None]
                told = [np.log(np.where(mixed.real > 1e-300, mixed, 1e-300))]
        elif len(group.actors) == 2:
            told = self._told_at_once(group, policies)
        for edge in range(group.child.shape[1] if group.child.size else 0):
            after = before.copy()
            for side, actor in enumerate(group.actors):
                if tree.rules.num_types[actor] > 1:
                    joint = before[:, tree.rows(actor)] + told[side][:, edge]
                    after[:, tree.rows(actor)] = joint - _log_sum(joint, 1)[:, None]
            self.log_belief[group.child[:, edge]] = after

    def _told_at_once(self, group: Group, policies: list[Array]) -> list[Array]:
        """log L(edge | type) of both sides, up to what is the same for all types."""
        chosen = [
            np.exp(self.log_belief[group.nodes][:, None, self.tree.rows(actor)] + policy)
            for actor, policy in zip(group.actors, policies, strict=True)
        ]
        one = np.einsum("geakbl,gblx,gakx->gekx", group.prob, chosen[1], np.exp(policies[0]))
        two = np.einsum("geakbl,gakx,gblx->gelx", group.prob, chosen[0], np.exp(policies[1]))
        return [np.log(np.where(each.real > 1e-300, each, 1e-300)) for each in (one, two)]

    def _flow(self, group: Group, side: int) -> Array:
        """What every (action, type of the mover) pays to every row."""
        flow = group.flows[side][..., None]
        linear = group.linear[side]
        if linear is not None:
            flow = flow + np.einsum("gakrs,gsx->gakrx", linear, self.belief(group.nodes))
        if any(each[1] == side for each in group.special):
            flow = np.array(np.broadcast_to(flow, (*flow.shape[:-1], self.unknowns.shape[1])), dtype=self.value.dtype)
            for place, of_side, action, payment in group.special:
                if of_side == side:
                    own = bool(group.actors) and payment.payee == group.actors[side]
                    amount = self._amount(payment, self.belief(int(group.nodes[place])))
                    flow[place, action][:, self.tree.rows(payment.payee)] += _by_mover(amount, own)
        return flow

    def _amount(self, payment: Payment, belief: Array) -> Array:
        """A payment that depends on beliefs, by type of payee and mover, to first order in the imaginary step."""
        rules, tree = self.tree.rules, self.tree
        if payment.table is not None:
            table = np.repeat(payment.table[..., None], belief.shape[1], axis=-1)
        else:
            base = belief[:, 0].real
            table = rules.amounts(payment, self._believing(payment, base))[..., None] + 0 * belief[0]
            parts = [p for each in payment.trees for p in walk(each) if isinstance(p, Belief)]
            rows = {tree.first_row[rules.index[p.actor]] + _type_number(rules, p.actor, p.type) for p in parts}
            for row in rows if np.iscomplexobj(belief) else ():
                step = 1e-6 * np.eye(tree.num_rows)[row]
                ends = [rules.amounts(payment, self._believing(payment, base + sign * step)) for sign in (1, -1)]
                table = table + ((ends[0] - ends[1]) / 2e-6)[..., None] * (belief[row] - base[row])
        for other in payment.others:
            table = np.einsum("pmo...x,ox->pm...x", table, belief[tree.rows(other)])
        return table

    def _believing(self, payment: Payment, belief: Array) -> Any:
        names = [(actor.name, kind.name) for actor in self.tree.scenario.actors for kind in actor.types]
        return replace(payment.situation, beliefs=dict(zip(names, belief.tolist(), strict=True)))

    def _up(self, number: int, group: Group) -> None:
        rules = self.tree.rules
        belief = self.belief(group.nodes)
        num_edges = group.child.shape[1] if group.child.size else 0
        future = self.value[group.child] if num_edges else np.zeros((len(group.nodes), 0, *self.value.shape[1:]))
        if group.is_end:
            future = future * np.concatenate(rules.patience)[None, None, :, None]
        flows = [self._flow(group, side) for side in range(len(group.sides()))]
        if not group.actors:
            # Chance, a period's end or the aftermath: one action of nobody.
            chance = group.prob[:, :, 0, 0]
            self.value[group.nodes] = np.einsum("ge,gerx->grx", chance, future) + flows[0][:, 0, 0]
            return
        own = [self._own(number, group, side, future, flows[side], belief) for side in range(len(group.actors))]
        for side, actor in enumerate(group.actors):
            self._want(number, group, side, actor, own[side])
        self._values(number, group, future, flows, own, belief)

    def _own(self, number: int, group: Group, side: int, future: Array, flow: Array, belief: Array) -> Array:
        """Q(a, k) of one side."""
        rows = self.tree.rows(group.actors[side])
        mine = future[:, :, rows]
        if len(group.actors) == 1:
            value = np.einsum("geak,gekx->gakx", group.prob, mine)
        else:
            other = 1 - side
            chosen = np.exp(self.policy[number][other]) * belief[:, None, self.tree.rows(group.actors[other])]
            how = "geakbl,gblx,gekx->gakx" if side == 0 else "geakbl,gakx,gelx->gblx"
            value = np.einsum(how, group.prob, chosen, mine)
        return value + np.einsum("gakkx->gakx", flow[:, :, :, rows])

    def _want(self, number: int, group: Group, side: int, actor: int, own: Array) -> None:
        actions, kinds = group.sides()[side]
        self.action_values[number].append(own)
        if actions == 1:
            return
        wanted = self.scale * self.tree.rules.precision[actor][:, None] * (own - own[:, :1])
        first = group.unknowns[side]
        if first < 0:
            self.policy[number][side] = _log_softmax(_from_anchor(group, side, wanted))
        else:
            size = len(group.nodes) * (actions - 1) * kinds
            self.wanted[first : first + size] = wanted[:, 1:].reshape(size, -1)

    def _values(
        self,
        number: int,
        group: Group,
        future: Array,
        flows: list[Array],
        own: list[Array],
        belief: Array,
    ) -> None:
        tree = self.tree
        policies = [np.exp(each) for each in self.policy[number]]
        chosen = [
            belief[:, None, tree.rows(actor)] * policy for actor, policy in zip(group.actors, policies, strict=True)
        ]
        if len(group.actors) == 1:
            chosen = [group.chance[:, None, None, None] * chosen[0]]
            total = np.einsum("geak,gakx->gex", group.prob, chosen[0])
            if group.untaken is not None:
                total = total + np.einsum("gek,gkx->gex", group.untaken, belief[:, tree.rows(group.actors[0])])
        else:
            total = np.einsum("geakbl,gakx,gblx->gex", group.prob, *chosen)
        value = np.einsum("gex,gerx->grx", total, future)
        for side, flow in enumerate(flows):
            paid = np.einsum(
                "gakx,gakrx->grx", chosen[side], np.broadcast_to(flow, (*flow.shape[:-1], value.shape[-1]))
            )
            mine = tree.rows(group.actors[side])
            paid[:, mine] = 0
            value = value + paid
        for side, actor in enumerate(group.actors):
            rest = [np.zeros(1)]
            if len(group.actors) == 2:  # what the other side's act pays to this one
                other = 1 - side
                flow = flows[other][:, :, :, tree.rows(actor)]
                rest = [
                    np.einsum(
                        "gakx,gakrx->grx", chosen[other], np.broadcast_to(flow, (*flow.shape[:-1], value.shape[-1]))
                    )
                ]
            mine = group.chance[:, None, None] * (policies[side] * own[side]).sum(axis=1)
            if group.untaken is not None:
                rest = [np.einsum("gek,gekx->gkx", group.untaken, future[:, :, tree.rows(actor)])]
            value[:, tree.rows(actor)] = mine + rest[0]
        self.value[group.nodes] = value


def _anchors(nodes: list[Node | None]) -> Array | None:
    """log η by node, action and type; None if it is uniform at all of them."""
    found = [node.anchor for node in nodes if node is not None]
    if all(each is None for each in found):
        return None
    assert all(each is not None for each in found), "nodes with an anchor and without are not one group"
    return np.array(found)


def _from_anchor(group: Group, side: int, scores: Array) -> Array:
    """Scores counted from the anchor, and the anchor; of what a type cannot do `NEVER`."""
    anchor = group.anchors[side] if group.anchors else None
    return scores if anchor is None else scores + np.maximum(anchor, NEVER)[..., None]


def _by_mover(table: Array, own: bool) -> Array:
    """A payment (type of payee, type of mover, …) as (type of mover, type of payee, …)."""
    if own:
        return np.eye(table.shape[0])[(..., *[None] * (table.ndim - 2))] * table[:, 0][:, None]
    return np.swapaxes(table, 0, 1)


def _type_number(rules: Rules, actor: str, kind: str) -> int:
    types = rules.scenario.actors[rules.index[actor]].types
    return [each.name for each in types].index(kind)


def _log_softmax(scores: Array) -> Array:
    """Logarithms of probabilities along the axis of actions."""
    return np.asarray(scores - _log_sum(scores, 1)[:, None])


def _log_sum(numbers: Array, axis: int) -> Array:
    highest = numbers.real.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(numbers - highest).sum(axis=axis)) + highest.squeeze(axis))


def _log_mix(prob: Array, log_policy: Array) -> Array:
    """log Σ_a P(edge | a, k) σ(a | k), by node, edge, type and batch."""
    possible = prob[..., None] > 0
    scores = np.where(possible, log_policy[:, None].real, NEVER)
    highest = scores.max(axis=2)
    powers = prob[..., None] * np.exp(np.where(possible, log_policy[:, None] - highest[:, :, None], 0))
    mixed = powers.sum(axis=2)
    return np.asarray(np.where(possible.any(axis=2), np.log(np.where(mixed.real > 0, mixed, 1)), 0) + highest)


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
            own = (node.anchor is None, node.second is None or node.second.anchor is None, node.chance < 1)
            key = (node.actor, len(node.actions), second, len(node.edges), node.is_period_end, own)
            sorts.setdefault(key, []).append(node)
        yield from sorts.values()
