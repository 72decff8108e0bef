"""A backward step over a move, or a chance, that says nothing about anybody's type: no belief moves, no fixed point.

Q_r(a)      = u_r(a) + Σ_m P(m | a) C_r(m)                                                               (1)
σ(a)        = softmax over a of λ Q_i(a) + log η(a)                                                      (2)
V_r         = Σ_a σ(a) Q_r(a);   of i's best-response row  max over a of Q_r(a)                          (3)
"""

from __future__ import annotations

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from detente.solve.kernel.lanes import OPTIONS


class Blind(NamedTuple):
    """A decision that says nothing: `MoverTables`, `Branches`, the mover's row, and whether acts are messages."""

    tables: NamedTuple
    outcome: NamedTuple
    mover_row: int
    is_overt: bool


@njit(**OPTIONS)
@no_type_check
def add(total, factor, other):
    """Adds a multiple of a table to another one."""
    for row in range(total.shape[0]):
        for column in range(total.shape[1]):
            total[row, column] += factor * other[row, column]


@njit(**OPTIONS)
@no_type_check
def find_gains(decision, state, values, after, gains):
    """Equation (1) at every belief, for what is available; filled in. after: space for C by message."""
    tables, outcome = decision.tables, decision.outcome
    num_rows, num_all = tables.payoff.shape[3], values.shape[1]
    after[:] = 0.0
    for m in range(len(after)):
        for branch in range(outcome.branch_prob.shape[2]):
            chance = outcome.branch_prob[state, m, branch]
            if chance != 0:
                add(after[m], chance, values[outcome.branch_state[state, m, branch]])
    for a in range(len(gains)):
        if not tables.available[state, a]:
            continue
        for row in range(num_all):
            gains[a, row, :] = tables.payoff[state, a, 0, row % num_rows]
        for copy in range(0, num_all, num_rows):
            for extra in range(len(tables.belief_rows)):
                gains[a, copy + tables.belief_rows[extra], :] += tables.belief_payoff[state, a, 0, extra, :]
        if decision.is_overt:
            add(gains[a], 1.0, after[a])
        else:
            for m in range(len(after)):
                if tables.message_prob[state, a, m, 0] != 0:
                    add(gains[a], tables.message_prob[state, a, m, 0], after[m])


@njit(**OPTIONS)
@no_type_check
def score(precision, gain, anchor, a):
    """λ Q(a) + log η(a)."""
    return precision * gain + anchor[a] if len(anchor) else precision * gain


@njit(**OPTIONS)
@no_type_check
def choose(available, anchor, precision, gains, policy, log_policies):
    """Equation (2) at every belief, from the mover's own gains; filled in. anchor: log η, of no act if uniform."""
    for belief in range(gains.shape[1]):
        best = -np.inf
        for a in range(len(gains)):
            if available[a]:
                best = max(best, score(precision, gains[a, belief], anchor, a))
        total = 0.0
        for a in range(len(gains)):
            if available[a]:
                total += np.exp(score(precision, gains[a, belief], anchor, a) - best)
        for a in range(len(gains)):
            log_policy = -np.inf
            if available[a]:
                log_policy = score(precision, gains[a, belief], anchor, a) - best - np.log(total)
            policy[a, belief] = np.exp(log_policy)
            log_policies[belief, a, 0] = log_policy


@njit(**OPTIONS)
@no_type_check
def step_blind(decision, part, written):
    """Equations (1) to (3) at the states of a block: the log-policy, and everybody's values before; filled in."""
    values, row, before = part.values, decision.mover_row, written.before
    anchor = decision.tables.anchor
    available, log_policies = decision.tables.available, written.log_policies[0]
    num_rows, num_all, num_beliefs = decision.tables.payoff.shape[3], values.shape[1], values.shape[2]
    after = np.zeros((decision.outcome.branch_prob.shape[1], num_all, num_beliefs))
    gains = np.zeros((available.shape[1], num_all, num_beliefs))
    policy = np.zeros((available.shape[1], num_beliefs))
    for offset in range(part.num):
        state = part.first + offset
        find_gains(decision, state, values, after, gains)
        own = anchor[state, :, 0] if len(anchor) else anchor[:, 0, 0]
        choose(available[state], own, part.precision[0][offset, 0], gains[:, row], policy, log_policies[offset])
        before[offset] = 0.0
        for a in range(len(gains)):
            if available[state, a]:
                for each in range(num_all):
                    for belief in range(num_beliefs):
                        before[offset, each, belief] += policy[a, belief] * gains[a, each, belief]
        if num_all > num_rows:
            for belief in range(num_beliefs):
                best = -np.inf
                for a in range(len(gains)):
                    if available[state, a]:
                        best = max(best, gains[a, num_rows + row, belief])
                before[offset, num_rows + row, belief] = best
