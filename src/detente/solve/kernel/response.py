"""The logit response of an informed mover at many nodes: a fixed point for each, eight nodes at a time.

A node is one public state and public belief at which an actor with K types moves. Unknown are its scores y(a, k), with
σ(a | k) = softmax over a of y(a, k) + log η(a | k), where η is the anchor, what is done if nothing presses
(docs/theory/habits.md); without one it is uniform. With the posterior log-odds z′ after message m,

    L(m | k) = Σ_a σ(a | k) P(m | a, k)                                                      (1)
    z′(m)    = z + log L(m | ·) − log L(m | K − 1)                                            (2)
    Q(a, k)  = u(a, k) + Σ_m P(m | a, k) C_k(m, z′(m))                                       (3)
    F(y)     = λ Q(σ(y)) − y = 0                                                             (4)

The precision λ may be each type's own. Plain iteration of (4) fails silently where λ times the spread of values is
large. Solved here by pseudo-transient continuation (Kelley and Keyes 1998): implicit Euler steps of the logit dynamic
dy/dτ = F(y) from y = 0, which is play by the anchor,

    (1 + 1/h) δ − λ Q′ δ = F,    h grows as the residual falls,                              (5)

so that it follows the branch to which play would drift, and ends as Newton's method. Q depends on y only through the
M (K − 1) log-likelihood ratios ℓ, so with δℓ = E δ and λ Q′ = G E, (5) is the small system

    (c I − E G) δℓ = E F,    δ = (F + G δℓ) / c,    c = 1 + 1/h.                             (6)

Along a direction in which play drifts away from a solution, with rate μ > 0, a step of (5) goes the right way only
while h μ < 1; a longer one jumps back to the unstable solution. One such direction flips the sign of a determinant, so

    det(c I − E G) > 0                                                                       (7)

is required of every step, and h shrinks where it fails. A stable solution exists at every node where one exists that is
unstable in one direction (the indices of all solutions add up to one). Two such directions leave the sign as it is. A
careful step keeps h below what every direction allows: with ρ ≥ Re μ′ for all eigenvalues μ′ of E G, by Gershgorin,

    h (ρ − 1) ≤ 1/2.                                                                         (8)

Careful steps are too many for every node. They are taken only where the solution turns out to be unstable
(`search.py`), which is where an eigenvalue of E G has a real part above one.

Stopping rule: |σ − softmax(λ Q + log η)| below the tolerance in every entry of the node. Here are the equations (1) to
(4); `euler.py` has the step, `steps.py` the loop, `extras.py` what few movers have. Eight nodes stand in the lanes of
vectors (`lanes.py`), each at its own pace: one that has arrived is written down and the next one takes its lane. The
sizes of menus, types and messages are ordinary numbers, so that all crises share one compiled program.

Sources: R. McKelvey and T. Palfrey, Quantal response equilibria for extensive form games, Experimental Economics 1
(1998) 9–41; C. T. Kelley and D. E. Keyes, Convergence analysis of pseudo-transient continuation, SIAM J. Numer. Anal.
35 (1998) 508–523.
"""

from __future__ import annotations

from typing import no_type_check

import numpy as np
from numba import njit

from detente.game.beliefs import LEAST_PROBABILITY
from detente.solve.kernel.lanes import (
    OPTIONS,
    any_of,
    as_lanes,
    exponential,
    gather_four,
    larger,
    load,
    logarithm,
    magnitude,
    smaller,
    splat,
    store,
    where,
    whole_part,
)
from detente.solve.stepping import LOWEST_SCORE


@njit(**OPTIONS)
@no_type_check
def worst(so_far, x):
    """The larger number; not a number as soon as one was not."""
    return where((so_far >= x) | ~(so_far >= so_far), so_far, x)


@njit(**OPTIONS)
@no_type_check
def find_policy(side, w, at, scores):
    """σ and its logarithm: softmax of what stands at `scores`, which may be where the logarithm is written."""
    given, log_policy = side.given, side.scratch.log_policy
    acts, kinds = side.size.num_actions, side.size.num_types
    for k in range(kinds):
        best = splat(-np.inf)
        for a in range(acts):
            best = larger(where(load(w, given.menu + a) > 0.0, load(w, scores + a * kinds + k), -np.inf), best)
        total = splat(0.0)
        for a in range(acts):
            is_there = load(w, given.menu + a) > 0.0
            above = where(is_there, load(w, scores + a * kinds + k) - best, 0.0)
            weight = where(is_there, exponential(larger(above, LOWEST_SCORE)), 0.0)
            store(w, log_policy + a * kinds + k, above)
            store(w, at.policy + a * kinds + k, weight)
            total = total + weight
        share, log_total = 1.0 / total, logarithm(total)
        for a in range(acts):
            store(w, at.policy + a * kinds + k, load(w, at.policy + a * kinds + k) * share)
            store(w, log_policy + a * kinds + k, load(w, log_policy + a * kinds + k) - log_total)


