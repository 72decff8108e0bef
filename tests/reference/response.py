"""The logit response of an informed mover on arrays, written for reading: all nodes take every step together.

A node is one public state and public belief at which an actor with K types moves. Unknown are its scores y(a, k), with
σ(a | k) = softmax over a of y(a, k). With the posterior log-odds z′ after message m,

    L(m | k) = Σ_a σ(a | k) P(m | a, k)                                                      (1)
    z′(m)    = z + log L(m | ·) − log L(m | K − 1)                                            (2)
    Q(a, k)  = u(a, k) + Σ_m P(m | a, k) C_k(m, z′(m))                                       (3)
    F(y)     = λ Q(σ(y)) − y = 0                                                             (4)

Plain iteration of (4) fails silently where λ times the spread of values is large. Solved here by pseudo-transient
continuation (Kelley and Keyes 1998): implicit Euler steps of the logit dynamic dy/dτ = F(y) from uniform play,

    (1 + 1/h) δ − λ Q′ δ = F,    h grows as the residual falls,                              (5)

so that it follows the branch to which play would drift, and ends as Newton's method. Q depends on y only through the
M (K − 1) log-likelihood ratios ℓ, so with δℓ = E δ and λ Q′ = G E, (5) is the small system

    (c I − E G) δℓ = E F,    δ = (F + G δℓ) / c,    c = 1 + 1/h.                             (6)

Along a direction in which play drifts away from a solution, with rate μ > 0, a step of (5) goes the right way only
while h μ < 1; a longer one jumps back to the unstable solution. One such direction turns the sign of a determinant, so

    det(c I − E G) > 0                                                                       (7)

is asked of every step, and h shrinks where it fails. A stable solution exists at every node where one exists that is
unstable in one direction (the indices of all solutions add up to one). Two such directions leave the sign as it is. A
careful step keeps h below what every direction allows: with ρ ≥ Re μ′ for all eigenvalues μ′ of E G, by Gershgorin,

    h (ρ − 1) ≤ 1/2.                                                                         (8)

Too many steps for every node; taken where the solution turns out to be unstable (`solve/search.py`), which is where an
eigenvalue of E G has a real part above one.

Stopping rule: |σ − softmax(λ Q)| below the tolerance in every entry of the node. All arrays have nodes last.

Sources: R. McKelvey and T. Palfrey, Quantal response equilibria for extensive form games, Experimental Economics 1
(1998) 9–41; C. T. Kelley and D. E. Keyes, Convergence analysis of pseudo-transient continuation, SIAM J. Numer. Anal.
35 (1998) 508–523.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from detente.game.beliefs import LEAST_PROBABILITY
from detente.game.magnitudes import EPSILON
from detente.solve.stepping import (
    AIMED_SURPRISE,
    CAUTION,
    LARGEST_GROWTH,
    LARGEST_STEP,
    LARGEST_SURPRISE,
    LOWEST_SCORE,
    OUT_OF_MENU,
    SMALLEST_GROWTH,
    SMALLEST_STEP,
)
from reference.interpolation import interpolate


class Nodes(eqx.Module):
    """Nodes to be solved, with everything that does not change while they are.

    Args:
        payoff: u(a, k). available: the menu. precision: λ by type, or one for all. anchor: log η(a | k), or None.
        message_prob: P(m | a, k), or None where every action is its own message.
        log_odds: z. offset: where the node's line begins in the last axis of `table`.
        table: continuation C_k(m, ·) of the mover's types, as a Hermite table of every line.
        num_points, limit: the mover's belief grid.
    """

    payoff: Float[Array, "action type node"]
    available: Bool[Array, "action node"]
    precision: Float[Array, "own node"]
    message_prob: Float[Array, "action message type node"] | None
    log_odds: Float[Array, "axis node"]
    offset: Int[Array, " node"]
    table: Float[Array, "type message derivative line_grid"]
    num_points: int = eqx.field(static=True)
    limit: float = eqx.field(static=True)
    anchor: Float[Array, "action type node"] | None = None

    @property
    def num_actions(self) -> int:
        return self.payoff.shape[0]

    @property
    def num_types(self) -> int:
        return self.payoff.shape[1]


class Progress(NamedTuple):
    """Scores y, pseudo-time step h, and a bound on the residual of every node; the number of steps taken.

    At the end also a bound on the real parts of the eigenvalues of E G: below one, the solution is stable.
    """

    scores: Array
    step: Array
    bound: Array
    num_steps: Array
    growth: Array | None = None


class Evaluation(NamedTuple):
    """A policy at its node: σ, L, the posterior z′, Q, the continuation's derivatives, and F."""

    policy: Array
    likelihood: Array
    posterior: Array
    action_values: Array
    derivatives: Array
    defect: Array


