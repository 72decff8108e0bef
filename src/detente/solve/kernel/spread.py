"""A backward step, third part: everybody's values before the decision (`decision.py`)."""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.lanes import NUM_LANES, OPTIONS, load, splat, store
from detente.solve.kernel.prepare import fill, fill_plane_beliefs, own_payoff
from detente.solve.kernel.steps import make_workspace
from detente.solve.stepping import OUT_OF_MENU


class Sums(NamedTuple):
    """What is computed on one plane, by mover (one that moves alone is the second of two) and point.

    Args:
        paid: to every row by the mover's act. marginal: L̄(m) by message.
        corner, bases: where in the grid the posterior lies after each message, and its cell's Hermite bases by axis.
        weights: of the data of the cell that is read, of either mover.
        deviation: a best-response row's continuation by message and type.
    """

    paid: np.ndarray
    marginal: np.ndarray
    corner: np.ndarray
    bases: np.ndarray
    weights: np.ndarray
    deviation: np.ndarray


@njit(**OPTIONS)
@no_type_check
def find_bases(plane, slot, posterior, first, bases):
    """Fills in the Hermite bases of the cell around a posterior, by axis; returns its first point.

    Args:
        slot: which of the plane's two movers. first: of the posterior's log-odds.
    """
    axes, num_points, limit = plane.axes[slot], plane.points[slot], plane.limits[slot]
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
    return corner_of


@njit(**OPTIONS)
@no_type_check
def weigh(axes, bases, weights):
    """Fills in the weights of a cell's data, by corner and derivative: products of the bases by axis."""
    orders = 2**axes
    for corner in range(orders):
        for order in range(orders):
            weight = 1.0
            for d in range(axes):
                bit = axes - 1 - d
                weight *= bases[4 * d + 2 * ((corner >> bit) & 1) + ((order >> bit) & 1)]
            weights[corner * orders + order] = weight


@njit(**OPTIONS)
@no_type_check
def pay(side, tables, state, belief, chances, policy, paid):
    """Σ_k b(k) Σ_a σ(a | k) u_r(a, k) of equation (2) for every row r, filled in."""
    paid[:] = 0.0
    for a in range(side.size.num_actions):
        for k in range(side.size.num_types):
            chance = chances[k] * policy[a * side.size.num_types + k]
            if chance == 0:
                continue
            for row in range(len(paid)):
                paid[row] += chance * tables.payoff[state, a, k, row]
            for extra in range(len(tables.belief_rows)):
                paid[tables.belief_rows[extra]] += chance * tables.belief_payoff[state, a, k, extra, belief]


@njit(**OPTIONS)
@no_type_check
def find_marginal(side, tables, state, chances, policy, marginal):
    """L̄(m) = Σ_k b(k) L(m | k), filled in."""
    kinds = side.size.num_types
    for m in range(side.size.num_messages):
        total = 0.0
        for k in range(kinds):
            likelihood = policy[m * kinds + k] if side.size.is_overt else 0.0
            if not side.size.is_overt:
                for a in range(side.size.num_actions):
                    likelihood += policy[a * kinds + k] * tables.message_prob[state, a, m, k]
            total += chances[k] * likelihood
        marginal[m] = total


