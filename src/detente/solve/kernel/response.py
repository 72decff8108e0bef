"""The equations of `solve/response.py` for a processor: eight nodes at a time, every one at its own pace.

`response.advance` takes every step at all nodes of a block together, which is what an accelerator likes: each operation
is one pass over memory, and all wait for the slowest node. Here eight nodes stand in the lanes of vectors
(`lanes.py`), and everything that their steps need stays in a core's nearest cache. A node that has arrived is written
down and the next one takes its lane. The sizes of menus, types and messages are ordinary numbers, so that all crises
share one compiled program.

The numbers in brackets are those of `solve/response.py`, and so is every constant; the last bits differ, as sums are
added up in another order. Here are the equations (1) to (4); `euler.py` has the step.
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
from detente.solve.response import (
    LOWEST_SCORE,
)


@njit(**OPTIONS)
@no_type_check
def worst(so_far, x):
    """The larger number, or none as soon as one was none."""
    return where((so_far >= x) | ~(so_far >= so_far), so_far, x)


@njit(**OPTIONS)
@no_type_check
def tell(plan, w, at):
    """σ, L and the posteriors, equations (1) and (2)."""
    size, given, room = plan.size, plan.given, plan.room
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    for k in range(kinds):
        best = splat(-np.inf)
        for a in range(acts):
            best = larger(where(load(w, given.menu + a) > 0.0, load(w, at.scores + a * kinds + k), -np.inf), best)
        total = splat(0.0)
        for a in range(acts):
            is_there = load(w, given.menu + a) > 0.0
            above = where(is_there, load(w, at.scores + a * kinds + k) - best, 0.0)
            weight = where(is_there, exponential(larger(above, LOWEST_SCORE)), 0.0)
            store(w, room.log_policy + a * kinds + k, above)
            store(w, at.policy + a * kinds + k, weight)
            total = total + weight
        share, log_total = 1.0 / total, logarithm(total)
        for a in range(acts):
            store(w, at.policy + a * kinds + k, load(w, at.policy + a * kinds + k) * share)
            store(w, room.log_policy + a * kinds + k, load(w, room.log_policy + a * kinds + k) - log_total)
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
                ratio = load(w, room.log_policy + m * kinds + d) - load(w, room.log_policy + m * kinds + axes)
            else:
                ratio = logarithm(larger(load(w, at.likelihood + m * kinds + d), LEAST_PROBABILITY) / least)
            store(w, room.posterior + m * axes + d, load(w, given.log_odds + d) + ratio)


@njit(**OPTIONS)
@no_type_check
def weighted(w, weights, datum, up, by):
    """The sum over both corners and orders of an axis."""
    low = load(w, weights) * load(w, datum) + load(w, weights + 1) * load(w, datum + by)
    return low + load(w, weights + 2) * load(w, datum + up) + load(w, weights + 3) * load(w, datum + up + by)


@njit(**OPTIONS)
@no_type_check
def interpolate_after(plan, w, table, at, m):
    """C_k(m) and λ ∂C_k(m) / ∂z_d at the posterior after message m (`interpolation.interpolate`)."""
    size, given, room = plan.size, plan.given, plan.room
    kinds, axes, points, limit = size.num_types, size.num_axes, size.num_points, size.limit
    per_step = (points - 1) / (2 * limit)
    largest, which = load(w, room.posterior + m * axes), splat(0.0)
    for d in range(1, axes):
        z = load(w, room.posterior + m * axes + d)
        which = where(z > largest, d, which)
        largest = larger(z, largest)
    excess = larger(largest - limit, 0.0) if axes > 1 else splat(0.0)
    takes_along = excess > 0.0
    place = load(w, given.offset)
    stride = points ** (axes - 1)
    for d in range(axes):
        held = load(w, room.posterior + m * axes + d) - excess
        position = smaller(larger((held + limit) * per_step, 0.0), points - 1.0)
        low = smaller(as_lanes(whole_part(position)), points - 2.0)
        place = place + low * stride
        stride //= points
        is_inside = (magnitude(held) < limit) & ~(takes_along & (magnitude(which - d) < 0.5))
        rate = where(is_inside, per_step * load(w, given.precision), 0.0)
        t = position - low
        s = 1.0 - t
        store(w, room.bases + 4 * d, (1.0 + 2.0 * t) * s * s)
        store(w, room.bases + 4 * d + 1, t * s * s)
        store(w, room.bases + 4 * d + 2, t * t * (3.0 - 2.0 * t))
        store(w, room.bases + 4 * d + 3, -(t * t * s))
        store(w, room.slopes + 4 * d, -6.0 * t * s * rate)
        store(w, room.slopes + 4 * d + 1, s * (1.0 - 3.0 * t) * rate)
        store(w, room.slopes + 4 * d + 2, 6.0 * t * s * rate)
        store(w, room.slopes + 4 * d + 3, t * (3.0 * t - 2.0) * rate)
    # The data of a cell by corner, type and order; those of the corners along the last axis lie side by side.
    orders, first = 2**axes, whole_part(place) * (kinds * 2**axes)
    width = kinds * orders
    for corner in range(0, orders, 2):
        shift, stride = m * size.num_places, points
        for d in range(axes - 2, -1, -1):
            shift += ((corner >> (axes - 1 - d)) & 1) * stride
            stride *= points
        for datum in range(0, 2 * width, 4):
            four = gather_four(table, first, shift * width + datum)
            for i in range(4):
                store(w, room.data + corner * width + datum + i, four[i])
    # One axis after the other is summed over; what is left stands at the first corner and order of each sum.
    for d in range(axes - 1, -1, -1):
        up, by = width * 2 ** (axes - 1 - d), 2 ** (axes - 1 - d)
        for corner in range(2**d):
            for k in range(kinds):
                for order in range(2**d):
                    datum = room.data + 2 * corner * up + k * orders + 2 * order * by
                    slope = weighted(w, room.slopes + 4 * d, datum, up, by)
                    store(w, datum, weighted(w, room.bases + 4 * d, datum, up, by))
                    for other in range(d + 1, axes):
                        place_of = datum + (1 + other) * orders * width
                        store(w, place_of, weighted(w, room.bases + 4 * d, place_of, up, by))
                    store(w, datum + (1 + d) * orders * width, slope)
    for k in range(kinds):
        store(w, room.after + m * kinds + k, load(w, room.data + k * orders))
        for d in range(axes):
            slope = load(w, room.data + (1 + d) * orders * width + k * orders)
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
def action_value(plan, w, a, k):
    """Q(a, k), equation (3)."""
    size, given, room = plan.size, plan.given, plan.room
    messages, kinds = size.num_messages, size.num_types
    value = load(w, given.payoff + a * kinds + k)
    if size.is_overt:
        return value + load(w, room.after + a * kinds + k)
    for m in range(messages):
        sent = load(w, given.message_prob + (a * messages + m) * kinds + k)
        value = value + sent * load(w, room.after + m * kinds + k)
    return value


@njit(**OPTIONS)
@no_type_check
def evaluate(plan, w, table, at):
    """Everything at the scores: equations (1) to (4). Returns a bound on the residual, max |F| / 2."""
    size, given = plan.size, plan.given
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    tell(plan, w, at)
    for m in range(messages):
        interpolate_after(plan, w, table, at, m)
        if size.is_overt:
            # What would follow an action that cannot be taken must not turn the sign of (7).
            is_there = load(w, given.menu + m) > 0.0
            for index in range(m * kinds * axes, (m + 1) * kinds * axes):
                store(w, at.gain + index, where(is_there, load(w, at.gain + index), 0.0))
    precision = load(w, given.precision)
    bound = splat(0.0)
    for k in range(kinds):
        total = splat(0.0)
        for a in range(acts):
            wanted = precision * action_value(plan, w, a, k)
            defect = where(load(w, given.menu + a) > 0.0, wanted - load(w, at.scores + a * kinds + k), 0.0)
            store(w, at.defect + a * kinds + k, defect)
            total = total + defect
        mean = total / load(w, given.menu_size)
        for a in range(acts):
            defect = where(load(w, given.menu + a) > 0.0, load(w, at.defect + a * kinds + k) - mean, 0.0)
            store(w, at.defect + a * kinds + k, defect)
            bound = worst(bound, magnitude(defect))
    return 0.5 * bound
