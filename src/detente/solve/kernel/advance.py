"""Steps at all nodes of a block, eight of them under way at a time (`solve/response.py`, `follow`).

The nodes are of one mover (`Plan`), or of two at once (`PairPlan`).
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.euler import euler_step, growth_bound, response_entry
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
from detente.solve.response import (
    AIMED_SURPRISE,
    CAUTION,
    LARGEST_GROWTH,
    LARGEST_STEP,
    LARGEST_SURPRISE,
    SMALLEST_GROWTH,
    SMALLEST_STEP,
)


class Rule(NamedTuple):
    """How steps are taken: the arguments of `response.advance`."""

    max_steps: int
    goal: float
    is_drift: bool
    is_careful: bool


@njit(**OPTIONS)
@no_type_check
def bench_of(num_entries):
    """So many entries of lanes, beginning where a line of a processor's cache does, so that no entry crosses one."""
    room = np.zeros(NUM_LANES * (num_entries + 1))
    first = -(room.ctypes.data // room.itemsize) % NUM_LANES
    return room[first : first + NUM_LANES * num_entries]


@njit(**OPTIONS)
@no_type_check
def take_seat(plan, w, at, lane, row, scores):
    """Puts what a node is given, and its scores, into a lane."""
    for i in range(plan.given.end):
        w[i * NUM_LANES + lane] = row[i]
    for i in range(len(scores)):
        w[(at.scores + i) * NUM_LANES + lane] = scores[i]


@njit(**OPTIONS)
@no_type_check
def take_steps(plan, rows, table, scores, step, bound, rule, evaluate_at, step_from, growth_at):
    """Up to `rule.max_steps` steps at every node, as `response.follow` takes them.

    Args:
        rows: what every node is given. table: of the continuations.
        scores, step: where every node starts; at the end where it is. bound: written.
        evaluate_at, step_from, growth_at: the equations of one mover, or of two.
    """
    room, at, trial = plan.room, plan.at, plan.trial
    num_nodes, num_scores = scores.shape
    w = bench_of(room.end)
    seated, taken = np.full(NUM_LANES, -1), np.zeros(NUM_LANES, np.int64)
    is_new, is_seated, bound_of, step_of = np.zeros((4, NUM_LANES))
    coming = 0
    while True:
        num_seated, num_old = 0, 0
        for lane in range(NUM_LANES):
            node = seated[lane]
            if node >= 0:
                taken[lane] += is_new[lane] == 0
                is_new[lane] = 0
                if taken[lane] < rule.max_steps and not bound_of[lane] <= rule.goal:
                    num_seated += 1
                    num_old += 1
                    continue
                bound[node], step[node] = bound_of[lane], step_of[lane]
                for i in range(num_scores):
                    scores[node, i] = w[(at.scores + i) * NUM_LANES + lane]
            seated[lane], is_seated[lane] = -1, 0
            if coming < num_nodes:
                take_seat(plan, w, at, lane, rows[coming], scores[coming])
                seated[lane], taken[lane], is_new[lane], is_seated[lane] = coming, 0, 1, 1
                step_of[lane] = step[coming]
                num_seated += 1
                coming += 1
        if num_seated == 0:
            break
        starts, length, old_bound = load(is_new, 0) > 0.0, load(step_of, 0), load(bound_of, 0)
        determinant = splat(1.0)
        if num_old:
            if rule.is_careful:
                length = smaller(length, CAUTION / larger(growth_at(plan, w, at) - 1.0, 0.0))
            determinant = step_from(plan, w, at, length)
        for i in range(num_scores):
            start = load(w, at.scores + i)
            store(w, trial.scores + i, where(starts, start, start + load(w, room.change + i)))
        new_bound = evaluate_at(plan, w, table, trial)
        surprise = splat(0.0)
        for i in range(num_scores):
            surprise = worst(surprise, magnitude(load(w, trial.defect + i) - load(w, room.change + i) / length))
        surprise = surprise / (2.0 * old_bound)
        is_forward = determinant > 0.0 if rule.is_drift else determinant > -np.inf
        is_good = (surprise < LARGEST_SURPRISE) | (new_bound <= rule.goal)
        is_taken = starts | (is_forward & is_good)
        growth = smaller(larger(AIMED_SURPRISE / surprise, SMALLEST_GROWTH), LARGEST_GROWTH)
        growth = where(is_forward, growth, SMALLEST_GROWTH)
        next_step = smaller(larger(length * growth, SMALLEST_STEP), LARGEST_STEP)
        store(step_of, 0, where(starts, length, next_step))
        store(bound_of, 0, where(is_taken, new_bound, old_bound))
        if any_of((load(is_seated, 0) > 0.0) & ~is_taken):
            for i in range(at.end - at.scores):
                store(w, at.scores + i, where(is_taken, load(w, trial.scores + i), load(w, at.scores + i)))
        else:
            at, trial = trial, at


@njit(**OPTIONS)
@no_type_check
def look(plan, rows, table, scores, growth, matrix, evaluate_at, growth_at, entry_at):
    """Bounds on the growth at every node, and the matrix of which they are if there is room for it; both are filled in.

    Args:
        evaluate_at, growth_at, entry_at: as in `take_steps`; the last one is asked after the bound.
    """
    num_nodes, at, size = len(scores), plan.at, len(matrix)
    w, found = bench_of(plan.room.end), np.zeros(NUM_LANES)
    for first in range(0, num_nodes, NUM_LANES):
        num_seated = min(NUM_LANES, num_nodes - first)
        for lane in range(num_seated):
            take_seat(plan, w, at, lane, rows[first + lane], scores[first + lane])
        evaluate_at(plan, w, table, at)
        store(found, 0, growth_at(plan, w, at))
        growth[first : first + num_seated] = found[:num_seated]
        for row in range(size):
            for column in range(size):
                store(found, 0, entry_at(plan, w, at, row, column))
                matrix[row, column, first : first + num_seated] = found[:num_seated]


@njit(**OPTIONS)
@no_type_check
def follow(plan, rows, table, scores, step, bound, rule, growth, matrix):
    """Steps at every node of one mover, none if `step` is empty; then a look at where they are; the matrix is E G."""
    if len(step):
        take_steps(plan, rows, table, scores, step, bound, rule, evaluate, euler_step, growth_bound)
    look(plan, rows, table, scores, growth, matrix, evaluate, growth_bound, response_entry)


@njit(**OPTIONS)
@no_type_check
def follow_pairs(plan, rows, table, scores, step, bound, rule, growth, matrix):
    """The same where two move at once; the matrix is λ Q′."""
    if len(step):
        take_steps(plan, rows, table, scores, step, bound, rule, evaluate_pair, pair_step, pair_growth_bound)
    look(plan, rows, table, scores, growth, matrix, evaluate_pair, pair_growth_bound, pair_entry)
