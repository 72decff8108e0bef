"""Two movers at once on a processor: the equations of `solve/simultaneous.py`, eight nodes at a time.

Each mover is told of as if it moved alone (`response.py`: `tell`, `find_defects`), with its own entries of the bench.
What follows depends on both messages, and C_k is read once for every pair of them. With L̄₂(m₂) = Σ_l b₂(l) L₂(m₂ | l),
what is kept of it for a type k of the first mover are the means over the other's message,

    A(m₁, k) = Σ_m₂ L̄₂(m₂) C_k(m₁, m₂),    λ ∂A / ∂z₁,                                                     (1)
    X(m₁, k; m₂, l) = λ ∂A / ∂ log L₂(m₂ | l) = λ [b₂(l) L₂(m₂ | l) C_k + L̄₂(m₂) ∂C_k / ∂ log L₂(m₂ | l)],  (2)

and likewise for the second. By the chain rule through the sway S = ∂ log L / ∂ y (`euler.py`, 9), the derivative of λ Q
by all scores is made of P(m₁ | a, k) Γ S₁ for the mover's own and P(m₁ | a, k) X S₂ for the other's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.euler import eliminate, find_sway, gain_by_type
from detente.solve.kernel.lanes import OPTIONS, any_of, load, magnitude, smaller, splat, store, where
from detente.solve.kernel.plan import Given, Plan, Point, Room, Sizes, given_of
from detente.solve.kernel.response import find_cell, find_defects, read_cell, reduce_cell, tell, worst


class PairGiven(NamedTuple):
    """What a node is given besides what stands with either mover: b(k) of both."""

    belief: tuple[int, int]
    end: int


class PairPoint(NamedTuple):
    """Two policies at their node: where the scores and F of both stand, X of both, and the points of either."""

    scores: int
    defect: int
    cross: tuple[int, int]
    sides: tuple[Point, Point]
    end: int


class Cell(NamedTuple):
    """Where it stands, by message of one mover, in which cell the posterior lies (`find_cell`), and L̄."""

    bases: int
    slopes: int
    place: int
    which: int
    takes_along: int
    marginal: int


class PairRoom(NamedTuple):
    """At which entries stands what is reckoned on the way.

    Args:
        cells: of both movers. bases, slopes, data: of one pair of messages.
        change: of the scores. matrix: λ Q′. system: of an Euler step.
    """

    cells: tuple[Cell, Cell]
    bases: int
    slopes: int
    data: int
    change: int
    matrix: int
    system: int
    end: int


class PairPlan(NamedTuple):
    """The bench for nodes at which two move at once.

    Args:
        sides: of either mover as if alone; the node's plane begins at the first one's offset.
        num_places: grid points in the table. at, trial, room: as in `Plan`.
    """

    sides: tuple[Plan, Plan]
    given: PairGiven
    at: PairPoint
    trial: PairPoint
    room: PairRoom
    num_places: int


def pair_plan_of(sizes: tuple[Sizes, Sizes]) -> PairPlan:
    """The bench for two movers of these sizes."""
    first = given_of(sizes[0])
    second = Given(*(first.end + place for place in given_of(sizes[1])))
    kinds = [size.num_types for size in sizes]
    *belief, end = _places(second.end, *kinds)
    at = _point_of(sizes, end)
    trial = _point_of(sizes, at.end)
    rooms, last = [], trial.end
    for size in sizes:
        rooms.append(_side_room(size, last))
        last = rooms[-1].end
    cells = []
    for size in sizes:
        num, axes = size.num_messages, size.num_axes
        *places, last = _places(last, 4 * num * axes, 4 * num * axes, num, num, num, num)
        cells.append(Cell(*places))
    num_scores = sum(size.num_actions * size.num_types for size in sizes)
    axes, rows = sum(kinds) - 2, sum(kinds)
    data = max(4, 4**axes * rows * (1 + axes))
    widths = (4 * axes, 4 * axes, data, num_scores, num_scores**2, num_scores * (num_scores + 1))
    room = PairRoom((cells[0], cells[1]), *_places(last, *widths))
    plans = [
        Plan(size, given, at.sides[side], trial.sides[side], rooms[side])
        for side, (size, given) in enumerate(zip(sizes, (first, second), strict=True))
    ]
    given = PairGiven((belief[0], belief[1]), end)
    return PairPlan((plans[0], plans[1]), given, at, trial, room, sizes[0].num_places)


def _point_of(sizes: tuple[Sizes, Sizes], first: int) -> PairPoint:
    cells = [size.num_actions * size.num_types for size in sizes]
    told = [size.num_messages * size.num_types for size in sizes]
    gains = [number * size.num_axes for number, size in zip(told, sizes, strict=True)]
    crossed = told[0] * told[1]
    (*scores, cross_one, cross_two, p1, l1, g1, p2, l2, g2, end) = _places(
        first, *cells, *cells, crossed, crossed, cells[0], told[0], gains[0], cells[1], told[1], gains[1]
    )
    sides = (
        Point(scores[0], p1, l1, g1, scores[2], end),
        Point(scores[1], p2, l2, g2, scores[3], end),
    )
    return PairPoint(scores[0], scores[2], (cross_one, cross_two), sides, end)


def _side_room(size: Sizes, first: int) -> Room:
    """What `tell`, `find_sway` and `judge_mover` reckon with; the rest has no room."""
    cells, ratios = size.num_actions * size.num_types, size.num_messages * size.num_axes
    after, sway = size.num_messages * size.num_types, cells * size.num_messages
    return Room(*_places(first, cells, ratios, after, 0, 0, 0, cells, sway, *[0] * 8))


def _places(first: int, *widths: int) -> Iterator[int]:
    return itertools.accumulate(widths, initial=first)


APART: dict[str, Any] = OPTIONS | {"forceinline": False}
"""Of the large functions: put into every place that calls them they would take minutes to compile."""


@njit(**OPTIONS)
@no_type_check
def likelihood_of(plan, w, at, m, k):
    """L(m | k)."""
    if plan.size.is_overt:
        return load(w, at.policy + m * plan.size.num_types + k)
    return load(w, at.likelihood + m * plan.size.num_types + k)


@njit(**APART)
@no_type_check
def prepare_side(plan, w, at, cell, belief):
    """What one mover's messages say: σ, L, posteriors, the cells around them, and L̄."""
    size, room = plan.size, plan.room
    kinds, axes = size.num_types, size.num_axes
    tell(plan, w, at)
    for m in range(size.num_messages):
        place, which, takes_along = find_cell(
            w,
            room.posterior + m * axes,
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
            marginal = marginal + load(w, belief + k) * likelihood_of(plan, w, at, m, k)
            store(w, room.after + m * kinds + k, splat(0.0))
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
def keep(plan, w, at, cross, m, k, datum, slope, stride, other, other_at, other_cell, other_belief, n, other_slope):
    """Takes C_k at one pair of messages, m of the mover and n of the other, into A, its slopes, and X."""
    kinds, axes = plan.size.num_types, plan.size.num_axes
    other_kinds, other_axes = other.size.num_types, other.size.num_axes
    precision, marginal = load(w, plan.given.precision), load(w, other_cell.marginal + n)
    index, value = m * kinds + k, load(w, datum)
    store(w, plan.room.after + index, load(w, plan.room.after + index) + marginal * value)
    for d in range(axes):
        gain = load(w, at.gain + index * axes + d)
        store(w, at.gain + index * axes + d, gain + precision * marginal * load(w, slope + d * stride))
    by_last = splat(0.0)
    for kind in range(other_kinds):
        if kind < other_axes:
            by_type = load(w, other_slope + kind * stride)
            by_last = by_last - by_type
        else:
            by_type = by_last
        chance = load(w, other_belief + kind) * likelihood_of(other, w, other_at, n, kind)
        entry = cross + (index * other.size.num_messages + n) * other_kinds + kind
        store(w, entry, precision * (chance * value + marginal * by_type))


@njit(**APART)
@no_type_check
def evaluate_pair(plan, w, table, at):
    """Everything at the scores of both; returns a bound on the residual, max |F| / 2."""
    first, second = plan.sides
    one, two = at.sides
    room, cells, belief = plan.room, plan.room.cells, plan.given.belief
    prepare_side(first, w, one, cells[0], belief[0])
    prepare_side(second, w, two, cells[1], belief[1])
    axes = (first.size.num_axes, second.size.num_axes)
    points = (first.size.num_points, second.size.num_points)
    num_axes, kinds = axes[0] + axes[1], (first.size.num_types, second.size.num_types)
    rows, orders = kinds[0] + kinds[1], 2**num_axes
    stride = orders * orders * rows
    points_of_second = points[1] ** axes[1]
    for m in range(first.size.num_messages):
        for n in range(second.size.num_messages):
            for i in range(4 * axes[0]):
                store(w, room.bases + i, load(w, cells[0].bases + 4 * m * axes[0] + i))
                store(w, room.slopes + i, load(w, cells[0].slopes + 4 * m * axes[0] + i))
            for i in range(4 * axes[1]):
                store(w, room.bases + 4 * axes[0] + i, load(w, cells[1].bases + 4 * n * axes[1] + i))
                store(w, room.slopes + 4 * axes[0] + i, load(w, cells[1].slopes + 4 * n * axes[1] + i))
            place = load(w, cells[0].place + m) * points_of_second + load(w, cells[1].place + n)
            place = load(w, first.given.offset) + place
            shift = (m * second.size.num_messages + n) * plan.num_places
            read_cell(w, table, place, shift, room.data, rows, axes, points)
            reduce_cell(w, room.data, room.bases, room.slopes, rows, num_axes)
            for row in range(rows):
                datum = room.data + row * orders
                by_first, by_second = datum + stride, datum + (1 + axes[0]) * stride
                mend_slopes(
                    w, by_first, stride, axes[0], load(w, cells[0].which + m), load(w, cells[0].takes_along + m)
                )
                mend_slopes(
                    w, by_second, stride, axes[1], load(w, cells[1].which + n), load(w, cells[1].takes_along + n)
                )
                if row < kinds[0]:
                    keep(
                        first, w, one, at.cross[0], m, row, datum, by_first, stride,
                        second, two, cells[1], belief[1], n, by_second,
                    )  # fmt: skip
                else:
                    keep(
                        second, w, two, at.cross[1], n, row - kinds[0], datum, by_second, stride,
                        first, one, cells[0], belief[0], m, by_first,
                    )  # fmt: skip
    return worst(find_defects(first, w, one), find_defects(second, w, two))


@njit(**OPTIONS)
@no_type_check
def chance_of(plan, w, a, m, k):
    """P(m | a, k)."""
    if plan.size.is_overt:
        return splat(1.0 if a == m else 0.0)
    return load(w, plan.given.message_prob + (a * plan.size.num_messages + m) * plan.size.num_types + k)


@njit(**APART)
@no_type_check
def respond(plan, w, at, cross, other, matrix, num_scores, first_row, first_own, first_other):
    """The rows of λ Q′ that belong to one mover, centred over its menu.

    Args:
        first_row, first_own, first_other: where the mover's rows, its own columns and the other's begin.
    """
    acts, messages, kinds = plan.size.num_actions, plan.size.num_messages, plan.size.num_types
    other_acts, other_messages, other_kinds = (
        other.size.num_actions,
        other.size.num_messages,
        other.size.num_types,
    )
    for k in range(kinds):
        for a in range(acts):
            row = matrix + (first_row + a * kinds + k) * num_scores
            for column in range(num_scores):
                store(w, row + column, splat(0.0))
            for m in range(messages):
                if plan.size.is_overt and m != a:
                    continue
                sent = where(load(w, plan.given.menu + a) > 0.0, chance_of(plan, w, a, m, k), 0.0)
                for by in range(kinds):
                    moved = sent * gain_by_type(plan, w, at, m, k, by)
                    for act in range(acts):
                        entry = row + first_own + act * kinds + by
                        sway = load(w, plan.room.sway + (act * messages + m) * kinds + by)
                        store(w, entry, load(w, entry) + moved * sway)
                for n in range(other_messages):
                    for by in range(other_kinds):
                        crossed = cross + ((m * kinds + k) * other_messages + n) * other_kinds + by
                        moved = sent * load(w, crossed)
                        for act in range(other_acts):
                            entry = row + first_other + act * other_kinds + by
                            sway = load(w, other.room.sway + (act * other_messages + n) * other_kinds + by)
                            store(w, entry, load(w, entry) + moved * sway)
        for column in range(num_scores):
            total = splat(0.0)
            for a in range(acts):
                total = total + load(w, matrix + (first_row + a * kinds + k) * num_scores + column)
            mean = total / load(w, plan.given.menu_size)
            for a in range(acts):
                entry = matrix + (first_row + a * kinds + k) * num_scores + column
                store(w, entry, where(load(w, plan.given.menu + a) > 0.0, load(w, entry) - mean, 0.0))


@njit(**APART)
@no_type_check
def find_matrix(plan, w, at):
    """λ Q′, centred over the menus; returns the number of its rows."""
    first, second = plan.sides
    one, two = at.sides
    of_first = first.size.num_actions * first.size.num_types
    num_scores = of_first + second.size.num_actions * second.size.num_types
    find_sway(first, w, one)
    find_sway(second, w, two)
    respond(first, w, one, at.cross[0], second, plan.room.matrix, num_scores, 0, 0, of_first)
    respond(second, w, two, at.cross[1], first, plan.room.matrix, num_scores, of_first, of_first, 0)
    return num_scores


@njit(**OPTIONS)
@no_type_check
def centre(plan, w, scores):
    """Takes the mean over the menu off the scores of every type, and leaves nought outside it."""
    acts, kinds = plan.size.num_actions, plan.size.num_types
    for k in range(kinds):
        total = splat(0.0)
        for a in range(acts):
            total = total + where(load(w, plan.given.menu + a) > 0.0, load(w, scores + a * kinds + k), 0.0)
        mean = total / load(w, plan.given.menu_size)
        for a in range(acts):
            entry = scores + a * kinds + k
            store(w, entry, where(load(w, plan.given.menu + a) > 0.0, load(w, entry) - mean, 0.0))


@njit(**APART)
@no_type_check
def pair_step(plan, w, at, step):
    """The change of the scores in one implicit Euler step, and the determinant of c I − λ Q′."""
    room = plan.room
    num_scores = find_matrix(plan, w, at)
    scale, width = 1.0 + 1.0 / step, num_scores + 1
    for row in range(num_scores):
        for column in range(num_scores):
            entry = -load(w, room.matrix + row * num_scores + column)
            store(w, room.system + row * width + column, entry + scale if row == column else entry)
        store(w, room.system + row * width + num_scores, load(w, at.defect + row))
    determinant = eliminate(w, room.system, num_scores, width)
    for row in range(num_scores):
        store(w, room.change + row, load(w, room.system + row * width + num_scores))
    first, second = plan.sides
    centre(first, w, room.change)
    centre(second, w, room.change + first.size.num_actions * first.size.num_types)
    return determinant


@njit(**APART)
@no_type_check
def pair_growth_bound(plan, w, at):
    """No eigenvalue of λ Q′ has a larger real part (`response.largest_growth`)."""
    num_scores, matrix = find_matrix(plan, w, at), plan.room.matrix
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
def pair_entry(plan, w, at, row, column):
    """λ Q′ at two scores; it must have been found (`find_matrix`)."""
    num_scores = at.defect - at.scores
    return load(w, plan.room.matrix + row * num_scores + column)
