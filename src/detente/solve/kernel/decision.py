"""The records of a backward step: everybody's values before a decision from those after it.

With C_r(m; b) = Σ_s′ P(s′ | m) V_r(s′; b), the continuation of row r = (actor, type) after message m, and b′(m) the
public belief that Bayes' rule makes of it, the values before a move of actor i are

    V_{i,k} = Σ_a σ(a | k) Q(a, k)                                                              for i's own types,  (1)
    V_r     = Σ_k b_i(k) [Σ_a σ(a | k) u_r(a, k) + Σ_m L(m | k) C_r(m; b′(m))]                  for everybody else. (2)

Where the move may change i's type, C is that of the type afterwards, and b′ the belief about it (`shift.py`).

Only the beliefs about the movers change, so that everything else (public states, beliefs about others) is a batch of
*planes*, each the grid of beliefs about the movers: about two who move at once, or about one. A signal about i is a
move of i with one action. Three functions do the step: `prepare.py` sets up the nodes, `judge.py` computes policies,
own values and residuals from the scores found, `spread.py` carries everybody's values back. A step from which nobody
learns anything (`blind.py`) has no fixed point.

Where regret is wanted, the rows come twice: after the values come the *best-response values*, what row r would get if
it alone played best from here on while everybody else, and everybody's beliefs, went on as in equilibrium. They obey
the same equations, but for the maximum over a in place of the mean under σ at i's own moves.

What a state needs is computed while it is in a core's cache. Where all rows are interpolated at one belief, the rows
are the lanes; where one row is interpolated at many beliefs (`response.py`), the nodes are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class MoverTables(NamedTuple):
    """A mover's side of a `StageTable`; what it does not have has no states here.

    Args:
        shift_prob: P(m, k′ | a, k) by action, message, type and type after.
    """

    available: np.ndarray
    payoff: np.ndarray
    belief_rows: np.ndarray
    belief_payoff: np.ndarray
    message_prob: np.ndarray
    anchor: np.ndarray
    shift_prob: np.ndarray


class Branches(NamedTuple):
    """P(branch | state, message) and the states after; of two movers by pair of messages, the second's fastest."""

    branch_prob: np.ndarray
    branch_state: np.ndarray


class MoverGrid(NamedTuple):
    """Where the beliefs about a mover lie.

    Args:
        first_row: of its first type. points: of its own grid. stride: of these in the grid of all beliefs.
        repeat: neighbouring points of the plane that share one of them.
        log_odds: by axis and point, less those of the grid's middle. belief: of the types, by point.
    """

    first_row: int
    points: int
    stride: int
    repeat: int
    log_odds: np.ndarray
    belief: np.ndarray


class DecisionArrays(NamedTuple):
    """What a decision is made of, whatever the block: who decides (`MoverLayout`), on what, on which beliefs.

    Args:
        plane: of the beliefs about the movers. others: where each plane begins in the grid of all beliefs.
        first_rows: of the movers' first types; of one alone twice the same.
        sides, tables, grids: of every mover.
    """

    plane: NamedTuple
    others: np.ndarray
    first_rows: tuple[int, int]
    outcome: Branches
    sides: tuple[NamedTuple, ...]
    tables: tuple[MoverTables, ...]
    grids: tuple[MoverGrid, ...]


class StateBlock(NamedTuple):
    """A block: `num` states from the `first` one, every row's values after the decision, and the movers' precision.

    Args:
        precision: of every mover, by state and type.
    """

    first: int
    num: int
    values: np.ndarray
    precision: tuple[np.ndarray, ...]


class MoverResults(NamedTuple):
    """What is computed of a mover at the nodes of a block.

    Args:
        log_policy, policy: by node, action and type. value: of the mover's types. residual: of every node.
        posterior: z′ by node, message and axis.
    """

    log_policy: np.ndarray
    policy: np.ndarray
    posterior: np.ndarray
    value: np.ndarray
    residual: np.ndarray


class StepResults(NamedTuple):
    """What a step leaves, by state and belief: every mover's log-policy, values before the decision, residuals."""

    log_policies: tuple[np.ndarray, ...]
    before: np.ndarray
    residual: np.ndarray
