"""Implicit Euler steps: equations (5) to (8) of `response.py`, eight nodes at a time.

Where messages are not the actions themselves, (5) is solved for the scores instead of the likelihood ratios. With
Γ(m, k, k′) = λ ∂C_k(m) / ∂ log L(m | k′), the columns of Γ adding up to zero, and the sway
S(a, m, k) = ∂ log L(m | k) / ∂ y(a, k) = P(a | m, k) − σ(a | k),

    λ ∂Q(a, k) / ∂y(a′, k′) = J = Σ_m P(m | a, k) Γ(m, k, k′) S(a′, m, k′).                            (9)

J does not change when all scores of a type do, so that differences to the first action suffice: (A − 1) K unknowns,
fewer than the M (K − 1) likelihood ratios where menus are short and chance adds messages. By Sylvester's identity
det(c I − J) has the sign of det(c I − E G), which is all that (7) asks for.
"""

from __future__ import annotations

from typing import no_type_check

from numba import njit

from detente.game.beliefs import LEAST_PROBABILITY
from detente.solve.kernel.lanes import (
    OPTIONS,
    any_of,
    larger,
    load,
    magnitude,
    root,
    smaller,
    splat,
    store,
    where,
)
from detente.solve.kernel.response import worst


@njit(**OPTIONS)
@no_type_check
def eliminate(w, system, num_rows, num_columns):
    """Turns the columns behind a square matrix into the solutions for them; returns its determinant.

    Gauss's elimination with partial pivoting, in every lane its own.
    """
    determinant = splat(1.0)
    for j in range(num_rows):
        pivot = magnitude(load(w, system + j * num_columns + j))
        for i in range(j + 1, num_rows):
            other = magnitude(load(w, system + i * num_columns + j))
            is_larger = other > pivot
            if any_of(is_larger):
                pivot = larger(other, pivot)
                determinant = where(is_larger, -determinant, determinant)
                for column in range(j, num_columns):
                    upper, lower = (
                        load(w, system + j * num_columns + column),
                        load(w, system + i * num_columns + column),
                    )
                    store(w, system + j * num_columns + column, where(is_larger, lower, upper))
                    store(w, system + i * num_columns + column, where(is_larger, upper, lower))
        diagonal = load(w, system + j * num_columns + j)
        determinant = determinant * diagonal
        inverse = 1.0 / diagonal
        for column in range(j + 1, num_columns):
            store(w, system + j * num_columns + column, load(w, system + j * num_columns + column) * inverse)
        for i in range(j + 1, num_rows):
            factor = load(w, system + i * num_columns + j)
            for column in range(j + 1, num_columns):
                index = system + i * num_columns + column
                store(w, index, load(w, index) - factor * load(w, system + j * num_columns + column))
    for j in range(num_rows - 1, 0, -1):
        for i in range(j):
            factor = load(w, system + i * num_columns + j)
            for column in range(num_rows, num_columns):
                index = system + i * num_columns + column
                store(w, index, load(w, index) - factor * load(w, system + j * num_columns + column))
    return determinant