class Slope(NamedTuple):
    """The part of an evaluation that a step is made of; likelihoods are not kept where they are the policy."""

    policy: Array
    likelihood: Array | None
    derivatives: Array
    defect: Array


def slope_of(nodes: Nodes, at: Evaluation) -> Slope:
    """What has to be carried from step to step: less to copy where a step is taken back."""
    return Slope(at.policy, None if nodes.message_prob is None else at.likelihood, at.derivatives, at.defect)


def evaluate(nodes: Nodes, scores: Float[Array, "action type node"]) -> Evaluation:
    """Equations (1) to (4) at the given scores."""
    available = nodes.available[:, None, :]
    policy, likelihood, ratio = told(anchored(scores, nodes.anchor), nodes.available, nodes.message_prob)
    posterior = nodes.log_odds + ratio
    continuation, derivatives = interpolate(nodes.table, nodes.offset, posterior, nodes.num_points, nodes.limit)
    if nodes.message_prob is None:
        # What would follow an action that cannot be taken must not turn the sign of (7).
        derivatives = jnp.where(nodes.available, derivatives, 0.0)
    action_values = nodes.payoff + expected_over_messages(continuation, nodes.message_prob)
    defect = centred(nodes.precision * action_values - scores, available)
    return Evaluation(policy, likelihood, posterior, action_values, derivatives, defect)


def anchored(
    scores: Float[Array, "action type node"], anchor: Float[Array, "action type node"] | None
) -> Float[Array, "action type node"]:
    """y + log η, of which softmax is the policy."""
    return scores if anchor is None else scores + anchor


def told(
    scores: Float[Array, "action type node"],
    available: Bool[Array, "action node"],
    message_prob: Float[Array, "action message type node"] | None,
) -> tuple[Float[Array, "action type node"], Float[Array, "message type node"], Float[Array, "message axis node"]]:
    """σ, L, and the log-likelihood ratios of the messages, equation (1)."""
    in_menu = available[:, None, :]
    above = jnp.where(in_menu, scores, -jnp.inf)
    above = above - jnp.max(above, axis=0)
    weight = jnp.exp(jnp.where(in_menu & (above > OUT_OF_MENU / 2), jnp.maximum(above, LOWEST_SCORE), -jnp.inf))
    total = jnp.sum(weight, axis=0)
    policy = weight / total
    if message_prob is None:
        return policy, policy, _ratios(jnp.where(in_menu, above, 0.0)) - jnp.log(total[:-1] / total[-1:])
    likelihood = jnp.sum(policy[:, None] * message_prob, axis=0)
    # The difference of logarithms: the derivative of a quotient overflows for a message that nobody can send.
    floored = jnp.log(jnp.maximum(likelihood, LEAST_PROBABILITY))
    return policy, likelihood, floored[:, :-1] - floored[:, -1:]


def residual(nodes: Nodes, at: Evaluation) -> Float[Array, " node"]:
    """The largest `misfit` of every node."""
    return misfit(at.policy, nodes.precision * at.action_values, nodes.available, nodes.anchor)


