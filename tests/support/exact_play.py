"""Beliefs, policies and values on an exact tree at given unknowns: beliefs down the graph, values up.

What happens at the nodes of a group depends on the beliefs there, on their own unknowns, on the values at their
children and on the scale t of precision alone. `Moment` works it out, for any of these; `Play` puts the groups
together, and `exact_slope.py` takes the derivatives group by group.

Arrays end with a batch axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from detente.scenario.expressions import Belief
from detente.scenario.model import walk
from support.exact_tree import NEVER, Array, ExactTree, Group, by_mover
from support.twin import Payment, Rules


class Play:
    """One evaluation of a whole tree.

    Args:
        unknowns: by unknown and batch. scale: t, by batch or one for all.

    Attributes:
        log_belief, value: by node, row and batch. policy: by group and side log σ(a | k). wanted: t λ (Q(a) − Q(0)).
        action_values: by group and side Q.
    """

    def __init__(self, tree: ExactTree, unknowns: Array, scale: Array | float = 1.0) -> None:
        self.tree, self.scale = tree, np.asarray(scale)
        batch = unknowns.shape[1]
        kind = complex if np.iscomplexobj(unknowns) or np.iscomplexobj(self.scale) else float
        self.log_belief = np.full((len(tree.nodes), tree.num_rows, batch), np.nan, dtype=kind)
        self.value = np.zeros((len(tree.nodes), tree.num_rows, batch), dtype=kind)
        self.wanted = np.zeros((tree.num_unknowns, batch), dtype=kind)
        with np.errstate(divide="ignore"):
            prior = np.maximum(np.log(np.concatenate(tree.rules.prior)), NEVER)
        self.log_belief[0] = prior[:, None]
        moments = []
        for group in tree.groups:
            scores = [unknowns[own].reshape(shape) for own, shape in _unknowns_of(group, batch)]
            moment = Moment(tree, group, self.log_belief[group.nodes], scores, self.scale)
            for edge, after in enumerate(moment.beliefs_after()):
                self.log_belief[group.child[:, edge]] = after
            moments.append(moment)
        for moment in reversed(moments):
            group = moment.group
            self.value[group.nodes] = moment.values(self.value[group.child])
            for (own, _), wanted in zip(_unknowns_of(group, batch), moment.wanted, strict=True):
                self.wanted[own] = wanted.reshape(-1, batch)
        self.policy = [moment.policy for moment in moments]
        self.action_values = [moment.action_values for moment in moments]

    def belief(self, nodes: Array | int) -> Array:
        return np.asarray(np.exp(self.log_belief[nodes]))


def _unknowns_of(group: Group, batch: int) -> list[tuple[slice, tuple[int, ...]]]:
    """Of every side that decides with unknowns: where they are, and their shape."""
    found = []
    for first, (actions, kinds) in zip(group.unknowns, group.sides(), strict=True):
        if first >= 0:
            shape = (len(group.nodes), actions - 1, kinds, batch)
            found.append((slice(first, first + shape[0] * shape[1] * shape[2]), shape))
    return found


class Moment:
    """What happens at the nodes of a group.

    Args:
        before: log beliefs by node, row and batch. scores: of every side with unknowns, by node, action but the first,
            type and batch.

    Attributes:
        policy: by side log σ(a | k). action_values: by side that decides Q. wanted: by side with unknowns
            t λ (Q(a) − Q(0)). Those of sides without unknowns, and all values, are known after `values`.
    """

    def __init__(self, tree: ExactTree, group: Group, before: Array, scores: Sequence[Array], scale: Array) -> None:
        self.tree, self.group, self.before, self.scale = tree, group, before, scale
        self.belief = np.exp(before)
        self.batch = before.shape[-1]
        self.kind = complex if any(np.iscomplexobj(each) for each in (before, scale, *scores)) else float
        self.policy: list[Array] = []
        self.action_values: list[Array] = []
        self.wanted: list[Array] = []
        given = iter(scores)
        for first, (actions, kinds) in zip(group.unknowns, group.sides(), strict=True):
            own = np.zeros((len(group.nodes), actions, kinds, self.batch), dtype=self.kind)
            if first >= 0:
                own[:, 1:] = next(given)
            self.policy.append(self._anchored(len(self.policy), own))

    def _anchored(self, side: int, scores: Array) -> Array:
        """log σ(a | k) of scores that are counted from the anchor."""
        anchor = self.group.anchors[side] if self.group.actors else None
        return _log_softmax(scores if anchor is None else scores + anchor[..., None])

    def beliefs_after(self) -> list[Array]:
        """By edge the log beliefs at the children."""
        tree, group = self.tree, self.group
        told: list[Array] = []
        if len(group.actors) == 1:
            told = [self._told()]
        elif len(group.actors) == 2:
            told = self._told_at_once()
        found = []
        for edge in range(group.child.shape[1]):
            after = self.before.astype(self.kind)
            for side, actor in enumerate(group.actors):
                if tree.rules.num_types[actor] > 1:
                    joint = self.before[:, tree.rows(actor)] + told[side][:, edge]
                    after[:, tree.rows(actor)] = joint - _log_sum(joint, 1)[:, None]
            found.append(after)
        return found

    def _told(self) -> Array:
        """log L(edge | type) of who moves alone."""
        group = self.group
        taken = _log_mix(group.prob, self.policy[0])
        if group.untaken is None:
            return taken
        with np.errstate(divide="ignore"):
            untaken = np.maximum(np.log(group.untaken), NEVER)[..., None]
        taken = taken + np.log(group.chance)[:, None, None, None]
        return _log_sum(np.stack(np.broadcast_arrays(taken, untaken)), 0)

    def _told_at_once(self) -> list[Array]:
        """log L(edge | type) of both sides, up to what is the same for all types."""
        group = self.group
        chosen = self._chosen()
        one = np.einsum("geakbl,gblx,gakx->gekx", group.prob, chosen[1], np.exp(self.policy[0]))
        two = np.einsum("geakbl,gakx,gblx->gelx", group.prob, chosen[0], np.exp(self.policy[1]))
        return [np.log(np.where(each.real > 1e-300, each, 1e-300)) for each in (one, two)]

    def _chosen(self) -> list[Array]:
        """By side the probability of every act and type together, if the decision comes up."""
        pairs = zip(self.group.actors, self.policy, strict=True)
        return [self.belief[:, None, self.tree.rows(actor)] * np.exp(policy) for actor, policy in pairs]

    def values(self, future: Array) -> Array:
        """Values by node and row, from those at the children by node, edge and row."""
        tree, group = self.tree, self.group
        if group.is_end:
            future = future * np.concatenate(tree.rules.patience)[None, None, :, None]
        flows = [self._flow(side) for side in range(len(group.sides()))]
        if not group.actors:
            # Chance, a period's end or the aftermath: one action of nobody.
            return np.asarray(np.einsum("ge,gerx->grx", group.prob[:, :, 0, 0], future) + flows[0][:, 0, 0])
        own = [self._own(side, future, flows[side]) for side in range(len(group.actors))]
        for side, values in enumerate(own):
            self._want(side, values)
        return self._values(future, flows, own)

    def _flow(self, side: int) -> Array:
        """What every (action, type of the mover) pays to every row."""
        group = self.group
        flow = group.flows[side][..., None]
        linear = group.linear[side]
        if linear is not None:
            flow = flow + np.einsum("gakrs,gsx->gakrx", linear, self.belief)
        if any(each[1] == side for each in group.special):
            flow = np.array(np.broadcast_to(flow, (*flow.shape[:-1], self.batch)), dtype=self.kind)
            for place, of_side, action, payment in group.special:
                if of_side == side:
                    own = bool(group.actors) and payment.payee == group.actors[side]
                    amount = self._amount(payment, self.belief[place])
                    flow[place, action][:, self.tree.rows(payment.payee)] += by_mover(amount, own)
        return np.asarray(flow)

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

    def _own(self, side: int, future: Array, flow: Array) -> Array:
        """Q(a, k) of one side."""
        group = self.group
        rows = self.tree.rows(group.actors[side])
        mine = future[:, :, rows]
        if len(group.actors) == 1:
            value = np.einsum("geak,gekx->gakx", group.prob, mine)
        else:
            how = "geakbl,gblx,gekx->gakx" if side == 0 else "geakbl,gakx,gelx->gblx"
            value = np.einsum(how, group.prob, self._chosen()[1 - side], mine)
        return value + np.einsum("gakkx->gakx", flow[:, :, :, rows])

    def _want(self, side: int, own: Array) -> None:
        self.action_values.append(own)
        if own.shape[1] == 1:
            return
        wanted = self.scale * self.group.precision(side, self.tree.rules)[:, None, :, None] * (own - own[:, :1])
        if self.group.unknowns[side] < 0:
            self.policy[side] = self._anchored(side, wanted)
        else:
            self.wanted.append(wanted[:, 1:])

    def _values(self, future: Array, flows: list[Array], own: list[Array]) -> Array:
        tree, group = self.tree, self.group
        chosen = self._chosen()
        if len(group.actors) == 1:
            chosen = [group.chance[:, None, None, None] * chosen[0]]
            total = np.einsum("geak,gakx->gex", group.prob, chosen[0])
            if group.untaken is not None:
                kinds = self.belief[:, tree.rows(group.actors[0])]
                total = total + np.einsum("gek,gkx->gex", group.untaken, kinds)
        else:
            total = np.einsum("geakbl,gakx,gblx->gex", group.prob, *chosen)
        value = np.einsum("gex,gerx->grx", total, future)
        for side, flow in enumerate(flows):
            paid = _paid(chosen[side], flow)
            paid[:, tree.rows(group.actors[side])] = 0
            value = value + paid
        for side, actor in enumerate(group.actors):
            mine = group.chance[:, None, None] * (np.exp(self.policy[side]) * own[side]).sum(axis=1)
            if group.untaken is not None:
                mine = mine + np.einsum("gek,gekx->gkx", group.untaken, future[:, :, tree.rows(actor)])
            if len(group.actors) == 2:  # what the other side's act pays to this one
                mine = mine + _paid(chosen[1 - side], flows[1 - side][:, :, :, tree.rows(actor)])
            value[:, tree.rows(actor)] = mine
        return np.asarray(value)


def _paid(chosen: Array, flow: Array) -> Array:
    """What acts pay to every row."""
    return np.einsum("gakx,gakrx->grx", chosen, np.broadcast_to(flow, (*flow.shape[:-1], chosen.shape[-1])))


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
