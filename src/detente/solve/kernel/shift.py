"""A mover whose type may be another one after its move: what differs from `response.py`.

A move shifts the mover's type from k to k′ with the probability P(m, k′ | a, k) of message and type after it. With

    L(m, k′) = Σ_k b(k) Σ_a σ(a | k) P(m, k′ | a, k) / b(k′)                                            (1)
    z_d′(m)  = z_d + log L(m, d) − log L(m, K − 1)                                                      (2)
    Q(a, k)  = u(a, k) + Σ_m Σ_k′ P(m, k′ | a, k) C_k′(m, z′(m))                                        (3)

the posterior about the type *afterwards* is read as in `response.py`: b′(k′ | m) is in proportion to b(k′) L(m, k′).
Unlike there L depends on all types' policies, because what is believed of one type afterwards depends on who may have
become it. With the sway W and the gain G,

    W(m, d; a, k) = ∂ z_d′(m) / ∂ y(a, k),    G(a, k; m, d) = Σ_k′ P(m, k′ | a, k) λ ∂C_k′(m) / ∂ z_d,

λ Q′ is G W, and an implicit Euler step is the small system of `response.py`, 6:

    (c I − W G) δz = W F,    δ = (F + G δz) / c.                                                         (4)

Where each type stays what it is, all of this is `response.py`.
"""

from __future__ import annotations

from typing import no_type_check

from numba import njit

from detente.game.beliefs import LEAST_PROBABILITY
from detente.solve.kernel.lanes import APART, OPTIONS, larger, load, logarithm, splat, store, where


@njit(**OPTIONS)
@no_type_check
def shift_entry(side, a, m, k):
    """Where P(m, · | a, k) begins."""
    size = side.size
    return side.given.message_prob + ((a * size.num_messages + m) * size.num_types + k) * size.num_types


@njit(**APART)
@no_type_check
def find_shifted(side, w, at):
    """Equation (1): L(m, k′), from σ."""
    size, given = side.size, side.given
    acts, messages, kinds = size.num_actions, size.num_messages, size.num_types
    for m in range(messages):
        for after in range(kinds):
            total = splat(0.0)
            for k in range(kinds):
                of_type = splat(0.0)
                for a in range(acts):
                    sent = load(w, shift_entry(side, a, m, k) + after)
                    of_type = of_type + load(w, at.policy + a * kinds + k) * sent
                total = total + load(w, given.belief + k) * of_type
            least = larger(load(w, given.belief + after), LEAST_PROBABILITY)
            store(w, at.likelihood + m * kinds + after, total / least)


@njit(**APART)
@no_type_check
def find_shifted_posteriors(side, w, at):
    """Equations (1) and (2), from σ."""
    size, scratch, kinds, axes = side.size, side.scratch, side.size.num_types, side.size.num_axes
    find_shifted(side, w, at)
    for m in range(size.num_messages):
        # Their quotient may overflow.
        of_last = logarithm(larger(load(w, at.likelihood + m * kinds + axes), LEAST_PROBABILITY))
        for d in range(axes):
            ratio = logarithm(larger(load(w, at.likelihood + m * kinds + d), LEAST_PROBABILITY)) - of_last
            store(w, scratch.posterior + m * axes + d, load(w, side.given.log_odds + d) + ratio)


@njit(**APART)
@no_type_check
def shifted_value(side, w, a, k):
    """Equation (3): Q(a, k)."""
    size, given, scratch = side.size, side.given, side.scratch
    kinds = size.num_types
    value = load(w, given.payoff + a * kinds + k)
    for m in range(size.num_messages):
        first = shift_entry(side, a, m, k)
        for after in range(kinds):
            value = value + load(w, first + after) * load(w, scratch.after + m * kinds + after)
    return value


@njit(**APART)
@no_type_check
def find_shifted_sway(side, w, at):
    """W and G: by message and axis, action and type; G stands where other movers have the inverse of a block."""
    size, given, scratch = side.size, side.given, side.scratch
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    cells = acts * kinds
    for m in range(messages):
        for after in range(kinds):
            # Σ_k b σ P is L(m, k′) b(k′).
            known = load(w, at.likelihood + m * kinds + after)
            known = known * larger(load(w, given.belief + after), LEAST_PROBABILITY)
            is_known = known > 0.0
            share = where(is_known, 1.0 / larger(known, LEAST_PROBABILITY), 0.0)
            for k in range(kinds):
                mean = splat(0.0)
                for a in range(acts):
                    sent = load(w, shift_entry(side, a, m, k) + after)
                    mean = mean + load(w, at.policy + a * kinds + k) * sent
                for a in range(acts):
                    sent = load(w, shift_entry(side, a, m, k) + after) - mean
                    sway = load(w, given.belief + k) * load(w, at.policy + a * kinds + k) * sent * share
                    if after < axes:
                        store(w, scratch.sway + (m * axes + after) * cells + a * kinds + k, sway)
                    else:
                        for d in range(axes):
                            entry = scratch.sway + (m * axes + d) * cells + a * kinds + k
                            store(w, entry, load(w, entry) - sway)
        for d in range(axes):
            for a in range(acts):
                for k in range(kinds):
                    first, gain = shift_entry(side, a, m, k), splat(0.0)
                    for after in range(kinds):
                        slope = load(w, at.gain + (m * kinds + after) * axes + d)
                        gain = gain + load(w, first + after) * slope
                    if size.is_by_type:
                        gain = gain * load(w, given.sharpness + k)
                    store(w, scratch.inverse + (m * axes + d) * cells + a * kinds + k, gain)


@njit(**APART)
@no_type_check
def shifted_entry(side, w, at, row, column):  # noqa: ARG001
    """W G at (m, d), (n, e), rows and columns being m (K − 1) + d; W and G must be known."""
    cells, scratch = side.size.num_actions * side.size.num_types, side.scratch
    total = splat(0.0)
    for cell in range(cells):
        sway = load(w, scratch.sway + row * cells + cell)
        total = total + sway * load(w, scratch.inverse + column * cells + cell)
    return total


@njit(**APART)
@no_type_check
def set_shifted_system(side, w, at, scale):
    """Fills in (c I − W G) and W F of equation (4); returns the number of unknowns."""
    size, scratch = side.size, side.scratch
    num, cells = size.num_messages * size.num_axes, size.num_actions * size.num_types
    find_shifted_sway(side, w, at)
    for row in range(num):
        for column in range(num):
            entry = -shifted_entry(side, w, at, row, column)
            store(w, scratch.system + row * (num + 1) + column, entry + scale if row == column else entry)
        total = splat(0.0)
        for cell in range(cells):
            total = total + load(w, scratch.sway + row * cells + cell) * load(w, at.defect + cell)
        store(w, scratch.system + row * (num + 1) + num, total)
    return num


@njit(**APART)
@no_type_check
def take_shifted_step(side, w, at, num):
    """F + G δz of equation (4), from the solved system."""
    scratch, cells = side.scratch, side.size.num_actions * side.size.num_types
    for cell in range(cells):
        change = load(w, at.defect + cell)
        for row in range(num):
            gain = load(w, scratch.inverse + row * cells + cell)
            change = change + gain * load(w, scratch.system + row * (num + 1) + num)
        store(w, scratch.change + cell, change)
