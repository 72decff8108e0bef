"""A backward step, second part: policies, own values and residuals from the scores found (`decision.py`)."""

from __future__ import annotations

from typing import no_type_check

import numpy as np
from numba import njit

from detente.game.magnitudes import EPSILON
from detente.solve.kernel.extras import action_value, evaluate_any, has_extras, precision_of
from detente.solve.kernel.lanes import (
    APART,
    NUM_LANES,
    OPTIONS,
    exponential,
    larger,
    load,
    magnitude,
    splat,
    store,
    where,
)
from detente.solve.kernel.pair import evaluate_pair
from detente.solve.kernel.response import evaluate, own_value, shared_precision, worst
from detente.solve.kernel.steps import load_node, make_workspace
from detente.solve.stepping import LOWEST_SCORE, OUT_OF_MENU


@njit(**OPTIONS)
@no_type_check
def score_of(side, w, score, cell):
    """y(a, k) + log η(a | k), of which softmax is a policy. cell: a K + k."""
    if side.size.has_anchor:
        return score + load(w, side.given.anchor + cell)
    return score


@njit(**OPTIONS)
@no_type_check
def weight_of(side, above):
    """e to the scores, less the best; nothing of an act that the type's menu lacks."""
    weight = exponential(larger(above, LOWEST_SCORE))
    if side.size.has_anchor:
        return where(above > 0.5 * OUT_OF_MENU, weight, 0.0)
    return weight


@njit(**APART)
@no_type_check
def compare_any(side, w, own):
    """`compare` where λ differs by type, or types shift."""
    compare(side, w, own, action_value, precision_of)


@njit(**OPTIONS)
@no_type_check
def compare(side, w, own, value_of, precision_of_type):
    """The residual of the nodes in the lanes, and what every type expects; filled in.

    The residual is |σ − softmax(λ Q + log η)| and what rounding leaves open of it, the largest entry of the node: λ Q
    is known to ε λ max |Q| at best, which moves a probability by σ (1 − σ) times that.
    """
    given, at, scratch = side.given, side.at, side.scratch
    acts, kinds = side.size.num_actions, side.size.num_types
    largest = splat(0.0)
    for k in range(kinds):
        # λ Q is y + F but for a number that all actions share.
        best, largest_value = splat(-np.inf), splat(0.0)
        for a in range(acts):
            is_there = load(w, given.menu + a) > 0.0
            wanted = load(w, at.scores + a * kinds + k) + load(w, at.defect + a * kinds + k)
            wanted = score_of(side, w, wanted, a * kinds + k)
            store(w, scratch.change + a * kinds + k, wanted)
            best = larger(where(is_there, wanted, -np.inf), best)
            worth = where(is_there, value_of(side, w, a, k), 0.0)
            # The entries of the sway are free here.
            store(w, scratch.sway + a, worth)
            largest_value = larger(magnitude(worth), largest_value)
        unsure = EPSILON * precision_of_type(side, w, k) * largest_value
        total = splat(0.0)
        for a in range(acts):
            above = load(w, scratch.change + a * kinds + k) - best
            weight = where(load(w, given.menu + a) > 0.0, weight_of(side, above), 0.0)
            store(w, scratch.change + a * kinds + k, weight)
            total = total + weight
        paid = splat(0.0)
        for a in range(acts):
            cell = a * kinds + k
            played = load(w, at.policy + cell)
            gap = magnitude(played - load(w, scratch.change + cell) / total)
            largest = worst(largest, gap + unsure * played * (1.0 - played))
            paid = paid + played * load(w, scratch.sway + a)
        store(own, 1 + k, paid)
    store(own, 0, largest)


@njit(**OPTIONS)
@no_type_check
def judge_mover(side, w, own, judged, first, num_busy):
    """`MoverResults` of one mover at the nodes in the lanes, the `first` one and those after it.

    Args:
        own: space for 1 + K entries.
    """
    given, at, scratch, size = side.given, side.at, side.scratch, side.size
    kinds = size.num_types
    cells, ratios = size.num_actions * kinds, size.num_messages * size.num_axes
    log_policy, policy, posterior, value, residual = judged
    if size.is_by_type or size.is_shifting:
        compare_any(side, w, own)
    else:
        compare(side, w, own, own_value, shared_precision)
    for lane in range(num_busy):
        node = first + lane
        residual[node] = own[lane]
        for k in range(kinds):
            value[node, k] = own[(1 + k) * NUM_LANES + lane]
        for cell in range(cells):
            policy[node, cell] = w[(at.policy + cell) * NUM_LANES + lane]
            log_policy[node, cell] = w[(scratch.log_policy + cell) * NUM_LANES + lane]
            if w[(given.menu + cell // kinds) * NUM_LANES + lane] == 0:
                log_policy[node, cell] = -np.inf
        for ratio in range(ratios):
            posterior[node, ratio] = w[(scratch.posterior + ratio) * NUM_LANES + lane]


@njit(**OPTIONS)
@no_type_check
def judge_all(nodes, sides, scores, judged, evaluate_at):
    """Policies, posteriors, own values and residuals of every mover at the scores; all are filled in."""
    layout, rows, table = nodes
    at, most = layout.at, 0
    for side in range(len(sides)):
        most = max(most, sides[side].size.num_types)
    w, own = make_workspace(layout.scratch.end), np.zeros(NUM_LANES * (1 + most))
    for first in range(0, len(scores), NUM_LANES):
        num_busy = min(NUM_LANES, len(scores) - first)
        for lane in range(num_busy):
            load_node(layout, w, at, lane, rows[first + lane], scores[first + lane])
        evaluate_at(layout, w, table, at)
        for side in range(len(sides)):
            judge_mover(sides[side], w, own, judged[side], first, num_busy)


@njit(**OPTIONS)
@no_type_check
def judge(nodes, scores, judged):
    """`judge_all` where one moves alone."""
    if has_extras(nodes.layout.size):
        judge_all(nodes, (nodes.layout,), scores, judged, evaluate_any)
    else:
        judge_all(nodes, (nodes.layout,), scores, judged, evaluate)


@njit(**OPTIONS)
@no_type_check
def judge_pairs(nodes, scores, judged):
    """`judge_all` where two move at once."""
    judge_all(nodes, nodes.layout.sides, scores, judged, evaluate_pair)