@njit(**OPTIONS)
@no_type_check
def find_own_posteriors(side, w, at):
    """Equations (1) and (2), from σ: L and the posteriors by Bayes' rule; play updates by `game.beliefs.update`."""
    size, given, scratch = side.size, side.given, side.scratch
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    for m in range(messages):
        if not size.is_overt:
            for k in range(kinds):
                total = splat(0.0)
                for a in range(acts):
                    sent = load(w, given.message_prob + (a * messages + m) * kinds + k)
                    total = total + load(w, at.policy + a * kinds + k) * sent
                store(w, at.likelihood + m * kinds + k, total)
            least = larger(load(w, at.likelihood + m * kinds + axes), LEAST_PROBABILITY)
        for d in range(axes):
            if size.is_overt:
                # Not from σ, which can be too small to be told from zero.
                ratio = load(w, scratch.log_policy + m * kinds + d) - load(w, scratch.log_policy + m * kinds + axes)
            else:
                ratio = logarithm(larger(load(w, at.likelihood + m * kinds + d), LEAST_PROBABILITY) / least)
            store(w, scratch.posterior + m * axes + d, load(w, given.log_odds + d) + ratio)


@njit(**OPTIONS)
@no_type_check
def weighted(w, weights, datum, up, by):
    """Σ over both corners and orders of one axis of the Hermite interpolant: basis times datum."""
    low = load(w, weights) * load(w, datum) + load(w, weights + 1) * load(w, datum + by)
    return low + load(w, weights + 2) * load(w, datum + up) + load(w, weights + 3) * load(w, datum + up + by)


@njit(**OPTIONS)
@no_type_check
def find_cell(w, posterior, bases, slopes, axes, points, limit, factor):
    """Where z′ lies on the grid: the Hermite bases of its cell, and their derivatives by z′ times a factor.

    Returns the place of the cell's first corner, which log-odds is the largest, and whether it takes the others along.
    """
    per_step = (points - 1) / (2 * limit)
    largest, which = splat(-np.inf), splat(0.0)
    for d in range(axes):
        z = load(w, posterior + d)
        which = where(z > largest, d, which)
        largest = larger(z, largest)
    excess = larger(largest - limit, 0.0) if axes > 1 else splat(0.0)
    takes_along = excess > 0.0
    place = splat(0.0)
    for d in range(axes):
        held = load(w, posterior + d) - excess
        position = smaller(larger((held + limit) * per_step, 0.0), points - 1.0)
        low = smaller(as_lanes(whole_part(position)), points - 2.0)
        place = place * points + low
        is_inside = (magnitude(held) < limit) & ~(takes_along & (magnitude(which - d) < 0.5))
        rate = where(is_inside, per_step * factor, 0.0)
        t = position - low
        s = 1.0 - t
        store(w, bases + 4 * d, (1.0 + 2.0 * t) * s * s)
        store(w, bases + 4 * d + 1, t * s * s)
        store(w, bases + 4 * d + 2, t * t * (3.0 - 2.0 * t))
        store(w, bases + 4 * d + 3, -(t * t * s))
        store(w, slopes + 4 * d, -6.0 * t * s * rate)
        store(w, slopes + 4 * d + 1, s * (1.0 - 3.0 * t) * rate)
        store(w, slopes + 4 * d + 2, 6.0 * t * s * rate)
        store(w, slopes + 4 * d + 3, t * (3.0 * t - 2.0) * rate)
    return place, which, takes_along


@njit(**OPTIONS)
@no_type_check
def read_cell(w, table, place, shift, data, rows, axes, points):
    """Reads C and its grid derivatives at the corners of a cell: by corner, row and order of derivatives.

    Args:
        place: of the cell's first corner. shift: of the table's part, in grid points.
        axes, points: of two grids, one for each mover; the last axes are those of the second one.
    """
    num_axes = axes[0] + axes[1]
    orders = 2**num_axes
    width = rows * orders
    first, run = whole_part(place) * width, min(2, orders)
    for corner in range(0, orders, run):
        point, stride = shift, 1
        for d in range(num_axes - 1, -1, -1):
            point += ((corner >> (num_axes - 1 - d)) & 1) * stride
            stride *= points[1] if d >= axes[0] else points[0]
        for datum in range(0, run * width, 4):
            four = gather_four(table, first, point * width + datum)
            for i in range(4):
                store(w, data + corner * width + datum + i, four[i])


@njit(**OPTIONS)
@no_type_check
def reduce_cell(w, data, bases, slopes, rows, axes):
    """C_k(z′) and ∂C_k / ∂z′_d from a cell: row k's value at entry k 2^D, ∂/∂z_d (1 + d) 4^D K behind it.

    One axis after the other is summed over. D are the axes, K the rows.
    """
    orders = 2**axes
    width = rows * orders
    for d in range(axes - 1, -1, -1):
        up, by = width * 2 ** (axes - 1 - d), 2 ** (axes - 1 - d)
        for corner in range(2**d):
            for k in range(rows):
                for order in range(2**d):
                    datum = data + 2 * corner * up + k * orders + 2 * order * by
                    slope = weighted(w, slopes + 4 * d, datum, up, by)
                    store(w, datum, weighted(w, bases + 4 * d, datum, up, by))
                    for other in range(d + 1, axes):
                        place_of = datum + (1 + other) * orders * width
                        store(w, place_of, weighted(w, bases + 4 * d, place_of, up, by))
                    store(w, datum + (1 + d) * orders * width, slope)