@njit(**OPTIONS)
@no_type_check
def couple_messages(side, w, at, scale):
    """r_m, B_m⁻¹, and I + Σ_m P_m B_m⁻¹ with its right side of `overt_step`; returns the product of det B_m."""
    size, scratch = side.size, side.scratch
    messages, kinds, axes = size.num_messages, size.num_types, size.num_axes
    width = axes + 1
    determinant = splat(1.0)
    for m in range(messages):
        of_last = load(w, at.defect + m * kinds + axes) - load(w, scratch.mean + axes)
        for d in range(axes):
            store(
                w,
                scratch.right + m * axes + d,
                load(w, at.defect + m * kinds + d) - load(w, scratch.mean + d) - of_last,
            )
            for e in range(axes):
                gain, gain_of_last = (
                    load(w, at.gain + (m * kinds + d) * axes + e),
                    load(w, at.gain + (m * kinds + axes) * axes + e),
                )
                store(w, scratch.system + d * 2 * axes + e, (scale if d == e else 0.0 * scale) - (gain - gain_of_last))
                store(w, scratch.system + d * 2 * axes + axes + e, splat(1.0 if d == e else 0.0))
        determinant = determinant * eliminate(w, scratch.system, axes, 2 * axes)
        for d in range(axes):
            alone = splat(0.0)
            for e in range(axes):
                inverse = load(w, scratch.system + d * 2 * axes + axes + e)
                store(w, scratch.inverse + (m * axes + d) * axes + e, inverse)
                alone = alone + inverse * load(w, scratch.right + m * axes + e)
            store(w, scratch.alone + d, alone)
        for d in range(axes):
            policy, policy_of_last = load(w, at.policy + m * kinds + d), load(w, at.policy + m * kinds + axes)
            for e in range(axes):
                gain, gain_of_last = (
                    load(w, at.gain + (m * kinds + d) * axes + e),
                    load(w, at.gain + (m * kinds + axes) * axes + e),
                )
                pull = policy * gain - policy_of_last * gain_of_last
                for f in range(axes):
                    index = d * width + f
                    inverse = load(w, scratch.inverse + (m * axes + e) * axes + f)
                    store(w, scratch.coupling + index, load(w, scratch.coupling + index) + pull * inverse)
                index = d * width + axes
                store(
                    w, scratch.coupling + index, load(w, scratch.coupling + index) + pull * load(w, scratch.alone + e)
                )
    return determinant


@njit(**OPTIONS)
@no_type_check
def overt_step(side, w, at, scale):
    """Equations (6) and (7) where every action is its own message: δ before it is centred, and the determinant.

    E G is then a block for each message, less a rank of K − 1: what the ratios of one message do to those of another
    passes through the types' mean scores alone. With B_m = c I − (g_k − g_K)(m), P_m the pull of message m on these
    means, and r = E F,

        (I + Σ_m P_m B_m⁻¹) w = Σ_m P_m B_m⁻¹ r_m,    δℓ_m = B_m⁻¹ (r_m − w)

    (Woodbury 1950).
    """
    size, scratch = side.size, side.scratch
    messages, kinds, axes = size.num_messages, size.num_types, size.num_axes
    width = axes + 1
    for d in range(axes):
        for e in range(width):
            store(w, scratch.coupling + d * width + e, splat(1.0 if d == e else 0.0))
    for k in range(kinds):
        mean = splat(0.0)
        for a in range(messages):
            mean = mean + load(w, at.policy + a * kinds + k) * load(w, at.defect + a * kinds + k)
        store(w, scratch.mean + k, mean)
    determinant = couple_messages(side, w, at, scale)
    determinant = determinant * eliminate(w, scratch.coupling, axes, width)
    for m in range(messages):
        for k in range(kinds):
            store(w, scratch.change + m * kinds + k, load(w, at.defect + m * kinds + k))
        for d in range(axes):
            ratio_change = splat(0.0)
            for e in range(axes):
                rest = load(w, scratch.right + m * axes + e) - load(w, scratch.coupling + e * width + axes)
                ratio_change = ratio_change + load(w, scratch.inverse + (m * axes + d) * axes + e) * rest
            for k in range(kinds):
                index = m * kinds + k
                moved = load(w, at.gain + index * axes + d) * ratio_change
                store(w, scratch.change + index, load(w, scratch.change + index) + moved)
    return determinant


@njit(**OPTIONS)
@no_type_check
def find_own_sway(side, w, at):
    """The sway S(a, m, k) = ∂ log L(m | k) / ∂ y(a, k) = P(a | m, k) − σ(a | k)."""
    size, given, scratch = side.size, side.given, side.scratch
    acts, messages, kinds = size.num_actions, size.num_messages, size.num_types
    for a in range(acts):
        for m in range(messages):
            for k in range(kinds):
                policy = load(w, at.policy + a * kinds + k)
                if size.is_overt:
                    sway = (load(w, given.menu + a) if a == m else splat(0.0)) - policy
                else:
                    likelihood = load(w, at.likelihood + m * kinds + k)
                    sent = policy * load(w, given.message_prob + (a * messages + m) * kinds + k)
                    sway = where(likelihood > 0.0, sent / larger(likelihood, LEAST_PROBABILITY) - policy, 0.0)
                store(w, scratch.sway + (a * messages + m) * kinds + k, sway)


