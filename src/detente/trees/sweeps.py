"""Sweeps over a game tree: reach and beliefs from the root down, values and wanted scores from the ends up.

At an information set h of player i, action a is worth

    Q_h(a) = Σ_n μ_h(n) V_i(n a),   μ_h(n) ∝ Π of all probabilities on the way to n,                (1)

and the agent quantal-response equilibrium is σ_h(a) ∝ η_h(a) exp(t λ_h Q_h(a)) at every h, t = 1. The unknowns are
scores z_h(a) = log σ_h(a) − log σ_h(first action) of the sets that `plans.py` chooses. The sweep down has reach and
beliefs from z; the sweep up has values from z, and from the logit answers of those sets that are no unknowns. With z′
the scores that the unknown sets want, the equation is

    F(z, t) = z′(z, t) − z = 0,                                                                      (2)

whose solutions are those of (1). `push` multiplies a direction by its derivative.

Reach is kept as a logarithm: at high precision it falls below what a number can hold, and beliefs are needed there too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.native import Entrance, kept

Array = np.ndarray

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


class TreeArrays(NamedTuple):
    """A game and its plan, as compiled functions take them; fields as in `ExtensiveGame` and `SweepPlan`."""

    parent: Array
    owner: Array
    slot_in: Array
    log_prob: Array
    first_child: Array
    child: Array
    first_member: Array
    member: Array
    first_slot: Array
    set_player: Array
    precision: Array
    log_anchor: Array
    payoff: Array
    order: Array
    first_unknown: Array


class PointArrays(NamedTuple):
    """What is known at one point (z, t), and room for a direction (`push_…`).

    Args:
        log_policy: by slot log σ from z; 0 at sets that are no unknowns, which nobody's beliefs depend on.
        policy: by slot the logit answer, from the scores z′.
        log_reach, belief: by node. value: by node and player. action_value: by slot Q.
    """

    log_policy: Array
    policy: Array
    action_value: Array
    log_reach: Array
    belief: Array
    value: Array
    push_log_policy: Array
    push_policy: Array
    push_action_value: Array
    push_reach: Array
    push_belief: Array
    push_value: Array


class Sweeps(NamedTuple):
    """The functions of the same names."""

    sweep: Entrance
    push: Entrance
    evaluate: Entrance


@cache
def compiled_sweeps() -> Sweeps:
    """The entrances; each is compiled, or read from the cache folder, at its first call."""
    return Sweeps(*kept((sweep, push, evaluate), OPTIONS, [Path(__file__)]))


def make_point(num_nodes: int, num_slots: int, num_players: int) -> PointArrays:
    """Room for a point of a game of this size."""

    def room() -> tuple[Array, ...]:
        by_slot = (np.zeros(num_slots) for _ in range(3))
        by_node = (np.zeros(num_nodes) for _ in range(2))
        return (*by_slot, *by_node, np.zeros((num_nodes, num_players)))

    return PointArrays(*room(), *room())


@njit(**OPTIONS)
@no_type_check
def sweep(tree, at, unknowns, share, defect):
    """Writes F of (2) into `defect`, and all that is known at the point."""
    _input_policies(tree, at, unknowns)
    _beliefs(tree, at)
    at.value[:] = tree.payoff
    num_sets = len(tree.set_player)
    for block in tree.order:
        if block < num_sets:
            _answer(tree, at, block, share)
            first = tree.first_slot[block]
            for place in range(tree.first_member[block], tree.first_member[block + 1]):
                _mix(tree, at, tree.member[place], first)
        else:
            node = block - num_sets
            if tree.owner[node] >= 0:
                _mix_given(tree, at, node)
            else:
                _draw(tree, at, node)
    for h in range(num_sets):
        unknown = tree.first_unknown[h]
        if unknown >= 0:
            _answer(tree, at, h, share)
            first = tree.first_slot[h]
            for action in range(1, tree.first_slot[h + 1] - first):
                gain = at.action_value[first + action] - at.action_value[first]
                usual = tree.log_anchor[first + action] - tree.log_anchor[first]
                defect[unknown + action - 1] = share * tree.precision[h] * gain + usual - unknowns[unknown + action - 1]


@njit(**OPTIONS)
@no_type_check
def _input_policies(tree, at, unknowns):
    for h in range(len(tree.set_player)):
        unknown = tree.first_unknown[h]
        if unknown < 0:
            continue
        first, num = tree.first_slot[h], tree.first_slot[h + 1] - tree.first_slot[h]
        most = 0.0
        for action in range(1, num):
            most = max(most, unknowns[unknown + action - 1])
        total = np.exp(-most)
        for action in range(1, num):
            total += np.exp(unknowns[unknown + action - 1] - most)
        base = most + np.log(total)
        at.log_policy[first] = -base
        for action in range(1, num):
            at.log_policy[first + action] = unknowns[unknown + action - 1] - base


@njit(**OPTIONS)
@no_type_check
def _beliefs(tree, at):
    at.log_reach[0] = 0.0
    for node in range(1, len(tree.parent)):
        slot = tree.slot_in[node]
        step = at.log_policy[slot] if slot >= 0 else tree.log_prob[node]
        at.log_reach[node] = at.log_reach[tree.parent[node]] + step
    for h in range(len(tree.set_player)):
        begin, end = tree.first_member[h], tree.first_member[h + 1]
        most = -np.inf
        for place in range(begin, end):
            most = max(most, at.log_reach[tree.member[place]])
        total = 0.0
        for place in range(begin, end):
            weight = np.exp(at.log_reach[tree.member[place]] - most)
            at.belief[tree.member[place]] = weight
            total += weight
        for place in range(begin, end):
            at.belief[tree.member[place]] /= total


@njit(**OPTIONS)
@no_type_check
def _answer(tree, at, h, share):
    """Q of (1) and the logit answer to it."""
    first, num = tree.first_slot[h], tree.first_slot[h + 1] - tree.first_slot[h]
    player, scale = tree.set_player[h], share * tree.precision[h]
    for action in range(num):
        at.action_value[first + action] = 0.0
    for place in range(tree.first_member[h], tree.first_member[h + 1]):
        node = tree.member[place]
        begin, belief = tree.first_child[node], at.belief[node]
        for action in range(num):
            at.action_value[first + action] += belief * at.value[tree.child[begin + action], player]
    most = -np.inf
    for action in range(num):
        most = max(most, scale * at.action_value[first + action] + tree.log_anchor[first + action])
    total = 0.0
    for action in range(num):
        weight = np.exp(scale * at.action_value[first + action] + tree.log_anchor[first + action] - most)
        at.policy[first + action] = weight
        total += weight
    for action in range(num):
        at.policy[first + action] /= total


@njit(**OPTIONS)
@no_type_check
def _mix(tree, at, node, first):
    begin = tree.first_child[node]
    for place in range(begin, tree.first_child[node + 1]):
        prob = at.policy[first + place - begin]
        for player in range(at.value.shape[1]):
            at.value[node, player] += prob * at.value[tree.child[place], player]


@njit(**OPTIONS)
@no_type_check
def _mix_given(tree, at, node):
    begin, first = tree.first_child[node], tree.first_slot[tree.owner[node]]
    for place in range(begin, tree.first_child[node + 1]):
        prob = np.exp(at.log_policy[first + place - begin])
        for player in range(at.value.shape[1]):
            at.value[node, player] += prob * at.value[tree.child[place], player]


@njit(**OPTIONS)
@no_type_check
def _draw(tree, at, node):
    for place in range(tree.first_child[node], tree.first_child[node + 1]):
        child = tree.child[place]
        prob = np.exp(tree.log_prob[child])
        for player in range(at.value.shape[1]):
            at.value[node, player] += prob * at.value[child, player]


@njit(**OPTIONS)
@no_type_check
def push(tree, at, direction, push_share, share, out):
    """Writes ∂F/∂z times the direction plus ∂F/∂t times its last number, at a point where `sweep` has been."""
    _push_beliefs(tree, at, direction)
    num_sets = len(tree.set_player)
    at.push_value[:] = 0.0
    for block in tree.order:
        if block < num_sets:
            _push_answer(tree, at, block, share, push_share)
            first = tree.first_slot[block]
            for place in range(tree.first_member[block], tree.first_member[block + 1]):
                node = tree.member[place]
                begin = tree.first_child[node]
                for action in range(tree.first_slot[block + 1] - first):
                    child = tree.child[begin + action]
                    prob, change = at.policy[first + action], at.push_policy[first + action]
                    for player in range(at.value.shape[1]):
                        at.push_value[node, player] += (
                            prob * at.push_value[child, player] + change * at.value[child, player]
                        )
        else:
            _push_fixed(tree, at, block - num_sets)
    for h in range(num_sets):
        unknown = tree.first_unknown[h]
        if unknown >= 0:
            _push_answer(tree, at, h, share, push_share)
            first, scale = tree.first_slot[h], share * tree.precision[h]
            for action in range(1, tree.first_slot[h + 1] - first):
                change = scale * (at.push_action_value[first + action] - at.push_action_value[first])
                gain = tree.precision[h] * (at.action_value[first + action] - at.action_value[first])
                out[unknown + action - 1] = change + push_share * gain - direction[unknown + action - 1]


@njit(**OPTIONS)
@no_type_check
def _push_beliefs(tree, at, direction):
    for h in range(len(tree.set_player)):
        unknown = tree.first_unknown[h]
        if unknown < 0:
            continue
        first, num = tree.first_slot[h], tree.first_slot[h + 1] - tree.first_slot[h]
        mean = 0.0
        for action in range(1, num):
            mean += np.exp(at.log_policy[first + action]) * direction[unknown + action - 1]
        at.push_log_policy[first] = -mean
        for action in range(1, num):
            at.push_log_policy[first + action] = direction[unknown + action - 1] - mean
    at.push_reach[0] = 0.0
    for node in range(1, len(tree.parent)):
        slot = tree.slot_in[node]
        step = at.push_log_policy[slot] if slot >= 0 else 0.0
        at.push_reach[node] = at.push_reach[tree.parent[node]] + step
    for h in range(len(tree.set_player)):
        begin, end = tree.first_member[h], tree.first_member[h + 1]
        mean = 0.0
        for place in range(begin, end):
            mean += at.belief[tree.member[place]] * at.push_reach[tree.member[place]]
        for place in range(begin, end):
            node = tree.member[place]
            at.push_belief[node] = at.belief[node] * (at.push_reach[node] - mean)


@njit(**OPTIONS)
@no_type_check
def _push_answer(tree, at, h, share, push_share):
    first, num = tree.first_slot[h], tree.first_slot[h + 1] - tree.first_slot[h]
    player, precision = tree.set_player[h], tree.precision[h]
    for action in range(num):
        at.push_action_value[first + action] = 0.0
    for place in range(tree.first_member[h], tree.first_member[h + 1]):
        node = tree.member[place]
        begin = tree.first_child[node]
        belief, change = at.belief[node], at.push_belief[node]
        for action in range(num):
            child = tree.child[begin + action]
            at.push_action_value[first + action] += (
                belief * at.push_value[child, player] + change * at.value[child, player]
            )
    mean = 0.0
    for action in range(num):
        score = precision * (
            share * at.push_action_value[first + action] + push_share * at.action_value[first + action]
        )
        at.push_policy[first + action] = score
        mean += at.policy[first + action] * score
    for action in range(num):
        at.push_policy[first + action] = at.policy[first + action] * (at.push_policy[first + action] - mean)


@njit(**OPTIONS)
@no_type_check
def _push_fixed(tree, at, node):
    """A node of chance, or of an unknown set."""
    unknown = tree.owner[node] >= 0
    begin = tree.first_child[node]
    first = tree.first_slot[tree.owner[node]] if unknown else 0
    for place in range(begin, tree.first_child[node + 1]):
        child = tree.child[place]
        log_prob = at.log_policy[first + place - begin] if unknown else tree.log_prob[child]
        prob = np.exp(log_prob)
        change = prob * at.push_log_policy[first + place - begin] if unknown else 0.0
        for player in range(at.value.shape[1]):
            at.push_value[node, player] += prob * at.push_value[child, player] + change * at.value[child, player]


@njit(**OPTIONS)
@no_type_check
def evaluate(tree, at):
    """Beliefs, values and Q of the policies in `log_policy`, of every set: nothing but (1), no plan and no unknowns."""
    _beliefs(tree, at)
    at.value[:] = tree.payoff
    for node in range(len(tree.parent) - 1, -1, -1):
        if tree.owner[node] >= 0:
            _mix_given(tree, at, node)
        elif tree.first_child[node + 1] > tree.first_child[node]:
            _draw(tree, at, node)
    for h in range(len(tree.set_player)):
        _answer(tree, at, h, 1.0)
