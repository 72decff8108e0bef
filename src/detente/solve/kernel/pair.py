"""Two movers at once: a joint fixed point at many nodes, eight nodes at a time.

A node is a public state and public belief at which actors 1 and 2, of K₁ and K₂ types, choose without knowing the
other's choice. Everybody then observes a message of each, P(m₁ | a₁, k₁) and P(m₂ | a₂, k₂). As types are independent
and each message depends on its own sender alone, the belief about either follows from its own message (`response.py`,
equations 1 and 2), and with the marginals L̄₂(m₂) = Σ_l b₂(l) L₂(m₂ | l)

    Q₁(a, k) = u₁(a, k) + Σ_m₁ P(m₁ | a, k) Σ_m₂ L̄₂(m₂) C_k(m₁, m₂; z₁′(m₁), z₂′(m₂)),                     (1)

likewise Q₂. Payoffs of the pair of acts are part of C, as wants and effects see both acts. What the other's act pays at
once adds the same to all of one's own actions; it is left out of (1) and added to the values. Unknown are the scores of
both, which solve F(y) = λ Q(σ(y)) − y = 0 by the steps of `steps.py`, with the derivative of λ Q by all scores as a
dense matrix: (c I − λ Q′) δ = F, c = 1 + 1/h.

C_k is read once for every pair of messages. What is kept of it for a type k of the first mover are the means over the
other's message,

    A(m₁, k) = Σ_m₂ L̄₂(m₂) C_k(m₁, m₂),    λ ∂A / ∂z₁,                                                     (2)
    X(m₁, k; m₂, l) = λ ∂A / ∂ log L₂(m₂ | l) = λ [b₂(l) L₂(m₂ | l) C_k + L̄₂(m₂) ∂C_k / ∂ log L₂(m₂ | l)],  (3)

and likewise for the second. By the chain rule through the sway S = ∂ log L / ∂ y (`euler.py`, 9), the derivative of λ Q
by all scores is made of P(m₁ | a, k) Γ S₁ for the mover's own and P(m₁ | a, k) X S₂ for the other's.

Source: R. McKelvey and T. Palfrey, Quantal response equilibria for normal form games, Games and Economic Behavior 10
(1995) 6–38, for the joint fixed point; the rest as in `response.py`.
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.euler import eliminate, gain_by_type
from detente.solve.kernel.extras import find_defects, find_posteriors, find_sway, precision_of
from detente.solve.kernel.lanes import APART, OPTIONS, any_of, load, magnitude, smaller, splat, store, where
from detente.solve.kernel.response import find_cell, read_cell, reduce_cell, worst
from detente.solve.kernel.workspace import CellEntries, MoverLayout, Point


class Mover(NamedTuple):
    """One of the two: its entries, the point at which it is, its cells on the grid, and where its X stands."""

    side: MoverLayout
    at: Point
    cell: CellEntries
    cross: int


class PairContinuation(NamedTuple):
    """C_k at a pair of messages: where its value stands, its slopes by z of the mover and by z of the other.

    Args:
        stride: entries from one slope to the next.
    """

    value: int
    own_slope: int
    other_slope: int
    stride: int


class Rows(NamedTuple):
    """Where λ Q′ stands, its number of columns, and where the mover's own columns and rows and the other's begin."""

    matrix: int
    num_scores: int
    own: int
    other: int


@njit(**OPTIONS)
@no_type_check
def likelihood_of(mover, w, m, k):
    """L(m | k)."""
    side, at = mover.side, mover.at
    if side.size.is_overt:
        return load(w, at.policy + m * side.size.num_types + k)
    return load(w, at.likelihood + m * side.size.num_types + k)


@njit(**APART)
@no_type_check
def prepare_side(mover, w):
    """What one mover's messages say: σ, L, posteriors, the cells around them, and L̄."""
    side, at, cell, belief = mover.side, mover.at, mover.cell, mover.side.given.belief
    size, scratch = side.size, side.scratch
    kinds, axes = size.num_types, size.num_axes
    find_posteriors(side, w, at)
    for m in range(size.num_messages):
        place, which, takes_along = find_cell(
            w,
            scratch.posterior + m * axes,
            cell.bases + 4 * m * axes,
            cell.slopes + 4 * m * axes,
            axes,
            size.num_points,
            size.limit,
            splat(1.0),
        )
        store(w, cell.place + m, place)
        store(w, cell.which + m, which)
        store(w, cell.takes_along + m, where(takes_along, 1.0, 0.0))
        marginal = splat(0.0)
        for k in range(kinds):
            marginal = marginal + load(w, belief + k) * likelihood_of(mover, w, m, k)
            store(w, scratch.after + m * kinds + k, splat(0.0))
            for d in range(axes):
                store(w, at.gain + (m * kinds + k) * axes + d, splat(0.0))
        store(w, cell.marginal + m, marginal)


