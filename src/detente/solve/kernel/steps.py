"""Steps at all nodes of a block, eight of them under way at a time (`response.py`, equations 5 to 8).

The nodes are of one mover (`MoverLayout`), or of two at once (`PairLayout`).
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.euler import euler_step, growth_bound, response_entry
from detente.solve.kernel.extras import any_entry, euler_step_any, evaluate_any, growth_bound_any
from detente.solve.kernel.lanes import (
    NUM_LANES,
    OPTIONS,
    any_of,
    larger,
    load,
    magnitude,
    smaller,
    splat,
    store,
    where,
)
from detente.solve.kernel.pair import evaluate_pair, pair_entry, pair_growth_bound, pair_step
from detente.solve.kernel.response import evaluate, worst
from detente.solve.stepping import (
    AIMED_SURPRISE,
    CAUTION,
    LARGEST_GROWTH,
    LARGEST_STEP,
    LARGEST_SURPRISE,
    SMALLEST_GROWTH,
    SMALLEST_STEP,
)


class NodeArrays(NamedTuple):
    """Nodes as the kernel takes them.

    Args:
        layout: of the workspace (`MoverLayout` or `PairLayout`). rows: what every node is given.
        table: the continuations as a Hermite table: by message (or pair), grid point, type and derivative.
    """

    layout: NamedTuple
    rows: np.ndarray
    table: np.ndarray


class StepArrays(NamedTuple):
    """Steps at every node, and what is seen where they end; all arrays are written.

    Args:
        scores, step: where every node starts; at the end where it is. No steps are taken if `step` is empty.
        bound: on the residual. growth: ρ of equation (8); empty if nobody looks. matrix: whose eigenvalues ρ bounds;
            empty if not wanted.
    """

    scores: np.ndarray
    step: np.ndarray
    bound: np.ndarray
    growth: np.ndarray
    matrix: np.ndarray


@njit(**OPTIONS)
@no_type_check
def make_workspace(num_entries):
    """This many entries of lanes, beginning where a line of a processor's cache does, so that no entry crosses one."""
    scratch = np.zeros(NUM_LANES * (num_entries + 1))
    first = -(scratch.ctypes.data // scratch.itemsize) % NUM_LANES
    return scratch[first : first + NUM_LANES * num_entries]


@njit(**OPTIONS)
@no_type_check
def load_node(layout, w, at, lane, row, scores):
    """Puts what a node is given, and its scores, into a lane."""
    for i in range(layout.given.end):
        w[i * NUM_LANES + lane] = row[i]
    for i in range(len(scores)):
        w[(at.scores + i) * NUM_LANES + lane] = scores[i]


@njit(**OPTIONS)
@no_type_check
def find_surprise(w, change, defect, num_scores, length):
    """How far F after a step is from its linear prediction δ / h, at most."""
    surprise = splat(0.0)
    for i in range(num_scores):
        surprise = worst(surprise, magnitude(load(w, defect + i) - load(w, change + i) / length))
    return surprise


@njit(**OPTIONS)
@no_type_check
def next_length(length, surprise, is_forward):
    """h of the next step: longer where this one went as predicted, short where it went against (7)."""
    growth = smaller(larger(AIMED_SURPRISE / surprise, SMALLEST_GROWTH), LARGEST_GROWTH)
    growth = where(is_forward, growth, SMALLEST_GROWTH)
    return smaller(larger(length * growth, SMALLEST_STEP), LARGEST_STEP)


@njit(**OPTIONS)
@no_type_check
def take_steps(nodes, run, rule, evaluate_at, step_from, growth_at):
    """Equation (5): up to `rule.max_steps` steps at every node; a step that fails (7) or surprises is taken back.

    Args:
        rule: a `StepRule`.
        evaluate_at, step_from, growth_at: the equations of one mover, or of two.
    """
    layout, rows, table = nodes
    scores, step, bound = run.scores, run.step, run.bound
    scratch, at, trial = layout.scratch, layout.at, layout.trial
    num_nodes, num_scores = scores.shape
    w = make_workspace(scratch.end)
    busy, taken = np.full(NUM_LANES, -1), np.zeros(NUM_LANES, np.int64)
    is_new, is_busy, bound_of, step_of = np.zeros((4, NUM_LANES))
    coming = 0
    while True:
        num_busy, num_old = 0, 0
        for lane in range(NUM_LANES):
            node = busy[lane]
            if node >= 0:
                taken[lane] += is_new[lane] == 0
                is_new[lane] = 0
                if taken[lane] < rule.max_steps and not bound_of[lane] <= rule.goal:
                    num_busy += 1
                    num_old += 1
                    continue
                bound[node], step[node] = bound_of[lane], step_of[lane]
                for i in range(num_scores):
                    scores[node, i] = w[(at.scores + i) * NUM_LANES + lane]
            busy[lane], is_busy[lane] = -1, 0
            if coming < num_nodes:
                load_node(layout, w, at, lane, rows[coming], scores[coming])
                busy[lane], taken[lane], is_new[lane], is_busy[lane] = coming, 0, 1, 1
                step_of[lane] = step[coming]
                num_busy += 1
                coming += 1
        if num_busy == 0:
            break
        starts, length, old_bound = load(is_new, 0) > 0.0, load(step_of, 0), load(bound_of, 0)
        determinant = splat(1.0)
        if num_old:
            if rule.is_careful:
                length = smaller(length, CAUTION / larger(growth_at(layout, w, at) - 1.0, 0.0))
            determinant = step_from(layout, w, at, length)
        for i in range(num_scores):
            start = load(w, at.scores + i)
            store(w, trial.scores + i, where(starts, start, start + load(w, scratch.change + i)))
        new_bound = evaluate_at(layout, w, table, trial)
        surprise = find_surprise(w, scratch.change, trial.defect, num_scores, length) / (2.0 * old_bound)
        is_forward = determinant > 0.0 if rule.is_drift else determinant > -np.inf
        is_good = (surprise < LARGEST_SURPRISE) | (new_bound <= rule.goal)
        is_taken = starts | (is_forward & is_good)
        next_step = next_length(length, surprise, is_forward)
        store(step_of, 0, where(starts, length, next_step))
        store(bound_of, 0, where(is_taken, new_bound, old_bound))
        if any_of((load(is_busy, 0) > 0.0) & ~is_taken):
            for i in range(at.end - at.scores):
                store(w, at.scores + i, where(is_taken, load(w, trial.scores + i), load(w, at.scores + i)))
        else:
            at, trial = trial, at


@njit(**OPTIONS)
@no_type_check
def look(nodes, run, evaluate_at, growth_at, entry_at):
    """ρ of equation (8) at every node, and the matrix whose eigenvalues it bounds if there is space; both filled in.

    Args:
        evaluate_at, growth_at, entry_at: as in `take_steps`; the last one is asked after the bound.
    """
    layout, rows, table = nodes
    scores, growth, matrix = run.scores, run.growth, run.matrix
    num_nodes, at, size = len(scores), layout.at, len(matrix)
    w, entry = make_workspace(layout.scratch.end), np.zeros(NUM_LANES)
    for first in range(0, num_nodes, NUM_LANES):
        num_busy = min(NUM_LANES, num_nodes - first)
        for lane in range(num_busy):
            load_node(layout, w, at, lane, rows[first + lane], scores[first + lane])
        evaluate_at(layout, w, table, at)
        store(entry, 0, growth_at(layout, w, at))
        growth[first : first + num_busy] = entry[:num_busy]
        for row in range(size):
            for column in range(size):
                store(entry, 0, entry_at(layout, w, at, row, column))
                matrix[row, column, first : first + num_busy] = entry[:num_busy]


@njit(**OPTIONS)
@no_type_check
def follow(nodes, run, rule):
    """Equation (5) at every node of one mover, if there are steps to take; then where they are; the matrix is E G."""
    if len(run.step):
        take_steps(nodes, run, rule, evaluate, euler_step, growth_bound)
    if len(run.growth):
        look(nodes, run, evaluate, growth_bound, response_entry)


@njit(**OPTIONS)
@no_type_check
def follow_any(nodes, run, rule):
    """`follow` for a mover that `has_extras`: an anchor, a precision of its own or types that shift; the matrix is W G.

    Apart from it, so that whoever needs one of them does not compile both.
    """
    if len(run.step):
        take_steps(nodes, run, rule, evaluate_any, euler_step_any, growth_bound_any)
    if len(run.growth):
        look(nodes, run, evaluate_any, growth_bound_any, any_entry)


@njit(**OPTIONS)
@no_type_check
def follow_pairs(nodes, run, rule):
    """The same where two move at once (`pair.py`); the matrix is λ Q′."""
    if len(run.step):
        take_steps(nodes, run, rule, evaluate_pair, pair_step, pair_growth_bound)
    if len(run.growth):
        look(nodes, run, evaluate_pair, pair_growth_bound, pair_entry)
