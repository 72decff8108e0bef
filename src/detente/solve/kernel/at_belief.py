"""Nodes at beliefs between the points of the grid: those at which plays stand.

A mover's node needs the continuation C_r(m; ·) on the grid of beliefs about the movers, its *plane*, at given beliefs
about everybody else. On grid points these are values after the decision (`prepare.py`); between them they are
interpolated by the tensor product of the monotone cubics of `add_slopes`. For every state a table holds C and its
slopes along all axes, mixed ones too (`tabulate`); a node's own plane is a weighted sum of the planes at the corners
around the beliefs about the others (`mix_planes`). With what else a node is given (`give_at`) it is one like those on
grid points: steps to the fixed point follow (`response.py`, `pair.py`). Of plays that stand at one state and belief
one is solved (`distinct`).
"""

from __future__ import annotations

import math
from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.game.beliefs import LEAST_PROBABILITY
from detente.solve.kernel.lanes import OPTIONS
from detente.solve.kernel.prepare import give_menu, give_odds, give_own

MIXING, HIGH_BITS = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
"""2^64 over the golden ratio, by which bits are spread."""


class AxesAt(NamedTuple):
    """The axes of the grid of all beliefs, as a decision divides them.

    Args:
        own, other: by axis of the movers (of the first, then of the second) and of everybody else, its points and what
            lies between two of them in the grid of all beliefs.
        own_points, other_points: where in that grid the points of a plane lie, and the first point of every plane.
    """

    own: np.ndarray
    other: np.ndarray
    own_points: np.ndarray
    other_points: np.ndarray


class NodesAt(NamedTuple):
    """Nodes at beliefs of their own, as their mover sees them.

    Args:
        places: of their states in the tables. offset: where the line or plane of each begins.
        log_odds: of the beliefs about the mover, by axis. middle: of these axes.
        payoffs: by action and type of the mover, added to the tables' where they depend on the belief; else empty.
        precision: of the mover's types, by node, or once for all.
    """

    places: np.ndarray
    offset: np.ndarray
    log_odds: np.ndarray
    middle: np.ndarray
    payoffs: np.ndarray
    precision: np.ndarray


@njit(**OPTIONS)
@no_type_check
def distinct(places, bits, slots, first, again, ends):
    """Which nodes are the same, those at one state together; returns how many differ.

    Args:
        bits: of every node's log-odds. slots: −1 everywhere; a power of two, larger than the number of nodes.
        first: filled with one node of each, which is the first. again: filled with which of them every node is.
        ends: zero for every place, and one more.
    """
    mask, num = np.uint64(len(slots) - 1), 0
    found, number = np.empty(len(places), np.int64), np.empty(len(places), np.int64)
    for node in range(len(places)):
        key = np.uint64(places[node])
        for axis in range(bits.shape[1]):
            key = (key ^ (key >> HIGH_BITS)) * MIXING + bits[node, axis]
        slot = np.int64((key ^ (key >> HIGH_BITS)) & mask)
        while True:
            known = slots[slot]
            if known < 0:
                slots[slot], found[num], number[node] = num, node, num
                ends[places[node] + 1] += 1
                num += 1
                break
            is_same = places[found[known]] == places[node]
            for axis in range(bits.shape[1]):
                is_same = is_same and bits[found[known], axis] == bits[node, axis]
            if is_same:
                number[node] = known
                break
            slot = np.int64(np.uint64(slot + 1) & mask)
    for place in range(1, len(ends)):
        ends[place] += ends[place - 1]
    rank = np.empty(num, np.int64)
    for known in range(num):
        place = places[found[known]]
        rank[known] = ends[place]
        first[ends[place]] = found[known]
        ends[place] += 1
    for node in range(len(places)):
        again[node] = rank[number[node]]
    return num


@njit(**OPTIONS)
@no_type_check
def give_at(side, tables, first_row, nodes, rows):
    """What nodes are given of a mover (`Given`); filled in."""
    size, given = side.size, side.given
    acts, kinds, axes = size.num_actions, size.num_types, nodes.log_odds.shape[1]
    log_odds, belief = np.zeros(kinds), np.empty(kinds)
    for node in range(len(rows)):
        row, state = rows[node], nodes.places[node]
        precision = nodes.precision[node if len(nodes.precision) > 1 else 0]
        give_menu(size, given, tables, state, row)
        for a in range(acts):
            for k in range(kinds):
                paid = tables.payoff[state, a, k, first_row + k]
                if len(nodes.payoffs):
                    paid += nodes.payoffs[node, a, k]
                row[given.payoff + a * kinds + k] = paid
        row[given.precision], row[given.offset] = precision[0], nodes.offset[node]
        if size.has_anchor or size.is_by_type:
            give_own(side, tables, state, precision, row)
        best = 0.0
        for d in range(axes):
            log_odds[d] = nodes.log_odds[node, d]
            best = max(best, log_odds[d])
        total = 0.0
        for k in range(kinds):
            belief[k] = math.exp(log_odds[k] - best)
            total += belief[k]
        for k in range(kinds):
            belief[k] /= total
        if size.is_shifting:
            # What was impossible may come about: its log-odds must be those of the belief that is given.
            for k in range(kinds):
                belief[k] = max(belief[k], LEAST_PROBABILITY)
            for d in range(axes):
                log_odds[d] = math.log(belief[d]) - math.log(belief[kinds - 1])
        for d in range(size.num_axes):
            row[given.log_odds + d] = log_odds[d] - nodes.middle[d]
        for k in range(kinds):
            row[given.belief + k] = belief[k]
        give_odds(size, given, tables, state, row)