@njit(**OPTIONS)
@no_type_check
def mend_slopes(w, slope, stride, axes, which, takes_along):
    """The derivative along the axis that takes the others along: minus the sum of all."""
    is_taking_some = takes_along > 0.5
    if axes > 1 and any_of(is_taking_some):
        total = splat(0.0)
        for d in range(axes):
            total = total + load(w, slope + d * stride)
        for d in range(axes):
            is_taking = is_taking_some & (magnitude(which - d) < 0.5)
            store(w, slope + d * stride, where(is_taking, -total, load(w, slope + d * stride)))


@njit(**APART)
@no_type_check
def add_reading(w, mover, other, messages, k, reading):
    """Equations (2) and (3): adds C_k at one pair of messages, the mover's and the other's, to A, λ ∂A / ∂z and X."""
    side, m, n = mover.side, messages[0], messages[1]
    kinds, axes = side.size.num_types, side.size.num_axes
    other_kinds, other_axes = other.side.size.num_types, other.side.size.num_axes
    precision, marginal = precision_of(side, w, k), load(w, other.cell.marginal + n)
    index, value = m * kinds + k, load(w, reading.value)
    store(w, side.scratch.after + index, load(w, side.scratch.after + index) + marginal * value)
    for d in range(axes):
        gain = load(w, mover.at.gain + index * axes + d)
        slope = load(w, reading.own_slope + d * reading.stride)
        store(w, mover.at.gain + index * axes + d, gain + precision * marginal * slope)
    by_last = splat(0.0)
    for kind in range(other_kinds):
        if kind < other_axes:
            by_type = load(w, reading.other_slope + kind * reading.stride)
            by_last = by_last - by_type
        else:
            by_type = by_last
        chance = load(w, other.side.given.belief + kind) * likelihood_of(other, w, n, kind)
        entry = mover.cross + (index * other.side.size.num_messages + n) * other_kinds + kind
        store(w, entry, precision * (chance * value + marginal * by_type))


@njit(**OPTIONS)
@no_type_check
def pick_movers(pair, at):
    """Both movers at a point of the pair."""
    return (
        Mover(pair.sides[0], at.sides[0], pair.scratch.cells[0], at.cross[0]),
        Mover(pair.sides[1], at.sides[1], pair.scratch.cells[1], at.cross[1]),
    )


@njit(**OPTIONS)
@no_type_check
def take_bases(w, cell, m, axes, bases, slopes):
    """Copies the Hermite bases and their slopes after message m to where a pair of messages is read."""
    for i in range(4 * axes):
        store(w, bases + i, load(w, cell.bases + 4 * m * axes + i))
        store(w, slopes + i, load(w, cell.slopes + 4 * m * axes + i))