def misfit(
    policy: Float[Array, "action type node"],
    wanted: Float[Array, "action type node"],
    available: Bool[Array, "action node"],
    anchor: Float[Array, "action type node"] | None = None,
) -> Float[Array, " node"]:
    """|σ − softmax(λ Q + log η)| and what rounding leaves open of it, the largest entry of every node.

    λ Q is known to ε λ max |Q| at best, which moves a probability by σ (1 − σ) times that.
    """
    inside = jnp.where(available[:, None, :], anchored(wanted, anchor), -jnp.inf)
    largest = jnp.max(jnp.where(available[:, None, :], jnp.abs(wanted), 0.0), axis=0)
    doubt = EPSILON * largest * policy * (1 - policy)
    return jnp.max(jnp.abs(policy - jax.nn.softmax(inside, axis=0)) + doubt, axis=(0, 1))


def _bound(at: Any) -> Float[Array, " node"]:
    """A bound on the residual that needs no exponentials: max |F| / 2.

    Along the way from y to y + F every entry of softmax moves by σ (1 − σ) ≤ 1/4 times the spread of F, and
    the spread is at most 2 max |F|.
    """
    return jnp.max(jnp.abs(at.defect), axis=(0, 1)) / 2


def euler_step(
    nodes: Nodes, at: Evaluation | Slope, step: Float[Array, " node"]
) -> tuple[Float[Array, "action type node"], Float[Array, " node"]]:
    """The change of the scores in one implicit Euler step, equation (6), and the determinant of c I − E G."""
    gain = nodes.precision[:, None] * at.derivatives
    scale = 1 + 1 / step
    if nodes.message_prob is None and at.policy.shape[1] - 1 <= len(_CRAMER):
        ratio_change, determinant = _overt_ratio_change(at, gain, scale)
    else:
        sway = _likelihood_sway(nodes, at)
        matrix = _ratio_matrix(sway, gain, nodes.message_prob)
        size = matrix.shape[0] * matrix.shape[1]
        system = scale * jnp.eye(size)[:, :, None] - matrix.reshape(size, size, -1)
        ratio_defect = _ratios(jnp.sum(sway * at.defect[:, None], axis=0))
        flat, determinant = solve_small(system, ratio_defect.reshape(size, -1))
        ratio_change = flat.reshape(ratio_defect.shape)
    kick = jnp.sum(gain * jnp.moveaxis(ratio_change, 1, 0)[:, None], axis=0)
    change = (at.defect + expected_over_messages(kick, nodes.message_prob)) / scale
    return centred(change, nodes.available[:, None, :]), determinant


def _overt_ratio_change(
    at: Evaluation | Slope, gain: Float[Array, "axis type message node"], scale: Float[Array, " node"]
) -> tuple[Float[Array, "message axis node"], Float[Array, " node"]]:
    """δℓ of equation (6) and its determinant where every action is its own message.

    E G is then a block for each message, less a rank of K − 1: what the ratios of one message do to those of another
    passes through the types' mean scores alone. With B_m = c I − (g_k − g_K)(m), P_m the pull of message m on these
    means, and r = E F,

        (I + Σ_m P_m B_m⁻¹) w = Σ_m P_m B_m⁻¹ r_m,    δℓ_m = B_m⁻¹ (r_m − w)

    (Woodbury 1950). Sums over types are written out, so that all is one loop over nodes.
    """
    axes = range(len(gain))
    own = at.defect - jnp.sum(at.policy * at.defect, axis=0)
    right = [own[:, d] - own[:, -1] for d in axes]
    block = [[scale * (d == e) - (gain[e, d] - gain[e, -1]) for e in axes] for d in axes]
    pull = [[at.policy[:, d] * gain[e, d] - at.policy[:, -1] * gain[e, -1] for e in axes] for d in axes]
    inverse, determinants = _inverse(block)
    alone = [_dot(inverse[d], right) for d in axes]
    columns = list(zip(*inverse, strict=True))
    coupling = [[(d == e) + jnp.sum(_dot(pull[d], columns[e]), axis=0) for e in axes] for d in axes]
    pulled = jnp.stack([jnp.sum(_dot(pull[d], alone), axis=0) for d in axes])
    common, determinant = solve_small(jnp.stack([jnp.stack(row) for row in coupling]), pulled)
    change = [alone[d] - _dot(inverse[d], list(common)) for d in axes]
    return jnp.stack(change, axis=1), determinant * jnp.prod(determinants, axis=0)


