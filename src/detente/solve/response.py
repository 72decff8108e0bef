"""The logit response of an informed mover at many nodes at once: a fixed point for each.

A node is one public state and public belief at which an actor with K types moves. Unknown are its scores y(a, k), with
σ(a | k) = softmax over a of y(a, k). With the posterior log-odds z′ after message m,

    L(m | k) = Σ_a σ(a | k) P(m | a, k)                                                      (1)
    z′(m)    = z + log L(m | ·) − log L(m | K)                                               (2)
    Q(a, k)  = u(a, k) + Σ_m P(m | a, k) C_k(m, z′(m))                                       (3)
    F(y)     = λ Q(σ(y)) − y = 0                                                             (4)

Plain iteration of (4) fails silently where λ times the spread of values is large. Solved here by pseudo-transient
continuation (Kelley and Keyes 1998): implicit Euler steps of the logit dynamic dy/dτ = F(y) from uniform play,

    (1 + 1/h) δ − λ Q′ δ = F,    h grows as the residual falls,                              (5)

so that it follows the branch to which play would drift, and ends as Newton's method. Q depends on y only through the
M (K − 1) log-likelihood ratios ℓ, so with δℓ = E δ and λ Q′ = G E, (5) is the small system

    (c I − E G) δℓ = E F,    δ = (F + G δℓ) / c,    c = 1 + 1/h.                             (6)

Stopping rule: |σ − softmax(λ Q)| below the tolerance in every entry of the node. All arrays have nodes last.

Sources: R. McKelvey and T. Palfrey, Quantal response equilibria for extensive form games, Experimental Economics 1
(1998) 9–41; C. T. Kelley and D. E. Keyes, Convergence analysis of pseudo-transient continuation, SIAM J. Numer. Anal.
35 (1998) 508–523.
"""

from __future__ import annotations

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from detente.solve.interpolation import bayes, interpolate

FIRST_STEP = 1.0
"""h at uniform play: the logit dynamic has unit rate, so one unit of its time is a gentle first step."""

LARGEST_GROWTH = 4.0
SMALLEST_GROWTH = 0.25
"""How much h may change in a step; the residual of one step says little about more."""

LARGEST_SURPRISE = 0.7
AIMED_SURPRISE = 0.25
"""Share of F by which F after a step may differ from its linear prediction: above the first the step is taken back,
and h is chosen for the second. Both were tried from 0.1 to 1.5 on the chain store (λ = 2 … 20, 24 rounds); every node
was solved from 0.3 to 0.9, in fewest steps here."""

LARGEST_STEP = 1e12
"""Beyond this 1 / h is lost in rounding, and (5) is Newton's step."""


class Nodes(eqx.Module):
    """Nodes to be solved, with everything that does not change while they are.

    Args:
        payoff: u(a, k). available: the menu. precision: λ.
        message_prob: P(m | a, k), or None where every action is its own message.
        log_odds: z. offset: where the node's line begins in the last axis of `table`.
        table: continuation C_k(m, ·) of the mover's types, as a Hermite table of every line.
        num_points, limit: the mover's belief grid.
    """

    payoff: Float[Array, "action type node"]
    available: Bool[Array, "action node"]
    precision: Float[Array, ""]
    message_prob: Float[Array, "action message type node"] | None
    log_odds: Float[Array, "axis node"]
    offset: Int[Array, " node"]
    table: Float[Array, "type message derivative line_grid"]
    num_points: int = eqx.field(static=True)
    limit: float = eqx.field(static=True)


class Progress(NamedTuple):
    """Scores y, pseudo-time step h, size of F, and residual of every node; the number of steps taken."""

    scores: Array
    step: Array
    defect: Array
    residual: Array
    num_steps: Array


class Evaluation(NamedTuple):
    """Everything about a policy at its node: log σ, log L, Q, the continuation's derivatives, F and the residual."""

    log_policy: Array
    log_likelihood: Array
    action_values: Array
    derivatives: Array
    defect: Array
    residual: Array


