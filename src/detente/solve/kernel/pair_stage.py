"""One step backwards over two moves made at once, on a processor: what `solve/simultaneous.py` does on arrays."""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.advance import bench_of, take_seat
from detente.solve.kernel.lanes import NUM_LANES, OPTIONS, load, splat, store
from detente.solve.kernel.pair import evaluate_pair
from detente.solve.kernel.stage import (
    fill,
    fill_given,
    find_marginal,
    judge_mover,
    pay,
    read_after,
    value_own_types,
    weigh,
)


class Plane(NamedTuple):
    """Where the beliefs about two movers lie in the product grid.

    Args:
        others: the places of what is believed of the others, at the movers' first points.
        points, strides: of either mover's own grid in the product grid.
        first_rows: of either mover's first type.
        log_odds: by axis and point, of either mover. belief: of its types, by point.
    """

    others: np.ndarray
    points: tuple[int, int]
    strides: tuple[int, int]
    first_rows: tuple[int, int]
    log_odds: tuple[np.ndarray, np.ndarray]
    belief: tuple[np.ndarray, np.ndarray]


class Outcome(NamedTuple):
    """What comes of both: P(branch | state, pair of messages), and the next states; the second's message is fastest."""

    branch_prob: np.ndarray
    branch_state: np.ndarray


@njit(**OPTIONS)
@no_type_check
def plane_beliefs(plane, place, beliefs):
    """The places in the product grid of the points of a plane."""
    p = 0
    for i in range(plane.points[0]):
        for j in range(plane.points[1]):
            beliefs[p] = plane.others[place] + i * plane.strides[0] + j * plane.strides[1]
            p += 1