@njit(**OPTIONS)
@no_type_check
def gain_by_type(side, w, at, m, k, by):
    """Γ(m, k, by) = λ ∂C_k(m) / ∂ log L(m | by) of equation (9)."""
    size = side.size
    first = (m * size.num_types + k) * size.num_axes
    if by < size.num_axes:
        return load(w, at.gain + first + by)
    total = splat(0.0)
    for d in range(size.num_axes):
        total = total - load(w, at.gain + first + d)
    return total


@njit(**OPTIONS)
@no_type_check
def hidden_step(side, w, at, scale):
    """Equation (5) by way of (9): δ before it is centred, and a determinant of the sign of (7)'s."""
    size, given, scratch = side.size, side.given, side.scratch
    acts, messages, kinds = size.num_actions, size.num_messages, size.num_types
    unknowns = (acts - 1) * kinds
    width = unknowns + 1
    find_own_sway(side, w, at)
    for row in range(unknowns):
        for column in range(width):
            store(w, scratch.system + row * width + column, scale if row == column else 0.0 * scale)
    for k in range(kinds):
        for by in range(kinds):
            for m in range(messages):
                gain = gain_by_type(side, w, at, m, k, by)
                of_first = load(w, given.message_prob + m * kinds + k)
                for a in range(1, acts):
                    sent = load(w, given.message_prob + (a * messages + m) * kinds + k) - of_first
                    moved = where(load(w, given.menu + a) > 0.0, sent * gain, 0.0)
                    for other in range(1, acts):
                        index = ((a - 1) * kinds + k) * width + (other - 1) * kinds + by
                        sway = load(w, scratch.sway + (other * messages + m) * kinds + by)
                        store(w, scratch.system + index, load(w, scratch.system + index) - moved * sway)
    for a in range(1, acts):
        for k in range(kinds):
            defect = load(w, at.defect + a * kinds + k) - load(w, at.defect + k)
            store(
                w,
                scratch.system + ((a - 1) * kinds + k) * width + unknowns,
                where(load(w, given.menu + a) > 0.0, defect, 0.0),
            )
    determinant = eliminate(w, scratch.system, unknowns, width)
    for a in range(acts):
        for k in range(kinds):
            store(w, scratch.change + a * kinds + k, load(w, at.defect + a * kinds + k))
    for m in range(messages):
        for by in range(kinds):
            told = splat(0.0)
            for a in range(1, acts):
                change = load(w, scratch.system + ((a - 1) * kinds + by) * width + unknowns)
                told = told + load(w, scratch.sway + (a * messages + m) * kinds + by) * change
            for k in range(kinds):
                kick = gain_by_type(side, w, at, m, k, by) * told
                for a in range(acts):
                    index = a * kinds + k
                    sent = load(w, given.message_prob + (a * messages + m) * kinds + k)
                    store(w, scratch.change + index, load(w, scratch.change + index) + sent * kick)
    return determinant


@njit(**OPTIONS)
@no_type_check
def direct_step(side, w, at):
    """Equation (5) where no continuation depends on the belief about the mover: λ Q′ = 0, so that c δ = F."""
    for i in range(side.size.num_actions * side.size.num_types):
        store(w, side.scratch.change + i, load(w, at.defect + i))
    return splat(1.0)


@njit(**OPTIONS)
@no_type_check
def euler_step(side, w, at, step):
    """Equation (5): the change δ of the scores in one implicit Euler step, and a determinant for (7)."""
    size, scale = side.size, 1.0 + 1.0 / step
    if size.num_axes == 0:
        determinant = direct_step(side, w, at)
    else:
        determinant = overt_step(side, w, at, scale) if size.is_overt else hidden_step(side, w, at, scale)
    centre_change(side, w, scale)
    return determinant