def _dot(left: Sequence[Array], right: Sequence[Array]) -> Array:
    return sum((a * b for a, b in zip(left[1:], right[1:], strict=True)), left[0] * right[0])


def _inverse(rows: list[list[Array]]) -> tuple[list[list[Array]], Array]:
    """Inverses of many matrices of up to three rows, given entry by entry, and their determinants."""
    if len(rows) == 1:
        return [[1 / rows[0][0]]], rows[0][0]
    if len(rows) == 2:
        (a, b), (c, d) = rows
        determinant = a * d - b * c
        return [[d / determinant, -b / determinant], [-c / determinant, a / determinant]], determinant
    first, second, third = rows
    columns = [_cross(second, third), _cross(third, first), _cross(first, second)]
    determinant = _dot(first, columns[0])
    return [[column[row] / determinant for column in columns] for row in range(3)], determinant


def centred(
    scores: Float[Array, "action type node"], available: Bool[Array, "action 1 node"]
) -> Float[Array, "action type node"]:
    """Scores with mean zero over the menu, as only their differences mean anything; zero outside it."""
    inside = jnp.where(available, scores, 0.0)
    return jnp.where(available, inside - inside.sum(axis=0) / available.sum(axis=0), 0.0)


def expected_over_messages(
    by_message: Float[Array, "type message node"], message_prob: Float[Array, "action message type node"] | None
) -> Float[Array, "action type node"]:
    """Expectation over the messages of an action."""
    if message_prob is None:
        return jnp.swapaxes(by_message, 0, 1)
    return jnp.sum(message_prob * jnp.swapaxes(by_message, 0, 1), axis=1)


def _ratios(by_type: Float[Array, "message type node"]) -> Float[Array, "message axis node"]:
    return by_type[:, :-1] - by_type[:, -1:]


def _likelihood_sway(nodes: Nodes, at: Evaluation | Slope) -> Float[Array, "action message type node"]:
    """d log L(m | k) / d y(a, k) = P(a | m, k) − σ(a | k)."""
    if nodes.message_prob is None:
        identity = jnp.eye(at.policy.shape[0])[:, :, None, None] * nodes.available[None, :, None, :]
        return identity - at.policy[:, None]
    assert at.likelihood is not None
    sent = at.policy[:, None] * nodes.message_prob
    is_sent = at.likelihood > 0
    return jnp.where(is_sent, sent / jnp.where(is_sent, at.likelihood, 1.0), 0.0) - at.policy[:, None]


def _ratio_matrix(
    sway: Float[Array, "action message type node"],
    gain: Float[Array, "axis type message node"],
    message_prob: Float[Array, "action message type node"] | None,
) -> Float[Array, "message axis message axis node"]:
    """E G of equation (6): how one log-likelihood ratio moves another through the values of the actions."""
    if message_prob is None:
        carried = jnp.swapaxes(sway, 0, 1)
    else:
        carried = jnp.sum(sway[:, :, None] * message_prob[:, None], axis=0)
    by_type = jnp.einsum("mekn,dken->mkedn", carried, gain)
    return by_type[:, :-1] - by_type[:, -1:]


def response_matrix(nodes: Nodes, at: Evaluation | Slope) -> Float[Array, "size size node"]:
    """E G of equation (6): its eigenvalues above zero less one are the rates at which play drifts away."""
    matrix = _ratio_matrix(_likelihood_sway(nodes, at), nodes.precision[:, None] * at.derivatives, nodes.message_prob)
    size = matrix.shape[0] * matrix.shape[1]
    return matrix.reshape(size, size, -1)


