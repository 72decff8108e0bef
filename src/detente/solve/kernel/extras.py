"""The equations of movers that have what few have: an anchor, a precision by type, or types that shift.

They are those of `response.py` and `euler.py` with the parts that differ put in, compiled a second time. Whether a
mover has any of it is asked once in every call from Python, so that all others' equations have no branch for it. Where
two move at once, it is asked once for all cells.
"""

from __future__ import annotations

from typing import no_type_check

from numba import njit

from detente.solve.kernel.euler import (
    bound_entries,
    centre_change,
    eliminate,
    euler_step,
    find_own_sway,
    response_entry,
)
from detente.solve.kernel.lanes import APART, OPTIONS, load, splat, store, where
from detente.solve.kernel.response import (
    clear_gains,
    find_own_posteriors,
    find_policy,
    interpolate_after,
    own_value,
    shared_precision,
    subtract,
)
from detente.solve.kernel.shift import (
    find_shifted_posteriors,
    find_shifted_sway,
    set_shifted_system,
    shifted_entry,
    shifted_value,
    take_shifted_step,
)
from detente.solve.stepping import OUT_OF_MENU


@njit(**OPTIONS)
@no_type_check
def has_extras(size):
    """Whether a mover has any of it."""
    return size.has_anchor or size.is_by_type or size.is_shifting


@njit(**OPTIONS)
@no_type_check
def precision_of(side, w, k):
    """λ of a type."""
    precision = load(w, side.given.precision)
    if side.size.is_by_type:
        return precision * load(w, side.given.sharpness + k)
    return precision


@njit(**APART)
@no_type_check
def find_anchored_policy(side, w, at):
    """σ and its logarithm where there is an anchor; nothing of an act that the type's menu lacks."""
    anchor, log_policy = side.given.anchor, side.scratch.log_policy
    cells = side.size.num_actions * side.size.num_types
    for cell in range(cells):
        store(w, log_policy + cell, load(w, at.scores + cell) + load(w, anchor + cell))
    find_policy(side, w, at, log_policy)
    for cell in range(cells):
        is_there = load(w, anchor + cell) > 0.5 * OUT_OF_MENU
        store(w, at.policy + cell, where(is_there, load(w, at.policy + cell), 0.0))


@njit(**OPTIONS)
@no_type_check
def find_posteriors(side, w, at):
    """Equations (1) and (2): σ, L and the posteriors of any mover."""
    if side.size.has_anchor:
        find_anchored_policy(side, w, at)
    else:
        find_policy(side, w, at, at.scores)
    if side.size.is_shifting:
        find_shifted_posteriors(side, w, at)
    else:
        find_own_posteriors(side, w, at)


@njit(**OPTIONS)
@no_type_check
def action_value(side, w, a, k):
    """Equation (3): Q(a, k), of any type."""
    if side.size.is_shifting:
        return shifted_value(side, w, a, k)
    return own_value(side, w, a, k)


@njit(**APART)
@no_type_check
def sharpen(side, w, at):
    """Makes of the largest type's λ ∂C_k(m) / ∂z_d that of every type."""
    size = side.size
    for index in range(size.num_messages * size.num_types * size.num_axes):
        sharpness = load(w, side.given.sharpness + index // size.num_axes % size.num_types)
        store(w, at.gain + index, sharpness * load(w, at.gain + index))


@njit(**APART)
@no_type_check
def subtract_any(side, w, at):
    """`subtract` where λ differs by type, or types shift."""
    return subtract(side, w, at, action_value, precision_of)


@njit(**OPTIONS)
@no_type_check
def find_defects(side, w, at):
    """Equation (4): F, centred over the menu; returns max |F| / 2."""
    clear_gains(side, w, at)
    if side.size.is_by_type or side.size.is_shifting:
        return subtract_any(side, w, at)
    return subtract(side, w, at, own_value, shared_precision)


@njit(**APART)
@no_type_check
def evaluate_any(side, w, table, at):
    """`evaluate` for those that have an anchor, a precision of their own or types that shift."""
    find_posteriors(side, w, at)
    for m in range(side.size.num_messages):
        interpolate_after(side, w, table, at, m)
    # Where types change, the precision is that of the type before (`shift.py`).
    if side.size.is_by_type and not side.size.is_shifting:
        sharpen(side, w, at)
    return find_defects(side, w, at)


@njit(**OPTIONS)
@no_type_check
def find_sway(side, w, at):
    """The sway of any mover."""
    if side.size.is_shifting:
        find_shifted_sway(side, w, at)
    else:
        find_own_sway(side, w, at)


@njit(**OPTIONS)
@no_type_check
def any_entry(side, w, at, row, column):
    """E G of equation (6), or W G of `shift.py`, at (m, d), (n, e); the sway must be known."""
    if side.size.is_shifting:
        return shifted_entry(side, w, at, row, column)
    return response_entry(side, w, at, row, column)


@njit(**APART)
@no_type_check
def growth_bound_any(side, w, at):
    """`growth_bound` of E G or of W G."""
    if side.size.num_messages * side.size.num_axes == 0:
        return splat(0.0)
    find_sway(side, w, at)
    return bound_entries(side, w, at, any_entry)


@njit(**APART)
@no_type_check
def euler_step_any(side, w, at, step):
    """`euler_step` for those that have an anchor, a precision of their own or types that shift."""
    if not side.size.is_shifting or side.size.num_axes == 0:
        return euler_step(side, w, at, step)
    scratch, scale = side.scratch, 1.0 + 1.0 / step
    num = set_shifted_system(side, w, at, scale)
    determinant = eliminate(w, scratch.system, num, num + 1)
    take_shifted_step(side, w, at, num)
    centre_change(side, w, scale)
    return determinant