@njit(**OPTIONS)
@no_type_check
def centre_change(side, w, scale):
    """Takes the mean over the menu off the change of every type's scores, and divides by c."""
    given, scratch = side.given, side.scratch
    acts, kinds = side.size.num_actions, side.size.num_types
    for k in range(kinds):
        total = splat(0.0)
        for a in range(acts):
            total = total + where(load(w, given.menu + a) > 0.0, load(w, scratch.change + a * kinds + k), 0.0)
        mean = total / load(w, given.menu_size)
        for a in range(acts):
            change = (load(w, scratch.change + a * kinds + k) - mean) / scale
            store(w, scratch.change + a * kinds + k, where(load(w, given.menu + a) > 0.0, change, 0.0))


@njit(**OPTIONS)
@no_type_check
def response_entry(side, w, at, row, column):
    """E G of equation (6) at (m, d), (n, e), rows and columns being m (K − 1) + d; the sway must be known."""
    size, given, scratch = side.size, side.given, side.scratch
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    m, d, n, e = row // axes, row % axes, column // axes, column % axes
    of_type, of_last = splat(0.0), splat(0.0)
    if size.is_overt:
        of_type = load(w, scratch.sway + (n * messages + m) * kinds + d)
        of_last = load(w, scratch.sway + (n * messages + m) * kinds + axes)
    else:
        for a in range(acts):
            place, sent = (a * messages + m) * kinds, (a * messages + n) * kinds
            of_type = of_type + load(w, scratch.sway + place + d) * load(w, given.message_prob + sent + d)
            of_last = of_last + load(w, scratch.sway + place + axes) * load(w, given.message_prob + sent + axes)
    gain, gain_of_last = load(w, at.gain + (n * kinds + d) * axes + e), load(w, at.gain + (n * kinds + axes) * axes + e)
    return of_type * gain - of_last * gain_of_last


@njit(**OPTIONS)
@no_type_check
def growth_of_two(a, b, c, d):
    """The largest real part of an eigenvalue of the matrix with rows a, b and c, d."""
    half = 0.5 * (a - d)
    return 0.5 * (a + d) + root(worst(splat(0.0), half * half + b * c))


@njit(**OPTIONS)
@no_type_check
def growth_bound(side, w, at):
    """ρ of equation (8): no eigenvalue of E G has a larger real part."""
    if side.size.num_messages * side.size.num_axes == 0:
        return splat(0.0)
    find_own_sway(side, w, at)
    return bound_entries(side, w, at, response_entry)


@njit(**OPTIONS)
@no_type_check
def bound_entries(side, w, at, entry_at):
    """A bound on the real parts of a matrix's eigenvalues, by its entries.

    Of two rows the largest itself; of more by Gershgorin's circles, of the rows or of the columns.
    """
    scratch, num = side.scratch, side.size.num_messages * side.size.num_axes
    if num == 2:
        a, b = entry_at(side, w, at, 0, 0), entry_at(side, w, at, 0, 1)
        c, d = entry_at(side, w, at, 1, 0), entry_at(side, w, at, 1, 1)
        return growth_of_two(a, b, c, d)
    for row in range(num):
        store(w, scratch.rows + row, splat(0.0))
        store(w, scratch.columns + row, splat(0.0))
    for row in range(num):
        for column in range(num):
            entry = entry_at(side, w, at, row, column)
            # The centre of a circle, or what its radius grows by.
            part = entry if row == column else magnitude(entry)
            store(w, scratch.rows + row, load(w, scratch.rows + row) + part)
            store(w, scratch.columns + column, load(w, scratch.columns + column) + part)
    by_rows, by_columns = load(w, scratch.rows), load(w, scratch.columns)
    for row in range(1, num):
        by_rows = worst(by_rows, load(w, scratch.rows + row))
        by_columns = worst(by_columns, load(w, scratch.columns + row))
    return smaller(by_rows, by_columns)