def start(nodes: Nodes) -> Progress:
    """Uniform play."""
    num_nodes = nodes.log_odds.shape[-1]
    ones = jnp.ones(num_nodes)
    return Progress(
        jnp.zeros_like(nodes.payoff), FIRST_STEP * ones, jnp.inf * ones, jnp.inf * ones, jnp.zeros((), jnp.int32)
    )


def evaluate(nodes: Nodes, scores: Float[Array, "action type node"]) -> Evaluation:
    """Equations (1) to (4) at the given scores."""
    available = nodes.available[:, None, :]
    log_policy = jax.nn.log_softmax(jnp.where(available, scores, -jnp.inf), axis=0)
    log_likelihood = message_log_likelihood(log_policy, nodes.message_prob)
    posterior = bayes(nodes.log_odds, log_likelihood)
    continuation, derivatives = interpolate(nodes.table, nodes.offset, posterior, nodes.num_points, nodes.limit)
    action_values = nodes.payoff + _expected(continuation, nodes.message_prob)
    wanted = jnp.where(available, nodes.precision * action_values, -jnp.inf)
    defect = _centred(nodes.precision * action_values - scores, available)
    gap = jnp.abs(jnp.exp(log_policy) - jax.nn.softmax(wanted, axis=0))
    return Evaluation(log_policy, log_likelihood, action_values, derivatives, defect, jnp.max(gap, axis=(0, 1)))


def message_log_likelihood(
    log_policy: Float[Array, "action type node"], message_prob: Float[Array, "action message type node"] | None
) -> Float[Array, "message type node"]:
    """log L(m | k), equation (1)."""
    if message_prob is None:
        return log_policy
    return jax.nn.logsumexp(log_policy[:, None], axis=0, b=message_prob)


def euler_step(nodes: Nodes, at: Evaluation, step: Float[Array, " node"]) -> Float[Array, "action type node"]:
    """The change of the scores in one implicit Euler step, equation (6)."""
    sway = _likelihood_sway(nodes, at)
    gain = nodes.precision * at.derivatives
    scale = 1 + 1 / step
    matrix = _ratio_matrix(sway, gain, nodes.message_prob)
    size = matrix.shape[0] * matrix.shape[1]
    system = scale * jnp.eye(size)[:, :, None] - matrix.reshape(size, size, -1)
    ratio_defect = _ratios(jnp.einsum("amkn,akn->mkn", sway, at.defect))
    ratio_change = solve_small(system, ratio_defect.reshape(size, -1)).reshape(ratio_defect.shape)
    kick = _expected(jnp.einsum("dkmn,mdn->kmn", gain, ratio_change), nodes.message_prob)
    return _centred((at.defect + kick) / scale, nodes.available[:, None, :])


def _centred(
    scores: Float[Array, "action type node"], available: Bool[Array, "action 1 node"]
) -> Float[Array, "action type node"]:
    """Scores with mean zero over the menu, as only their differences mean anything; zero outside it."""
    inside = jnp.where(available, scores, 0.0)
    return jnp.where(available, inside - inside.sum(axis=0) / available.sum(axis=0), 0.0)


def _expected(
    by_message: Float[Array, "type message node"], message_prob: Float[Array, "action message type node"] | None
) -> Float[Array, "action type node"]:
    """Expectation over the messages of an action."""
    if message_prob is None:
        return jnp.swapaxes(by_message, 0, 1)
    return jnp.einsum("amkn,kmn->akn", message_prob, by_message)


def _ratios(by_type: Float[Array, "message type node"]) -> Float[Array, "message axis node"]:
    return by_type[:, :-1] - by_type[:, -1:]