@njit(**OPTIONS)
@no_type_check
def slope_between(left, right):
    """The harmonic mean of two secants; zero where they do not agree in sign."""
    return 2.0 * left * right / (left + right) if left * right > 0.0 else 0.0


@njit(**OPTIONS)
@no_type_check
def find_slopes(values, slopes, points, stride):
    """Slopes of the monotone cubic along an axis, per grid step, at all beliefs; filled in."""
    span = points * stride
    for first in range(0, len(values), span):
        slopes[first : first + stride] = 0.0
        slopes[first + span - stride : first + span] = 0.0
        for i in range(first + stride, first + span - stride):
            slopes[i] = slope_between(values[i] - values[i - stride], values[i + stride] - values[i])


@njit(**OPTIONS)
@no_type_check
def find_continuation(outcome, place, m, values, total):
    """C(m; b) of one type at all beliefs; filled in. values: of the type after the decision, by state and belief."""
    total[:] = 0.0
    for branch in range(outcome.branch_prob.shape[2]):
        chance, after = outcome.branch_prob[place, m, branch], outcome.branch_state[place, m, branch]
        if chance != 0:
            for i in range(len(total)):
                total[i] += chance * values[after, i]


@njit(**OPTIONS)
@no_type_check
def tabulate(outcome, axes, places, values, table):
    """C and its slopes at some places of a decision; filled in.

    Args:
        values: of every mover's own types after the decision.
        table: by place, plane, order of slopes along the others' axes, message, point of the plane, type of the movers,
            and order of slopes along their own axes.
    """
    num_own, num_other = len(axes.own), len(axes.other)
    orders, num_beliefs = 1 << (num_own + num_other), values[0].shape[2]
    work = np.zeros((orders, num_beliefs))
    for number in range(len(places)):
        for m in range(outcome.branch_prob.shape[1]):
            first = 0
            for side in range(len(values)):
                for k in range(values[side].shape[1]):
                    find_continuation(outcome, places[number], m, values[side][:, k], work[0])
                    # The order's first bits stand for the others' axes, the last ones for the movers' own.
                    for d in range(num_own + num_other):
                        is_own = d < num_own
                        axis = axes.own[d] if is_own else axes.other[d - num_own]
                        bit = num_own - 1 - d if is_own else 2 * num_own + num_other - 1 - d
                        for order in range(orders):
                            is_known = (order >> bit) & 1 == 0
                            for later in range(d + 1, num_own + num_other):
                                place = num_own - 1 - later if later < num_own else 2 * num_own + num_other - 1 - later
                                is_known = is_known and (order >> place) & 1 == 0
                            if is_known:
                                find_slopes(work[order], work[order | (1 << bit)], axis[0], axis[1])
                    for plane in range(len(axes.other_points)):
                        for order in range(orders):
                            outer, inner = order >> num_own, order & ((1 << num_own) - 1)
                            for p in range(len(axes.own_points)):
                                belief = axes.other_points[plane] + axes.own_points[p]
                                table[number, plane, outer, m, p, first + k, inner] = work[order, belief]
                first += values[side].shape[1]


@njit(**OPTIONS)
@no_type_check
def find_weights(positions, other, weights, planes):
    """The corners around a belief about everybody but the movers, and their weights by order of slopes; filled in."""
    num_axes = len(other)
    bases = np.empty((num_axes, 4))
    planes[:] = 0
    for d in range(num_axes):
        low = max(min(int(positions[d]), other[d, 0] - 2), 0)
        t = positions[d] - low
        s = 1.0 - t
        bases[d, 0], bases[d, 1] = (1.0 + 2.0 * t) * s * s, t * s * s
        bases[d, 2], bases[d, 3] = t * t * (3.0 - 2.0 * t), -t * t * s
        for corner in range(len(planes)):
            step = (corner >> (num_axes - 1 - d)) & 1
            planes[corner] = planes[corner] * other[d, 0] + min(low + step, other[d, 0] - 1)
    for corner in range(len(planes)):
        for order in range(len(planes)):
            weight = 1.0
            for d in range(num_axes):
                bit = num_axes - 1 - d
                weight *= bases[d, 2 * ((corner >> bit) & 1) + ((order >> bit) & 1)]
            weights[corner, order] = weight


@njit(**OPTIONS)
@no_type_check
def mix_planes(table, number, positions, other, mixed):
    """The plane of every node: C and its slopes along the movers' own axes at its belief about the others; filled in.

    Args:
        table: of `tabulate`, by place, plane, order, message, and all that a node has for a message.
        number: by node, of its place. positions: of its belief about the others, in steps from the first points.
        mixed: by message, node, and all that a node has for a message.
    """
    num_corners = 1 << len(other)
    weights, planes = np.empty((num_corners, num_corners)), np.empty(num_corners, np.int64)
    num_messages, width = table.shape[3:]
    for node in range(len(number)):
        find_weights(positions[node], other, weights, planes)
        for m in range(num_messages):
            # Two corners along the last axis, each with its value and its slope, are read together.
            for corner in range(0, num_corners, 2):
                for order in range(0, num_corners, 2):
                    low, high = table[number[node], planes[corner]], table[number[node], planes[corner + 1]]
                    one, two, three, four = low[order, m], low[order + 1, m], high[order, m], high[order + 1, m]
                    of_one, of_two = weights[corner, order], weights[corner, order + 1]
                    of_three, of_four = weights[corner + 1, order], weights[corner + 1, order + 1]
                    into = mixed[m, node]
                    if corner == 0 and order == 0:
                        for i in range(width):
                            into[i] = of_one * one[i] + of_two * two[i] + of_three * three[i] + of_four * four[i]
                    else:
                        for i in range(width):
                            into[i] += of_one * one[i] + of_two * two[i] + of_three * three[i] + of_four * four[i]