def growth_bound(nodes: Nodes, at: Evaluation | Slope) -> Float[Array, " node"]:
    """No eigenvalue of E G has a larger real part: Gershgorin's circles, of the rows or of the columns."""
    return largest_growth(response_matrix(nodes, at))


def largest_growth(matrix: Float[Array, "size size node"]) -> Float[Array, " node"]:
    """A bound on the real parts of a matrix' eigenvalues; the largest of them where there are two."""
    size = matrix.shape[0]
    if size == 2:
        (a, b), (c, d) = matrix
        return jnp.asarray((a + d) / 2 + jnp.sqrt(jnp.maximum(((a - d) / 2) ** 2 + b * c, 0.0)))
    # Small axes as loops: an array library adds along the leading axes of long arrays ten times as slowly.
    magnitude = jnp.abs(matrix)
    of_rows = sum((magnitude[:, j] for j in range(size)), jnp.zeros_like(magnitude[0]))
    of_columns = sum((magnitude[i] for i in range(size)), jnp.zeros_like(magnitude[0]))
    centres = [matrix[i, i] - magnitude[i, i] for i in range(size)]
    ends = [[centre + total[i] for i, centre in enumerate(centres)] for total in (of_rows, of_columns)]
    return jnp.minimum(reduce(jnp.maximum, ends[0]), reduce(jnp.maximum, ends[1]))


def solve_small(
    matrix: Float[Array, "size size node"], right: Float[Array, "size node"]
) -> tuple[Float[Array, "size node"], Float[Array, " node"]]:
    """Solutions of many small linear systems, not finite where one is singular, and their determinants.

    Up to three unknowns by Cramer's rule, more by elimination with partial pivoting.
    """
    size = matrix.shape[0]
    if size <= len(_CRAMER):
        return _CRAMER[size - 1](matrix, right)
    rows = jnp.concatenate([matrix, right[:, None]], axis=1)
    determinant = jnp.ones_like(right[0])
    for column in range(size - 1):
        pivot = column + jnp.argmax(jnp.abs(rows[column:, column]), axis=0)
        pivot_row = jnp.take_along_axis(rows, pivot[None, None, :], axis=0)[0]
        determinant = determinant * pivot_row[column] * jnp.where(pivot == column, 1.0, -1.0)
        is_pivot = jnp.arange(size)[:, None] == pivot
        rows = jnp.where(is_pivot[:, None], rows[column], rows).at[column].set(pivot_row)
        factors = rows[column + 1 :, column] / pivot_row[column]
        rows = rows.at[column + 1 :].add(-factors[:, None] * pivot_row)
    solution: list[Array] = []
    for row in reversed(range(size)):
        known = sum((rows[row, row + 1 + i] * x for i, x in enumerate(reversed(solution))), jnp.zeros_like(right[0]))
        solution.append((rows[row, size] - known) / rows[row, row])
    return jnp.stack(solution[::-1]), determinant * rows[size - 1, size - 1]


Solved = tuple[Float[Array, "size node"], Float[Array, " node"]]


def _solve_one(matrix: Float[Array, "1 1 node"], right: Float[Array, "1 node"]) -> Solved:
    return right / matrix[0], matrix[0, 0]


def _solve_two(matrix: Float[Array, "2 2 node"], right: Float[Array, "2 node"]) -> Solved:
    (a, b), (c, d) = matrix
    determinant = a * d - b * c
    numerators = jnp.stack([d * right[0] - b * right[1], a * right[1] - c * right[0]])
    return numerators / determinant, determinant


def _solve_three(matrix: Float[Array, "3 3 node"], right: Float[Array, "3 node"]) -> Solved:
    first, second, third = matrix[:, 0], matrix[:, 1], matrix[:, 2]
    normal = jnp.stack(_cross(second, third))
    side = jnp.stack(_cross(first, right))
    determinant = jnp.sum(first * normal, axis=0)
    numerators = [jnp.sum(right * normal, axis=0), jnp.sum(third * side, axis=0), -jnp.sum(second * side, axis=0)]
    return jnp.stack(numerators) / determinant, determinant


