"""One stage backwards on a processor: the equations of `solve/stage.py`, state by state.

What a state needs is reckoned while it is in a core's cache. Where all rows are interpolated at one belief, the rows
are the lanes; where one row is sought at many beliefs (`response.py`), the nodes are.
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.game.magnitudes import EPSILON
from detente.solve.kernel.advance import bench_of, take_seat
from detente.solve.kernel.lanes import (
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
from detente.solve.kernel.response import action_value, evaluate, worst
from detente.solve.response import LOWEST_SCORE


class Tables(NamedTuple):
    """A `StageTable` as arrays of fixed kinds; belief_payoff and message_prob have no states where there are none."""

    available: np.ndarray
    payoff: np.ndarray
    belief_rows: np.ndarray
    belief_payoff: np.ndarray
    message_prob: np.ndarray
    branch_prob: np.ndarray
    branch_state: np.ndarray


class Part(NamedTuple):
    """Which states are solved: `num` of a table's from the `first` one."""

    first: int
    num: int


class Line(NamedTuple):
    """Where the beliefs about the mover lie in the product grid: `stage.Line`.

    Args:
        first_row: the row of the mover's first type.
        log_odds: by axis and point. belief: of the types, by point.
    """

    before: int
    points: int
    after: int
    first_row: int
    log_odds: np.ndarray
    belief: np.ndarray