@njit(**OPTIONS)
@no_type_check
def prepare_pairs(plan, tables, outcome, block, plane, values, precision, rows, table):
    """What the nodes of a block are given, and the table of both movers' continuations; both are filled."""
    first, second = plan.sides
    axes = (first.size.num_axes, second.size.num_axes)
    grid = (first.size.num_points, second.size.num_points)
    kinds = (first.size.num_types, second.size.num_types)
    num_rows, orders = kinds[0] + kinds[1], 2 ** (axes[0] + axes[1])
    pairs = first.size.num_messages * second.size.num_messages
    num_planes, points = len(plane.others), plane.points[0] * plane.points[1]
    hermite = bench_of(pairs * points * orders * ((max(kinds) + NUM_LANES - 1) // NUM_LANES))
    beliefs = np.zeros(points, np.int64)
    for offset in range(block.num):
        state = block.first + offset
        for place in range(num_planes):
            start = (offset * num_planes + place) * points
            plane_beliefs(plane, place, beliefs)
            for side in range(2):
                row_of_first, own = plane.first_rows[side], kinds[side]
                width = NUM_LANES * ((own + NUM_LANES - 1) // NUM_LANES)
                fill(
                    axes, grid, hermite, values, outcome.branch_prob, outcome.branch_state, state, beliefs,
                    row_of_first, own,
                )  # fmt: skip
                for pair in range(pairs):
                    for p in range(points):
                        for k in range(own):
                            row = side * kinds[0] + k
                            for order in range(orders):
                                entry = ((pair * plan.num_places + start + p) * num_rows + row) * orders + order
                                table[entry] = hermite[((pair * points + p) * orders + order) * width + k]
            for p in range(points):
                row = rows[start + p]
                i, j = p // plane.points[1], p % plane.points[1]
                fill_given(
                    first, tables[0], state, beliefs[p], plane.first_rows[0], precision[0][offset], start,
                    plane.log_odds[0], i, row,
                )  # fmt: skip
                fill_given(
                    second, tables[1], state, beliefs[p], plane.first_rows[1], precision[1][offset], start,
                    plane.log_odds[1], j, row,
                )  # fmt: skip
                for k in range(kinds[0]):
                    row[plan.given.belief[0] + k] = plane.belief[0][i, k]
                for k in range(kinds[1]):
                    row[plan.given.belief[1] + k] = plane.belief[1][j, k]


@njit(**OPTIONS)
@no_type_check
def judge_pairs(plan, rows, table, scores, judged):
    """Policies, posteriors, own values and residuals of both; all are filled in."""
    at = plan.at
    first_mover, second_mover = plan.sides
    most = max(first_mover.size.num_types, second_mover.size.num_types)
    w, own = bench_of(plan.room.end), np.zeros(NUM_LANES * (1 + most))
    for first in range(0, len(scores), NUM_LANES):
        num_seated = min(NUM_LANES, len(scores) - first)
        for lane in range(num_seated):
            take_seat(plan, w, at, lane, rows[first + lane], scores[first + lane])
        evaluate_pair(plan, w, table, at)
        judge_mover(first_mover, w, at.sides[0], own, judged[0], first, num_seated)
        judge_mover(second_mover, w, at.sides[1], own, judged[1], first, num_seated)


@njit(**OPTIONS)
@no_type_check
def spread_pairs(plan, tables, outcome, block, plane, values, judged, log_policies, before, residuals):
    """Everybody's values before both moves, both policies and the residuals, by state and belief; all are filled in."""
    first, second = plan.sides
    axes = (first.size.num_axes, second.size.num_axes)
    grid = (first.size.num_points, second.size.num_points)
    kinds = (first.size.num_types, second.size.num_types)
    orders_one, orders_two = 2 ** axes[0], 2 ** axes[1]
    orders, num_second = orders_one * orders_two, second.size.num_messages
    pairs = first.size.num_messages * num_second
    num_planes, points = len(plane.others), plane.points[0] * plane.points[1]
    num_rows, num_all = tables[0].payoff.shape[3], values.shape[1]
    vectors = (num_all + NUM_LANES - 1) // NUM_LANES
    hermite, total, after = bench_of(pairs * points * orders * vectors), bench_of(vectors), bench_of(vectors)
    weights_one, weights_two = np.zeros(orders_one * orders_one), np.zeros(orders_two * orders_two)
    bases = np.zeros(4 * max(axes[0], axes[1]))
    paid_one, paid_two, beliefs = np.zeros(num_rows), np.zeros(num_rows), np.zeros(points, np.int64)
    marginal_one, marginal_two = np.zeros(first.size.num_messages), np.zeros(num_second)
    deviation_one = np.zeros((first.size.num_messages, kinds[0]))
    deviation_two = np.zeros((num_second, kinds[1]))
    for offset in range(block.num):
        state = block.first + offset
        for place in range(num_planes):
            plane_beliefs(plane, place, beliefs)
            fill(
                axes, grid, hermite, values, outcome.branch_prob, outcome.branch_state, state, beliefs, 0, num_all,
            )  # fmt: skip
            for p in range(points):
                node, belief = (offset * num_planes + place) * points + p, beliefs[p]
                one, two = plane.belief[0][p // plane.points[1]], plane.belief[1][p % plane.points[1]]
                residuals[offset, belief] = max(judged[0].residual[node], judged[1].residual[node])
                pay(
                    first, tables[0], state, belief, one, judged[0].policy[node], judged[0].log_policy[node],
                    paid_one, log_policies[0][offset, belief],
                )  # fmt: skip
                pay(
                    second, tables[1], state, belief, two, judged[1].policy[node], judged[1].log_policy[node],
                    paid_two, log_policies[1][offset, belief],
                )  # fmt: skip
                find_marginal(first, tables[0], state, one, judged[0].policy[node], marginal_one)
                find_marginal(second, tables[1], state, two, judged[1].policy[node], marginal_two)
                total[:] = 0.0
                for row in range(num_all):
                    total[row] = paid_one[row % num_rows] + paid_two[row % num_rows]
                deviation_one[:], deviation_two[:] = 0.0, 0.0
                for m in range(first.size.num_messages):
                    corner_one = weigh(first, weights_one, bases, judged[0].posterior[node], m * axes[0])
                    for n in range(num_second):
                        corner_two = weigh(second, weights_two, bases, judged[1].posterior[node], n * axes[1])
                        read_after(
                            after, vectors, hermite, (m * num_second + n) * points,
                            (corner_one, corner_two), grid, axes, plane.points[1], weights_one, weights_two,
                        )  # fmt: skip
                        chance = marginal_one[m] * marginal_two[n]
                        for vector in range(vectors):
                            store(total, vector, load(total, vector) + splat(chance) * load(after, vector))
                        if num_all > num_rows:
                            for k in range(kinds[0]):
                                mine = after[num_rows + plane.first_rows[0] + k]
                                deviation_one[m, k] += marginal_two[n] * mine
                            for k in range(kinds[1]):
                                mine = after[num_rows + plane.first_rows[1] + k]
                                deviation_two[n, k] += marginal_one[m] * mine
                before[offset, :, belief] = total[:num_all]
                value_own_types(
                    first, tables[0], state, belief, plane.first_rows[0], judged[0].value[node], paid_two,
                    deviation_one, before[offset],
                )  # fmt: skip
                value_own_types(
                    second, tables[1], state, belief, plane.first_rows[1], judged[1].value[node], paid_one,
                    deviation_two, before[offset],
                )  # fmt: skip