def _cross(left: Sequence[Array] | Array, right: Sequence[Array] | Array) -> list[Array]:
    return [left[i - 2] * right[i - 1] - left[i - 1] * right[i - 2] for i in range(3)]


_CRAMER = (_solve_one, _solve_two, _solve_three)


@partial(jax.jit, static_argnames="is_careful")
def advance(
    nodes: Nodes,
    scores: Float[Array, "action type node"],
    step: Float[Array, " node"],
    max_steps: int | Int[Array, ""],
    goal: float | Float[Array, ""],
    is_drift: bool | Bool[Array, ""] = True,
    is_careful: bool = False,
) -> Progress:
    """Up to `max_steps` steps at every node; nodes whose residual is certainly below the goal stand still.

    Args:
        scores: where to start; zero is uniform play. step: the first h.
        is_drift: whether steps must keep the sense of the dynamic, see (7). Without it any solution will do.
        is_careful: whether they must keep it along every direction, see (8).
    """
    equations = Equations(
        lambda y: slope_of(nodes, evaluate(nodes, y)), partial(euler_step, nodes), partial(growth_bound, nodes)
    )
    return follow(equations, scores, step, max_steps, goal, is_drift, is_careful)


class Equations(NamedTuple):
    """What `follow` solves: from scores to an evaluation with its `defect`, and from that to a step and a bound."""

    evaluate: Callable[[Array], Any]
    euler_step: Callable[[Any, Array], tuple[Array, Array]]
    growth_bound: Callable[[Any], Array]


def follow(
    equations: Equations,
    scores: Float[Array, "action type node"],
    step: Float[Array, " node"],
    max_steps: int | Int[Array, ""],
    goal: float | Float[Array, ""],
    is_drift: bool | Bool[Array, ""],
    is_careful: bool,
) -> Progress:
    """The steps of `advance` for any equations with a defect for every score."""
    evaluate, euler_step, growth_bound = equations

    def is_open(state: tuple[Progress, Any]) -> Array:
        return (state[0].num_steps < max_steps) & jnp.any(~(state[0].bound <= goal))

    def one_step(state: tuple[Progress, Any]) -> tuple[Progress, Any]:
        old, at = state
        taken = jnp.minimum(old.step, CAUTION / jnp.maximum(growth_bound(at) - 1, 0)) if is_careful else old.step
        change, determinant = euler_step(at, taken)
        new = evaluate(old.scores + change)
        bound = _bound(new)
        surprise = jnp.max(jnp.abs(new.defect - change / taken), axis=(0, 1)) / (2 * old.bound)
        is_open = ~(old.bound <= goal)
        is_forward = (determinant > 0) | ~jnp.asarray(is_drift)
        is_taken = is_open & is_forward & ((surprise < LARGEST_SURPRISE) | (bound <= goal))
        growth = jnp.clip(jnp.nan_to_num(AIMED_SURPRISE / surprise, nan=0.0), SMALLEST_GROWTH, LARGEST_GROWTH)
        growth = jnp.where(is_forward, growth, SMALLEST_GROWTH)
        step = jnp.where(is_open, jnp.clip(taken * growth, SMALLEST_STEP, LARGEST_STEP), old.step)
        kept = jax.tree.map(lambda before, after: jnp.where(is_taken, after, before), at, new)
        scores = jnp.where(is_taken, old.scores + change, old.scores)
        return Progress(scores, step, jnp.where(is_taken, bound, old.bound), old.num_steps + 1), kept

    first = evaluate(scores)
    begun = Progress(scores, step, _bound(first), jnp.zeros((), jnp.int32))
    ended, last = jax.lax.while_loop(is_open, one_step, (begun, first))
    return ended._replace(growth=growth_bound(last))