@njit(**OPTIONS)
@no_type_check
def fill(axes, points, hermite, values, branch_prob, branch_state, state, beliefs, first_row, num_rows):
    """The Hermite table of some rows at some beliefs, all messages; rows are the lanes.

    Args:
        axes, points: of two grids, whose product the beliefs are; the last axes are those of the second one.
        hermite: filled: by message, belief, derivative and row.
    """
    num_axes = axes[0] + axes[1]
    messages, num_points = branch_prob.shape[1], len(beliefs)
    orders, vectors = 2**num_axes, (num_rows + NUM_LANES - 1) // NUM_LANES
    width = NUM_LANES * vectors
    hermite[: messages * num_points * orders * width] = 0.0
    for m in range(messages):
        for branch in range(branch_prob.shape[2]):
            chance, after = branch_prob[state, m, branch], branch_state[state, m, branch]
            if chance == 0:
                continue
            for row in range(num_rows):
                for p in range(num_points):
                    entry = (m * num_points + p) * orders * width + row
                    hermite[entry] += chance * values[after, first_row + row, beliefs[p]]
        for d in range(num_axes):
            bit = 1 << (num_axes - 1 - d)
            own, stride = points[1] if d >= axes[0] else points[0], 1
            for later in range(d + 1, num_axes):
                stride *= points[1] if later >= axes[0] else points[0]
            for p in range(num_points):
                along = (p // stride) % own
                is_inner = 0 < along < own - 1
                for order in range(0, orders, 2 * bit):
                    here = ((m * num_points + p) * orders + order) * vectors
                    beside = stride * orders * vectors
                    for vector in range(vectors):
                        slope = splat(0.0)
                        if is_inner:
                            middle = load(hermite, here + vector)
                            left = middle - load(hermite, here + vector - beside)
                            right = load(hermite, here + vector + beside) - middle
                            product, total = left * right, left + right
                            is_rising = product > 0.0
                            slope = where(is_rising, 2.0 * product / where(is_rising, total, 1.0), 0.0)
                        store(hermite, here + bit * vectors + vector, slope)


@njit(**OPTIONS)
@no_type_check
def line_beliefs(line, place, beliefs):
    """The places in the product grid of the points of a line."""
    for p in range(line.points):
        beliefs[p] = (place // line.after * line.points + p) * line.after + place % line.after


@njit(**OPTIONS)
@no_type_check
def fill_given(plan, tables, state, belief, first_row, precision, offset, log_odds, point, row):
    """What one mover's node is given.

    Args:
        first_row: of the mover's first type. offset: where the node's line, or plane, begins.
        log_odds: by axis and point; `point` is the node's.
    """
    size, given = plan.size, plan.given
    acts, kinds = size.num_actions, size.num_types
    menu_size = 0.0
    for a in range(acts):
        row[given.menu + a] = tables.available[state, a]
        menu_size += tables.available[state, a]
        for k in range(kinds):
            paid = tables.payoff[state, a, k, first_row + k]
            for extra in range(len(tables.belief_rows)):
                if tables.belief_rows[extra] == first_row + k:
                    paid += tables.belief_payoff[state, a, k, extra, belief]
            row[given.payoff + a * kinds + k] = paid
    row[given.menu_size] = menu_size
    row[given.precision] = precision
    row[given.offset] = offset
    for d in range(size.num_axes):
        row[given.log_odds + d] = log_odds[d, point]
    if not size.is_overt:
        index = given.message_prob
        for a in range(acts):
            for m in range(size.num_messages):
                for k in range(kinds):
                    row[index] = tables.message_prob[state, a, m, k]
                    index += 1


@njit(**OPTIONS)
@no_type_check
def prepare(plan, tables, block, line, values, precision, rows, table):
    """What the nodes of a block are given, and the table of the mover's own continuations; both are filled."""
    size = plan.size
    branch_prob, branch_state, log_odds = tables.branch_prob, tables.branch_state, line.log_odds
    messages, kinds, axes = size.num_messages, size.num_types, size.num_axes
    points, orders, num_lines = line.points, 2**axes, line.before * line.after
    hermite = bench_of(messages * points * orders * ((kinds + NUM_LANES - 1) // NUM_LANES))
    width = NUM_LANES * ((kinds + NUM_LANES - 1) // NUM_LANES)
    beliefs = np.zeros(points, np.int64)
    for offset in range(block.num):
        state = block.first + offset
        for place in range(num_lines):
            start = (offset * num_lines + place) * points
            line_beliefs(line, place, beliefs)
            fill(
                (0, axes), (1, size.num_points), hermite, values, branch_prob, branch_state, state, beliefs,
                line.first_row, kinds,
            )  # fmt: skip
            for m in range(messages):
                for p in range(points):
                    for k in range(kinds):
                        for order in range(orders):
                            datum = hermite[((m * points + p) * orders + order) * width + k]
                            table[((m * size.num_places + start + p) * kinds + k) * orders + order] = datum
            for p in range(points):
                fill_given(
                    plan, tables, state, beliefs[p], line.first_row, precision[offset], start, log_odds, p,
                    rows[start + p],
                )  # fmt: skip


class Judged(NamedTuple):
    """What is reckoned of the answers at the nodes of a block.

    Args:
        log_policy, policy: by node, action and type. value: of the mover's types. residual: `response.misfit`.
        posterior: z′ by node, message and axis.
    """

    log_policy: np.ndarray
    policy: np.ndarray
    posterior: np.ndarray
    value: np.ndarray
    residual: np.ndarray


@njit(**OPTIONS)
@no_type_check
def judge(plan, rows, table, scores, judged):
    """Policies, posteriors, the mover's own values and residuals; all are filled in."""
    at = plan.at
    w, own = bench_of(plan.room.end), np.zeros(NUM_LANES * (1 + plan.size.num_types))
    for first in range(0, len(scores), NUM_LANES):
        num_seated = min(NUM_LANES, len(scores) - first)
        for lane in range(num_seated):
            take_seat(plan, w, at, lane, rows[first + lane], scores[first + lane])
        evaluate(plan, w, table, at)
        judge_mover(plan, w, at, own, judged, first, num_seated)


@njit(**OPTIONS)
@no_type_check
def judge_mover(plan, w, at, own, judged, first, num_seated):
    """`Judged` of one mover at the nodes that are seated, the `first` one and those after it.

    Args:
        own: room for 1 + K entries.
    """
    given, room = plan.given, plan.room
    acts, kinds = plan.size.num_actions, plan.size.num_types
    cells, ratios = acts * kinds, plan.size.num_messages * plan.size.num_axes
    log_policy, policy, posterior, value, residual = judged
    largest = splat(0.0)
    for k in range(kinds):
        # λ Q is y + F but for a number that all actions share.
        best, largest_value = splat(-np.inf), splat(0.0)
        for a in range(acts):
            is_there = load(w, given.menu + a) > 0.0
            wanted = load(w, at.scores + a * kinds + k) + load(w, at.defect + a * kinds + k)
            store(w, room.change + a * kinds + k, wanted)
            best = larger(where(is_there, wanted, -np.inf), best)
            worth = where(is_there, action_value(plan, w, a, k), 0.0)
            store(w, room.sway + a, worth)
            largest_value = larger(magnitude(worth), largest_value)
        unsure = EPSILON * load(w, given.precision) * largest_value
        total = splat(0.0)
        for a in range(acts):
            above = load(w, room.change + a * kinds + k) - best
            weight = where(load(w, given.menu + a) > 0.0, exponential(larger(above, LOWEST_SCORE)), 0.0)
            store(w, room.change + a * kinds + k, weight)
            total = total + weight
        paid = splat(0.0)
        for a in range(acts):
            cell = a * kinds + k
            played = load(w, at.policy + cell)
            gap = magnitude(played - load(w, room.change + cell) / total)
            largest = worst(largest, gap + unsure * played * (1.0 - played))
            paid = paid + played * load(w, room.sway + a)
        store(own, 1 + k, paid)
    store(own, 0, largest)
    for lane in range(num_seated):
        node = first + lane
        residual[node] = own[lane]
        for k in range(kinds):
            value[node, k] = own[(1 + k) * NUM_LANES + lane]
        for cell in range(cells):
            policy[node, cell] = w[(at.policy + cell) * NUM_LANES + lane]
            log_policy[node, cell] = w[(room.log_policy + cell) * NUM_LANES + lane]
            if w[(given.menu + cell // kinds) * NUM_LANES + lane] == 0:
                log_policy[node, cell] = -np.inf
        for ratio in range(ratios):
            posterior[node, ratio] = w[(room.posterior + ratio) * NUM_LANES + lane]


@njit(**OPTIONS)
@no_type_check
def weigh(plan, weights, bases, posterior, first):
    """Weights of a cell's data by corner and derivative, and its first point, at a posterior (`interpolation.py`)."""
    axes, num_points, limit = plan.size.num_axes, plan.size.num_points, plan.size.limit
    orders = 2**axes
    largest = -np.inf
    for d in range(axes):
        largest = max(largest, posterior[first + d])
    excess = max(largest - limit, 0.0) if axes > 1 else 0.0
    corner_of = 0
    for d in range(axes):
        position = (posterior[first + d] - excess + limit) * ((num_points - 1) / (2 * limit))
        position = min(position if position > 0.0 else 0.0, num_points - 1.0)
        low = min(int(position), num_points - 2)
        corner_of = corner_of * num_points + low
        t = position - low
        s = 1.0 - t
        bases[4 * d] = (1.0 + 2.0 * t) * s * s
        bases[4 * d + 1] = t * s * s
        bases[4 * d + 2] = t * t * (3.0 - 2.0 * t)
        bases[4 * d + 3] = -(t * t * s)
    for corner in range(orders):
        for order in range(orders):
            weight = 1.0
            for d in range(axes):
                bit = axes - 1 - d
                weight *= bases[4 * d + 2 * ((corner >> bit) & 1) + ((order >> bit) & 1)]
            weights[corner * orders + order] = weight
    return corner_of


@njit(**OPTIONS)
@no_type_check
def pay(plan, tables, state, belief, chances, policy, log_policy, paid, log_policies):
    """What one mover's act pays everybody at a node, and its log-policy; both are filled in."""
    paid[:] = 0.0
    for a in range(plan.size.num_actions):
        for k in range(plan.size.num_types):
            cell = a * plan.size.num_types + k
            log_policies[a, k] = log_policy[cell]
            chance = chances[k] * policy[cell]
            if chance == 0:
                continue
            for row in range(len(paid)):
                paid[row] += chance * tables.payoff[state, a, k, row]
            for extra in range(len(tables.belief_rows)):
                paid[tables.belief_rows[extra]] += chance * tables.belief_payoff[state, a, k, extra, belief]


@njit(**OPTIONS)
@no_type_check
def find_marginal(plan, tables, state, chances, policy, marginal):
    """L̄(m), filled in."""
    kinds = plan.size.num_types
    for m in range(plan.size.num_messages):
        total = 0.0
        for k in range(kinds):
            likelihood = policy[m * kinds + k] if plan.size.is_overt else 0.0
            if not plan.size.is_overt:
                for a in range(plan.size.num_actions):
                    likelihood += policy[a * kinds + k] * tables.message_prob[state, a, m, k]
            total += chances[k] * likelihood
        marginal[m] = total


@njit(**OPTIONS)
@no_type_check
def best_response(plan, tables, state, belief, first_row, k, deviation):
    """The largest of what the actions of one type pay and are followed by. deviation: by message and type."""
    best = -np.inf
    for a in range(plan.size.num_actions):
        if not tables.available[state, a]:
            continue
        gain = tables.payoff[state, a, k, first_row + k]
        for extra in range(len(tables.belief_rows)):
            if tables.belief_rows[extra] == first_row + k:
                gain += tables.belief_payoff[state, a, k, extra, belief]
        if plan.size.is_overt:
            gain += deviation[a, k]
        else:
            for m in range(plan.size.num_messages):
                gain += tables.message_prob[state, a, m, k] * deviation[m, k]
        best = max(best, gain)
    return best


@njit(**OPTIONS)
@no_type_check
def value_own_types(plan, tables, state, belief, first_row, own, paid, deviation, before):
    """Values of a mover's types, which know what they are, and of their best responses if there are rows for them.

    Args:
        own: by type. paid: to all rows by somebody who moves at the same time. before: by row and belief; filled in.
    """
    num_rows = len(paid)
    for k in range(plan.size.num_types):
        row = first_row + k
        before[row, belief] = paid[row] + own[k]
        if len(before) > num_rows:
            best = best_response(plan, tables, state, belief, first_row, k, deviation)
            before[num_rows + row, belief] = paid[row] + best


@njit(**OPTIONS)
@no_type_check
def read_after(after, vectors, hermite, first, corners, grid, axes, points_of_second, weights_one, weights_two):
    """Values of all rows after a pair of messages; filled in. corners: the first ones of both cells."""
    orders_one, orders_two = 2 ** axes[0], 2 ** axes[1]
    after[:] = 0.0
    for i in range(orders_one):
        shift_one = corners[0]
        shift = 0
        for d in range(axes[0]):
            shift = shift * grid[0] + ((i >> (axes[0] - 1 - d)) & 1)
        shift_one += shift
        for j in range(orders_two):
            shift = 0
            for d in range(axes[1]):
                shift = shift * grid[1] + ((j >> (axes[1] - 1 - d)) & 1)
            point = first + shift_one * points_of_second + corners[1] + shift
            for order_one in range(orders_one):
                for order_two in range(orders_two):
                    weight = splat(weights_one[i * orders_one + order_one] * weights_two[j * orders_two + order_two])
                    entry = (point * orders_one * orders_two + order_one * orders_two + order_two) * vectors
                    for vector in range(vectors):
                        store(after, vector, load(after, vector) + weight * load(hermite, entry + vector))


@njit(**OPTIONS)
@no_type_check
def spread(plan, tables, block, line, values, judged, log_policies, before, residuals):
    """Everybody's values before the move, and policies and residuals, by state and belief; all are filled in."""
    size = plan.size
    log_policy, policy, posterior, value, residual = judged
    messages, kinds, axes = size.num_messages, size.num_types, size.num_axes
    points, orders, num_lines = line.points, 2**axes, line.before * line.after
    num_rows, num_all = tables.payoff.shape[3], values.shape[1]
    vectors = (num_all + NUM_LANES - 1) // NUM_LANES
    hermite = bench_of(messages * points * orders * vectors)
    total, after = bench_of(vectors), bench_of(vectors)
    weights, bases, alone, nothing = np.zeros(orders * orders), np.zeros(4 * axes), np.ones(1), np.zeros(num_rows)
    deviation, marginal, beliefs = np.zeros((messages, kinds)), np.zeros(messages), np.zeros(points, np.int64)
    for offset in range(block.num):
        state = block.first + offset
        for place in range(num_lines):
            line_beliefs(line, place, beliefs)
            fill(
                (0, axes), (1, size.num_points), hermite, values, tables.branch_prob, tables.branch_state, state,
                beliefs, 0, num_all,
            )  # fmt: skip
            for p in range(points):
                node, belief, chances = (offset * num_lines + place) * points + p, beliefs[p], line.belief[p]
                residuals[offset, belief] = residual[node]
                pay(
                    plan, tables, state, belief, chances, policy[node], log_policy[node],
                    total[:num_rows], log_policies[offset, belief],
                )  # fmt: skip
                total[num_rows:num_all] = total[: num_all - num_rows]
                find_marginal(plan, tables, state, chances, policy[node], marginal)
                for m in range(messages):
                    corner_of = weigh(plan, weights, bases, posterior[node], m * axes)
                    read_after(
                        after, vectors, hermite, m * points, (0, corner_of), (1, size.num_points), (0, axes), points,
                        alone, weights,
                    )  # fmt: skip
                    for vector in range(vectors):
                        store(total, vector, load(total, vector) + splat(marginal[m]) * load(after, vector))
                    if num_all > num_rows:
                        for k in range(kinds):
                            deviation[m, k] = after[num_rows + line.first_row + k]
                before[offset, :, belief] = total[:num_all]
                value_own_types(
                    plan, tables, state, belief, line.first_row, value[node], nothing, deviation, before[offset]
                )


@njit(**OPTIONS)
@no_type_check
def uninformed(tables, block, values, precision, mover_row, is_overt, log_policies, before):
    """Log-policies of a mover without private types, and everybody's values before its move; both are filled in."""
    available, payoff, belief_rows, belief_payoff, message_prob, branch_prob, branch_state = tables
    acts, messages = payoff.shape[1], branch_prob.shape[1]
    num_rows, num_all, num_beliefs = payoff.shape[3], values.shape[1], values.shape[2]
    after = np.zeros((messages, num_all, num_beliefs))
    gains = np.zeros((acts, num_all, num_beliefs))
    policy = np.zeros((acts, num_beliefs))
    for offset in range(block.num):
        state = block.first + offset
        after[:] = 0.0
        for m in range(messages):
            for branch in range(branch_prob.shape[2]):
                chance = branch_prob[state, m, branch]
                if chance != 0:
                    add(after[m], chance, values[branch_state[state, m, branch]])
        for a in range(acts):
            if not available[state, a]:
                continue
            for row in range(num_all):
                gains[a, row, :] = payoff[state, a, 0, row % num_rows]
            for copy in range(0, num_all, num_rows):
                for extra in range(len(belief_rows)):
                    gains[a, copy + belief_rows[extra], :] += belief_payoff[state, a, 0, extra, :]
            if is_overt:
                add(gains[a], 1.0, after[a])
            else:
                for m in range(messages):
                    if message_prob[state, a, m, 0] != 0:
                        add(gains[a], message_prob[state, a, m, 0], after[m])
        for belief in range(num_beliefs):
            best = -np.inf
            for a in range(acts):
                if available[state, a]:
                    best = max(best, precision[offset] * gains[a, mover_row, belief])
            total = 0.0
            for a in range(acts):
                if available[state, a]:
                    total += np.exp(precision[offset] * gains[a, mover_row, belief] - best)
            for a in range(acts):
                log_policy = -np.inf
                if available[state, a]:
                    log_policy = precision[offset] * gains[a, mover_row, belief] - best - np.log(total)
                policy[a, belief] = np.exp(log_policy)
                log_policies[offset, belief, a, 0] = log_policy
        before[offset] = 0.0
        for a in range(acts):
            if available[state, a]:
                for row in range(num_all):
                    for belief in range(num_beliefs):
                        before[offset, row, belief] += policy[a, belief] * gains[a, row, belief]
        if num_all > num_rows:
            for belief in range(num_beliefs):
                best = -np.inf
                for a in range(acts):
                    if available[state, a]:
                        best = max(best, gains[a, num_rows + mover_row, belief])
                before[offset, num_rows + mover_row, belief] = best


@njit(**OPTIONS)
@no_type_check
def add(total, factor, other):
    """Adds a multiple of a table to another one."""
    for row in range(total.shape[0]):
        for column in range(total.shape[1]):
            total[row, column] += factor * other[row, column]
