"""A backward step, first part: what the nodes of a block are given (`decision.py`)."""

from __future__ import annotations

from typing import no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.lanes import APART, NUM_LANES, OPTIONS, load, splat, store, where
from detente.solve.kernel.steps import make_workspace


@njit(**OPTIONS)
@no_type_check
def fill_plane_beliefs(decided, place, beliefs):
    """Fills in which points of the grid of all beliefs the points of a plane are."""
    beliefs[:] = decided.others[place]
    for side in range(len(decided.grids)):
        grid = decided.grids[side]
        for p in range(len(beliefs)):
            beliefs[p] += p // grid.repeat % grid.points * grid.stride


@njit(**OPTIONS)
@no_type_check
def add_continuation(hermite, plane, outcome, state, values, beliefs, first_row, num_rows):
    """C_r(m; b) of some rows at the points of a plane, into the values of a Hermite table full of zeros."""
    num_points, orders = len(beliefs), 2 ** (plane.axes[0] + plane.axes[1])
    branch_prob, branch_state = outcome
    width = NUM_LANES * ((num_rows + NUM_LANES - 1) // NUM_LANES)
    for m in range(branch_prob.shape[1]):
        for branch in range(branch_prob.shape[2]):
            chance, after = branch_prob[state, m, branch], branch_state[state, m, branch]
            if chance == 0:
                continue
            for row in range(num_rows):
                for p in range(num_points):
                    entry = (m * num_points + p) * orders * width + row
                    hermite[entry] += chance * values[after, first_row + row, beliefs[p]]


@njit(**OPTIONS)
@no_type_check
def add_slopes(hermite, plane, num_messages, num_points, vectors):
    """Slopes of the monotone cubic per grid step: harmonic means of neighbouring secants, zero at extrema and ends.

    One axis after the other, those of slopes too. Source: F. N. Fritsch and R. E. Carlson, Monotone piecewise cubic
    interpolation, SIAM J. Numer. Anal. 17 (1980) 238–246.
    """
    num_axes = plane.axes[0] + plane.axes[1]
    orders = 2**num_axes
    for m in range(num_messages):
        for d in range(num_axes):
            bit = 1 << (num_axes - 1 - d)
            own, stride = plane.points[1] if d >= plane.axes[0] else plane.points[0], 1
            for later in range(d + 1, num_axes):
                stride *= plane.points[1] if later >= plane.axes[0] else plane.points[0]
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
def fill(hermite, decided, state, values, beliefs, rows):
    """The Hermite table of C_r(m; ·) for some rows on a plane, all messages; rows are the lanes.

    Args:
        hermite: filled: by message, point, derivative and row. rows: the first one and their number.
    """
    plane, outcome = decided.plane, decided.outcome
    num_messages, vectors = outcome.branch_prob.shape[1], (rows[1] + NUM_LANES - 1) // NUM_LANES
    orders = 2 ** (plane.axes[0] + plane.axes[1])
    hermite[: num_messages * len(beliefs) * orders * NUM_LANES * vectors] = 0.0
    add_continuation(hermite, plane, outcome, state, values, beliefs, rows[0], rows[1])
    add_slopes(hermite, plane, num_messages, len(beliefs), vectors)


@njit(**OPTIONS)
@no_type_check
def own_payoff(tables, state, a, k, row, belief):
    """u_r(a, k) at a state and a belief."""
    paid = tables.payoff[state, a, k, row]
    for extra in range(len(tables.belief_rows)):
        if tables.belief_rows[extra] == row:
            paid += tables.belief_payoff[state, a, k, extra, belief]
    return paid


@njit(**APART)
@no_type_check
def give_own(side, tables, state, precision, row):
    """What a node is given of the anchor, and of λ by type, whose largest is the node's."""
    size, given = side.size, side.given
    acts, kinds = size.num_actions, size.num_types
    if size.has_anchor:
        for a in range(acts):
            for k in range(kinds):
                row[given.anchor + a * kinds + k] = tables.anchor[state, a, k]
    if size.is_by_type:
        sharpest = precision.max()
        row[given.precision] = sharpest
        for k in range(kinds):
            row[given.sharpness + k] = precision[k] / sharpest if sharpest > 0.0 else 1.0


@njit(**OPTIONS)
@no_type_check
def give_menu(size, given, tables, state, row):
    """What a node is given of the menu at a state."""
    menu_size = 0.0
    for a in range(size.num_actions):
        row[given.menu + a] = tables.available[state, a]
        menu_size += tables.available[state, a]
    row[given.menu_size] = menu_size


@njit(**OPTIONS)
@no_type_check
def give_odds(size, given, tables, state, row):
    """What a node is given of how acts are seen at a state: P(m | a, k), or P(m, k′ | a, k) where types shift."""
    if size.is_shifting:
        copy_into(row, given.message_prob, tables.shift_prob[state])
    elif not size.is_overt:
        copy_into(row, given.message_prob, tables.message_prob[state])


@njit(**OPTIONS)
@no_type_check
def copy_into(row, first, numbers):
    """Writes all numbers of an array into a row, the last axis fastest."""
    flat = numbers.reshape(-1)
    for i in range(len(flat)):
        row[first + i] = flat[i]


@njit(**OPTIONS)
@no_type_check
def give(side, tables, grid, state, precision, beliefs, start, rows):
    """What the nodes of a plane are given of one mover (`Given`); start: the plane's first node, and its offset.

    Args:
        precision: by type.
    """
    size, given = side.size, side.given
    acts, kinds, has_own = size.num_actions, size.num_types, size.has_anchor or size.is_by_type
    for p in range(len(beliefs)):
        row, point = rows[start + p], p // grid.repeat % grid.points
        give_menu(size, given, tables, state, row)
        for a in range(acts):
            for k in range(kinds):
                row[given.payoff + a * kinds + k] = own_payoff(tables, state, a, k, grid.first_row + k, beliefs[p])
        row[given.precision] = precision[0]
        if has_own:
            give_own(side, tables, state, precision, row)
        row[given.offset] = start
        for d in range(size.num_axes):
            row[given.log_odds + d] = grid.log_odds[d, point]
        for k in range(kinds):
            row[given.belief + k] = grid.belief[point, k]
        give_odds(size, given, tables, state, row)


@njit(**OPTIONS)
@no_type_check
def take_own(table, hermite, plane, start, num_points, own):
    """Copies the movers' own continuations from a plane's Hermite table into that of the nodes.

    Args:
        start: the plane's first node. own: the number of the mover's first type in the table, and its types.
    """
    orders = 2 ** (plane.axes[0] + plane.axes[1])
    first, kinds = own
    num_types = plane.num_types[0] + plane.num_types[1]
    width = NUM_LANES * ((kinds + NUM_LANES - 1) // NUM_LANES)
    for m in range(plane.num_messages[0] * plane.num_messages[1]):
        for p in range(num_points):
            for k in range(kinds):
                entry = ((m * plane.num_places + start + p) * num_types + first + k) * orders
                datum = (m * num_points + p) * orders * width + k
                for order in range(orders):
                    table[entry + order] = hermite[datum + order * width]


@njit(**OPTIONS)
@no_type_check
def prepare(decided, part, rows, table):
    """What the nodes of a block are given, and the table of the movers' own continuations; both are filled in."""
    plane, num_sides = decided.plane, len(decided.sides)
    orders, num_points, most = 2 ** (plane.axes[0] + plane.axes[1]), 1, 1
    for side in range(num_sides):
        num_points *= decided.grids[side].points
        most = max(most, decided.sides[side].size.num_types)
    num_messages, num_planes = plane.num_messages[0] * plane.num_messages[1], len(decided.others)
    hermite = make_workspace(num_messages * num_points * orders * ((most + NUM_LANES - 1) // NUM_LANES))
    beliefs, values = np.zeros(num_points, np.int64), part.values
    for offset in range(part.num):
        state = part.first + offset
        for place in range(num_planes):
            start = (offset * num_planes + place) * num_points
            fill_plane_beliefs(decided, place, beliefs)
            first = 0
            for side in range(num_sides):
                entries, grid = decided.sides[side], decided.grids[side]
                kinds = entries.size.num_types
                fill(hermite, decided, state, values, beliefs, (grid.first_row, kinds))
                take_own(table, hermite, plane, start, num_points, (first, kinds))
                give(
                    entries, decided.tables[side], grid, state, part.precision[side][offset], beliefs, start, rows
                )  # fmt: skip
                first += kinds