def _likelihood_sway(nodes: Nodes, at: Evaluation) -> Float[Array, "action message type node"]:
    """d log L(m | k) / d y(a, k) = P(a | m, k) − σ(a | k)."""
    policy = jnp.exp(at.log_policy)
    if nodes.message_prob is None:
        identity = jnp.eye(policy.shape[0])[:, :, None, None] * nodes.available[None, :, None, :]
        return identity - policy[:, None]
    sent = policy[:, None] * nodes.message_prob
    total = sent.sum(axis=0)
    return jnp.where(total > 0, sent / jnp.where(total > 0, total, 1.0), 0.0) - policy[:, None]


def _ratio_matrix(
    sway: Float[Array, "action message type node"],
    gain: Float[Array, "axis type message node"],
    message_prob: Float[Array, "action message type node"] | None,
) -> Float[Array, "message axis message axis node"]:
    """E G of equation (6): how one log-likelihood ratio moves another through the values of the actions."""
    is_overt = message_prob is None
    carried = jnp.swapaxes(sway, 0, 1) if is_overt else jnp.einsum("amkn,aekn->mekn", sway, message_prob)
    by_type = jnp.einsum("mekn,dken->mkedn", carried, gain)
    return by_type[:, :-1] - by_type[:, -1:]


def solve_small(matrix: Float[Array, "size size node"], right: Float[Array, "size node"]) -> Float[Array, "size node"]:
    """Solutions of many small linear systems, by elimination with partial pivoting; not finite if singular."""
    size = matrix.shape[0]
    rows = jnp.concatenate([matrix, right[:, None]], axis=1)
    for column in range(size - 1):
        pivot = column + jnp.argmax(jnp.abs(rows[column:, column]), axis=0)
        pivot_row = jnp.take_along_axis(rows, pivot[None, None, :], axis=0)[0]
        is_pivot = jnp.arange(size)[:, None] == pivot
        rows = jnp.where(is_pivot[:, None], rows[column], rows).at[column].set(pivot_row)
        factors = rows[column + 1 :, column] / pivot_row[column]
        rows = rows.at[column + 1 :].add(-factors[:, None] * pivot_row)
    solution: list[Array] = []
    for row in reversed(range(size)):
        known = sum((rows[row, row + 1 + i] * x for i, x in enumerate(reversed(solution))), jnp.zeros_like(right[0]))
        solution.append((rows[row, size] - known) / rows[row, row])
    return jnp.stack(solution[::-1])


def advance(nodes: Nodes, progress: Progress, max_steps: int, goal: float) -> Progress:
    """Up to `max_steps` more steps at every node; nodes whose residual is below the goal stand still."""

    def is_open(state: tuple[Progress, Evaluation]) -> Array:
        return (state[0].num_steps < max_steps) & jnp.any(~(state[0].residual <= goal))

    def one_step(state: tuple[Progress, Evaluation]) -> tuple[Progress, Evaluation]:
        old, at = state
        change = euler_step(nodes, at, old.step)
        new = evaluate(nodes, old.scores + change)
        surprise = _size(new.defect - change / old.step) / jnp.maximum(_size(at.defect), 1e-300)
        is_open = ~(old.residual <= goal)
        is_taken = is_open & ((surprise < LARGEST_SURPRISE) | (new.residual <= goal))
        growth = jnp.clip(jnp.nan_to_num(AIMED_SURPRISE / surprise, nan=0.0), SMALLEST_GROWTH, LARGEST_GROWTH)
        step = jnp.where(is_open, jnp.clip(old.step * growth, 1e-6, LARGEST_STEP), old.step)
        kept = jax.tree.map(lambda a, b: jnp.where(is_taken, b, a), at, new)
        scores = jnp.where(is_taken, old.scores + change, old.scores)
        return Progress(scores, step, _size(kept.defect), kept.residual, old.num_steps + 1), kept

    first = evaluate(nodes, progress.scores)
    begun = Progress(progress.scores, progress.step, _size(first.defect), first.residual, jnp.zeros((), jnp.int32))
    return jax.lax.while_loop(is_open, one_step, (begun, first))[0]


def _size(defect: Float[Array, "action type node"]) -> Float[Array, " node"]:
    return jnp.max(jnp.abs(defect), axis=(0, 1))