@njit(**APART)
@no_type_check
def evaluate_pair(pair, w, table, at):
    """Equation (1) and F at the scores of both; returns a bound on the residual, max |F| / 2."""
    first, second = pick_movers(pair, at)
    prepare_side(first, w)
    prepare_side(second, w)
    one, two, scratch = first.side, second.side, pair.scratch
    axes = (one.size.num_axes, two.size.num_axes)
    points = (one.size.num_points, two.size.num_points)
    num_axes, kinds = axes[0] + axes[1], (one.size.num_types, two.size.num_types)
    rows, orders = kinds[0] + kinds[1], 2**num_axes
    stride = orders * orders * rows
    points_of_second = points[1] ** axes[1]
    for m in range(one.size.num_messages):
        for n in range(two.size.num_messages):
            take_bases(w, first.cell, m, axes[0], scratch.bases, scratch.slopes)
            take_bases(w, second.cell, n, axes[1], scratch.bases + 4 * axes[0], scratch.slopes + 4 * axes[0])
            place = load(w, first.cell.place + m) * points_of_second + load(w, second.cell.place + n)
            place = load(w, one.given.offset) + place
            shift = (m * two.size.num_messages + n) * pair.num_places
            read_cell(w, table, place, shift, scratch.data, rows, axes, points)
            reduce_cell(w, scratch.data, scratch.bases, scratch.slopes, rows, num_axes)
            for row in range(rows):
                datum = scratch.data + row * orders
                by_first, by_second = datum + stride, datum + (1 + axes[0]) * stride
                which, takes_along = load(w, first.cell.which + m), load(w, first.cell.takes_along + m)
                mend_slopes(w, by_first, stride, axes[0], which, takes_along)
                which, takes_along = load(w, second.cell.which + n), load(w, second.cell.takes_along + n)
                mend_slopes(w, by_second, stride, axes[1], which, takes_along)
                if row < kinds[0]:
                    add_reading(w, first, second, (m, n), row, PairContinuation(datum, by_first, by_second, stride))
                else:
                    own = row - kinds[0]
                    add_reading(w, second, first, (n, m), own, PairContinuation(datum, by_second, by_first, stride))
    return worst(find_defects(one, w, first.at), find_defects(two, w, second.at))


@njit(**OPTIONS)
@no_type_check
def chance_of(side, w, a, m, k):
    """P(m | a, k)."""
    if side.size.is_overt:
        return splat(1.0 if a == m else 0.0)
    return load(w, side.given.message_prob + (a * side.size.num_messages + m) * side.size.num_types + k)


@njit(**OPTIONS)
@no_type_check
def add_own_response(w, mover, row, columns, sent, m, k):
    """Adds P(m | a, k) Γ(m, k, ·) S to one row of λ Q′. columns: where the mover's own begin."""
    side = mover.side
    kinds, messages = side.size.num_types, side.size.num_messages
    for by in range(kinds):
        moved = sent * gain_by_type(side, w, mover.at, m, k, by)
        for act in range(side.size.num_actions):
            entry = row + columns + act * kinds + by
            sway = load(w, side.scratch.sway + (act * messages + m) * kinds + by)
            store(w, entry, load(w, entry) + moved * sway)


@njit(**OPTIONS)
@no_type_check
def add_cross_response(w, mover, other, row, columns, sent, index):
    """Adds P(m | a, k) X(m, k; ·, ·) S of the other to one row of λ Q′. index: m K + k."""
    kinds, messages = other.side.size.num_types, other.side.size.num_messages
    for n in range(messages):
        for by in range(kinds):
            moved = sent * load(w, mover.cross + (index * messages + n) * kinds + by)
            for act in range(other.side.size.num_actions):
                entry = row + columns + act * kinds + by
                sway = load(w, other.side.scratch.sway + (act * messages + n) * kinds + by)
                store(w, entry, load(w, entry) + moved * sway)