@njit(**OPTIONS)
@no_type_check
def interpolate_after(side, w, table, at, m):
    """C_k(m, z′(m)) of equation (3) and λ ∂C_k(m) / ∂z_d, interpolated at the posterior after message m."""
    size, given, scratch = side.size, side.given, side.scratch
    kinds, axes, points = size.num_types, size.num_axes, size.num_points
    place, which, takes_along = find_cell(
        w,
        scratch.posterior + m * axes,
        scratch.bases,
        scratch.slopes,
        axes,
        points,
        size.limit,
        load(w, given.precision),
    )
    read_cell(w, table, load(w, given.offset) + place, m * size.num_places, scratch.data, kinds, (0, axes), (1, points))
    reduce_cell(w, scratch.data, scratch.bases, scratch.slopes, kinds, axes)
    orders = 2**axes
    for k in range(kinds):
        store(w, scratch.after + m * kinds + k, load(w, scratch.data + k * orders))
        for d in range(axes):
            slope = load(w, scratch.data + (1 + d) * orders * orders * kinds + k * orders)
            store(w, at.gain + (m * kinds + k) * axes + d, slope)
    if axes > 1 and any_of(takes_along):
        for k in range(kinds):
            total = splat(0.0)
            for d in range(axes):
                total = total + load(w, at.gain + (m * kinds + k) * axes + d)
            for d in range(axes):
                index = (m * kinds + k) * axes + d
                is_taking = takes_along & (magnitude(which - d) < 0.5)
                store(w, at.gain + index, where(is_taking, -total, load(w, at.gain + index)))


@njit(**OPTIONS)
@no_type_check
def own_value(side, w, a, k):
    """Equation (3): Q(a, k), of a type that stays what it is."""
    size, given, scratch = side.size, side.given, side.scratch
    messages, kinds = size.num_messages, size.num_types
    value = load(w, given.payoff + a * kinds + k)
    if size.is_overt:
        return value + load(w, scratch.after + a * kinds + k)
    for m in range(messages):
        sent = load(w, given.message_prob + (a * messages + m) * kinds + k)
        value = value + sent * load(w, scratch.after + m * kinds + k)
    return value


@njit(**OPTIONS)
@no_type_check
def shared_precision(side, w, k):  # noqa: ARG001
    """λ where all types have the same."""
    return load(w, side.given.precision)


@njit(**OPTIONS)
@no_type_check
def evaluate(side, w, table, at):
    """Equations (1) to (4) at the scores. Returns a bound on the residual, max |F| / 2.

    Along the way from y to y + F every entry of softmax moves by σ (1 − σ) ≤ 1/4 times the spread of F, and the spread
    is at most 2 max |F|.
    """
    find_policy(side, w, at, at.scores)
    find_own_posteriors(side, w, at)
    for m in range(side.size.num_messages):
        interpolate_after(side, w, table, at, m)
    clear_gains(side, w, at)
    return subtract(side, w, at, own_value, shared_precision)


@njit(**OPTIONS)
@no_type_check
def clear_gains(side, w, at):
    """What would follow an action that cannot be taken must not turn the sign of (7)."""
    size, given = side.size, side.given
    messages, kinds, axes = size.num_messages, size.num_types, size.num_axes
    if size.is_overt:
        for m in range(messages):
            is_there = load(w, given.menu + m) > 0.0
            for index in range(m * kinds * axes, (m + 1) * kinds * axes):
                store(w, at.gain + index, where(is_there, load(w, at.gain + index), 0.0))


@njit(**OPTIONS)
@no_type_check
def subtract(side, w, at, value_of, precision_of_type):
    """λ Q − y, centred over the menu; returns its largest entry's half."""
    given, acts, kinds = side.given, side.size.num_actions, side.size.num_types
    bound = splat(0.0)
    for k in range(kinds):
        total, precision = splat(0.0), precision_of_type(side, w, k)
        for a in range(acts):
            wanted = precision * value_of(side, w, a, k)
            defect = where(load(w, given.menu + a) > 0.0, wanted - load(w, at.scores + a * kinds + k), 0.0)
            store(w, at.defect + a * kinds + k, defect)
            total = total + defect
        mean = total / load(w, given.menu_size)
        for a in range(acts):
            defect = where(load(w, given.menu + a) > 0.0, load(w, at.defect + a * kinds + k) - mean, 0.0)
            store(w, at.defect + a * kinds + k, defect)
            bound = worst(bound, magnitude(defect))
    return 0.5 * bound