@njit(**OPTIONS)
@no_type_check
def sum_mover(decided, side, judged, state, plane_of, sums, log_policies):
    """`Sums` of one mover on a plane, and its log-policies there; both are filled in.

    Args:
        plane_of: the plane's first node, and the beliefs at its points.
    """
    entries, tables, grid, plane = decided.sides[side], decided.tables[side], decided.grids[side], decided.plane
    log_policy, policy, posterior = judged.log_policy, judged.policy, judged.posterior
    start, beliefs = plane_of
    slot = 2 - len(decided.sides) + side
    axes, kinds = entries.size.num_axes, entries.size.num_types
    for p in range(len(beliefs)):
        node, belief = start + p, beliefs[p]
        chances = grid.belief[p // grid.repeat % grid.points]
        for a in range(entries.size.num_actions):
            for k in range(kinds):
                log_policies[belief, a, k] = log_policy[node, a * kinds + k]
        pay(entries, tables, state, belief, chances, policy[node], sums.paid[slot, p])
        find_marginal(entries, tables, state, chances, policy[node], sums.marginal[slot, p])
        for m in range(entries.size.num_messages):
            sums.corner[slot, p, m] = find_bases(plane, slot, posterior[node], m * axes, sums.bases[slot, p, m])


@njit(**OPTIONS)
@no_type_check
def read_after(after, hermite, plane, sums, p, messages, num_points):
    """C_r(m; b′(m)) of every row at a pair of messages and a point of the plane; filled in."""
    axes, points, m, n = plane.axes, plane.points, messages[0], messages[1]
    vectors, orders_one, orders_two = len(after) // NUM_LANES, 2 ** axes[0], 2 ** axes[1]
    weights_one, weights_two = sums.weights[0], sums.weights[1]
    first = (m * plane.num_messages[1] + n) * num_points
    after[:] = 0.0
    for i in range(orders_one):
        shift_one = 0
        for d in range(axes[0]):
            shift_one = shift_one * points[0] + ((i >> (axes[0] - 1 - d)) & 1)
        shift_one += sums.corner[0, p, m]
        for j in range(orders_two):
            shift = 0
            for d in range(axes[1]):
                shift = shift * points[1] + ((j >> (axes[1] - 1 - d)) & 1)
            point = first + shift_one * plane.width + sums.corner[1, p, n] + shift
            for order_one in range(orders_one):
                for order_two in range(orders_two):
                    weight = splat(weights_one[i * orders_one + order_one] * weights_two[j * orders_two + order_two])
                    entry = (point * orders_one * orders_two + order_one * orders_two + order_two) * vectors
                    for vector in range(vectors):
                        store(after, vector, load(after, vector) + weight * load(hermite, entry + vector))


@njit(**OPTIONS)
@no_type_check
def add_deviation(plane, first_rows, sums, p, messages, after):
    """Adds a best-response row's continuation, the mean over the other's message, to those by own message."""
    num_rows = sums.paid.shape[2]
    for slot in range(2):
        marginal = sums.marginal[1 - slot, p, messages[1 - slot]]
        for k in range(plane.num_types[slot]):
            mine = after[num_rows + first_rows[slot] + k]
            sums.deviation[slot, p, messages[slot], k] += marginal * mine


@njit(**OPTIONS)
@no_type_check
def best_response(side, tables, state, belief, row, k, deviation):
    """max over a of u(a, k) + Σ_m P(m | a, k) times what follows. row: of type k. deviation: by message and type."""
    best = -np.inf
    for a in range(side.size.num_actions):
        if not tables.available[state, a] or (len(tables.anchor) and tables.anchor[state, a, k] < 0.5 * OUT_OF_MENU):
            continue
        gain = own_payoff(tables, state, a, k, row, belief)
        if side.size.is_overt:
            gain += deviation[a, k]
        elif side.size.is_shifting:
            for m in range(side.size.num_messages):
                for after in range(side.size.num_types):
                    gain += tables.shift_prob[state, a, m, k, after] * deviation[m, after]
        else:
            for m in range(side.size.num_messages):
                gain += tables.message_prob[state, a, m, k] * deviation[m, k]
        best = max(best, gain)
    return best


@njit(**OPTIONS)
@no_type_check
def value_own_types(decided, side, judged, state, plane_of, sums, before):
    """Equation (1) for the types of a mover, and their best responses if there are rows for them; filled in.

    What somebody who moves at the same time pays them comes on top. before: by row and belief.
    """
    entries, tables, grid = decided.sides[side], decided.tables[side], decided.grids[side]
    start, beliefs = plane_of
    slot, value, num_rows = 2 - len(decided.sides) + side, judged.value, sums.paid.shape[2]
    for p in range(len(beliefs)):
        belief = beliefs[p]
        for k in range(entries.size.num_types):
            row = grid.first_row + k
            paid = sums.paid[1 - slot, p, row]
            before[row, belief] = paid + value[start + p, k]
            if len(before) > num_rows:
                best = best_response(entries, tables, state, belief, row, k, sums.deviation[slot, p])
                before[num_rows + row, belief] = paid + best


@njit(**OPTIONS)
@no_type_check
def make_sums(decided, num_points, num_rows):
    """`Sums` for a plane: nobody, in the place of the first of two, pays nothing and says one thing for sure."""
    plane = decided.plane
    kinds = max(plane.num_types[0], plane.num_types[1])
    messages = max(plane.num_messages[0], plane.num_messages[1])
    orders = max(4 ** plane.axes[0], 4 ** plane.axes[1])
    return Sums(
        np.zeros((2, num_points, num_rows)),
        np.ones((2, num_points, messages)),
        np.zeros((2, num_points, messages), np.int64),
        np.zeros((2, num_points, messages, 4 * max(plane.axes[0], plane.axes[1]))),
        np.ones((2, orders)),
        np.zeros((2, num_points, messages, kinds)),
    )


@njit(**OPTIONS)
@no_type_check
def spread_plane(plane, first_rows, hermite, sums, beliefs, work, before):
    """Equation (2) for every row on a plane; filled in. work: space for two sums of rows. before: by row and belief."""
    num_rows, num_all, num_points = sums.paid.shape[2], before.shape[0], len(beliefs)
    total, after = work
    vectors = len(total) // NUM_LANES
    for p in range(num_points):
        total[:] = 0.0
        for row in range(num_all):
            total[row] = sums.paid[0, p, row % num_rows] + sums.paid[1, p, row % num_rows]
        for m in range(plane.num_messages[0]):
            weigh(plane.axes[0], sums.bases[0, p, m], sums.weights[0])
            for n in range(plane.num_messages[1]):
                weigh(plane.axes[1], sums.bases[1, p, n], sums.weights[1])
                read_after(after, hermite, plane, sums, p, (m, n), num_points)
                chance = splat(sums.marginal[0, p, m] * sums.marginal[1, p, n])
                for vector in range(vectors):
                    store(total, vector, load(total, vector) + chance * load(after, vector))
                if num_all > num_rows:
                    add_deviation(plane, first_rows, sums, p, (m, n), after)
        before[:, beliefs[p]] = total[:num_all]


@njit(**OPTIONS)
@no_type_check
def take_worst(residual, beliefs, own, start, is_second):
    """The residuals of a plane's nodes; of two movers the larger one, and not a number where one is not; filled in."""
    for p in range(len(beliefs)):
        each = own[start + p]
        if not is_second or each > residual[beliefs[p]] or each != each:
            residual[beliefs[p]] = each


@njit(**OPTIONS)
@no_type_check
def spread(decided, part, judged, written):
    """Equations (1) and (2): everybody's values before the decision, log-policies and residuals; all are filled in."""
    plane, num_sides, num_points = decided.plane, len(decided.sides), 1
    for side in range(num_sides):
        num_points *= decided.grids[side].points
    values, before, residual = part.values, written.before, written.residual
    num_rows, num_all = decided.tables[0].payoff.shape[3], values.shape[1]
    vectors = (num_all + NUM_LANES - 1) // NUM_LANES
    orders = 2 ** (plane.axes[0] + plane.axes[1])
    hermite = make_workspace(plane.num_messages[0] * plane.num_messages[1] * num_points * orders * vectors)
    work, beliefs = (make_workspace(vectors), make_workspace(vectors)), np.zeros(num_points, np.int64)
    sums = make_sums(decided, num_points, num_rows)
    for offset in range(part.num):
        state = part.first + offset
        for place in range(len(decided.others)):
            start = (offset * len(decided.others) + place) * num_points
            fill_plane_beliefs(decided, place, beliefs)
            fill(hermite, decided, state, values, beliefs, (0, num_all))
            for side in range(num_sides):
                sum_mover(
                    decided, side, judged[side], state, (start, beliefs), sums, written.log_policies[side][offset]
                )  # fmt: skip
                take_worst(residual[offset], beliefs, judged[side].residual, start, side > 0)
            sums.deviation[:] = 0.0
            spread_plane(plane, decided.first_rows, hermite, sums, beliefs, work, before[offset])
            for side in range(num_sides):
                value_own_types(decided, side, judged[side], state, (start, beliefs), sums, before[offset])