@njit(**APART)
@no_type_check
def respond(w, mover, other, rows):
    """The rows of λ Q′ that belong to one mover, centred over its menu."""
    side = mover.side
    acts, messages, kinds = side.size.num_actions, side.size.num_messages, side.size.num_types
    for k in range(kinds):
        for a in range(acts):
            row = rows.matrix + (rows.own + a * kinds + k) * rows.num_scores
            for column in range(rows.num_scores):
                store(w, row + column, splat(0.0))
            for m in range(messages):
                if side.size.is_overt and m != a:
                    continue
                sent = where(load(w, side.given.menu + a) > 0.0, chance_of(side, w, a, m, k), 0.0)
                add_own_response(w, mover, row, rows.own, sent, m, k)
                add_cross_response(w, mover, other, row, rows.other, sent, m * kinds + k)
        for column in range(rows.num_scores):
            total = splat(0.0)
            for a in range(acts):
                total = total + load(w, rows.matrix + (rows.own + a * kinds + k) * rows.num_scores + column)
            mean = total / load(w, side.given.menu_size)
            for a in range(acts):
                entry = rows.matrix + (rows.own + a * kinds + k) * rows.num_scores + column
                store(w, entry, where(load(w, side.given.menu + a) > 0.0, load(w, entry) - mean, 0.0))


@njit(**APART)
@no_type_check
def find_matrix(pair, w, at):
    """λ Q′, centred over the menus; returns the number of its rows."""
    first, second = pick_movers(pair, at)
    of_first = first.side.size.num_actions * first.side.size.num_types
    num_scores = of_first + second.side.size.num_actions * second.side.size.num_types
    find_sway(first.side, w, first.at)
    find_sway(second.side, w, second.at)
    respond(w, first, second, Rows(pair.scratch.matrix, num_scores, 0, of_first))
    respond(w, second, first, Rows(pair.scratch.matrix, num_scores, of_first, 0))
    return num_scores


@njit(**OPTIONS)
@no_type_check
def centre(side, w, scores):
    """Takes the mean over the menu off the scores of every type, and leaves zero outside it."""
    acts, kinds = side.size.num_actions, side.size.num_types
    for k in range(kinds):
        total = splat(0.0)
        for a in range(acts):
            total = total + where(load(w, side.given.menu + a) > 0.0, load(w, scores + a * kinds + k), 0.0)
        mean = total / load(w, side.given.menu_size)
        for a in range(acts):
            entry = scores + a * kinds + k
            store(w, entry, where(load(w, side.given.menu + a) > 0.0, load(w, entry) - mean, 0.0))


@njit(**APART)
@no_type_check
def pair_step(pair, w, at, step):
    """(c I − λ Q′) δ = F: the change of the scores in one implicit Euler step, and the determinant."""
    scratch = pair.scratch
    num_scores = find_matrix(pair, w, at)
    scale, width = 1.0 + 1.0 / step, num_scores + 1
    for row in range(num_scores):
        for column in range(num_scores):
            entry = -load(w, scratch.matrix + row * num_scores + column)
            store(w, scratch.system + row * width + column, entry + scale if row == column else entry)
        store(w, scratch.system + row * width + num_scores, load(w, at.defect + row))
    determinant = eliminate(w, scratch.system, num_scores, width)
    for row in range(num_scores):
        store(w, scratch.change + row, load(w, scratch.system + row * width + num_scores))
    first, second = pair.sides
    centre(first, w, scratch.change)
    centre(second, w, scratch.change + first.size.num_actions * first.size.num_types)
    return determinant


@njit(**APART)
@no_type_check
def pair_growth_bound(pair, w, at):
    """No eigenvalue of λ Q′ has a larger real part: Gershgorin's circles, of the rows or of the columns."""
    num_scores, matrix = find_matrix(pair, w, at), pair.scratch.matrix
    by_rows, by_columns = splat(-np.inf), splat(-np.inf)
    for row in range(num_scores):
        along, down = splat(0.0), splat(0.0)
        for column in range(num_scores):
            entry, mirrored = (
                load(w, matrix + row * num_scores + column),
                load(w, matrix + column * num_scores + row),
            )
            along = along + (entry if row == column else magnitude(entry))
            down = down + (mirrored if row == column else magnitude(mirrored))
        by_rows, by_columns = worst(by_rows, along), worst(by_columns, down)
    return smaller(by_rows, by_columns)


@njit(**OPTIONS)
@no_type_check
def pair_entry(pair, w, at, row, column):
    """λ Q′ at two scores; it must have been computed (`find_matrix`)."""
    num_scores = at.defect - at.scores
    return load(w, pair.scratch.matrix + row * num_scores + column)
