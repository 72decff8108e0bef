"""One stage backwards: from everybody's values after it to everybody's values before it.

With C_r(m; b) = Σ_s′ P(s′ | m) V_r(s′; b), the continuation of row r = (actor, type) after message m, and b′(m) the
public belief that Bayes makes of it, the values before a move of actor i are

    V_{i,k} = Σ_a σ(a | k) Q(a, k)                                                              for i's own types,
    V_r     = Σ_k b_i(k) [Σ_a σ(a | k) u_r(a, k) + Σ_m L(m | k) C_r(m; b′(m))]                  for everybody else.

Only the belief about i moves, so that everything else — public states and beliefs about others — is a batch of *lines*,
each the grid over beliefs about i. A signal about i is a move of i with one action. Where no belief moves
(`uninformed_step`) there is nothing to interpolate and no fixed point.

Where regret is asked for, the rows come twice: after the values come the *best-response values*, what row r would get
if it alone played best from here on while everybody else, and everybody's beliefs, went on as in equilibrium. They obey
the same equations, but for the maximum over a in place of the mean under σ at i's own moves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, Shaped

from detente.solve.stepping import OUT_OF_MENU
from reference.interpolation import hermite_table, interpolate, type_probabilities
from reference.response import Nodes, evaluate, expected_over_messages, residual


class Outcomes(eqx.Module):
    """A block of a `StageTable` as device arrays; message_prob is None where every action is its own message.

    anchor: log η(a | k), or None.
    """

    available: Bool[Array, "state action"]
    payoff: Float[Array, "state action type row"]
    belief_rows: Int[Array, " some_row"] | None
    belief_payoff: Float[Array, "state action type some_row belief"] | None
    message_prob: Float[Array, "state action message type"] | None
    branch_prob: Float[Array, "state message branch"]
    branch_state: Int[Array, "state message branch"]
    anchor: Float[Array, "state action type"] | None = None


class Line(eqx.Module):
    """Where the beliefs about one informed actor lie in the flattened product grid.

    Args:
        before, points, after: the flattened grid as three axes, the middle one this actor's.
        num_types: K. num_points: on each of its K − 1 axes. limit: how far they reach from their middle.
        log_odds: at the actor's grid points, less those of the middle. middle: these.
    """

    log_odds: Float[Array, "axis point"]
    middle: Float[Array, " axis"]
    before: int = eqx.field(static=True)
    points: int = eqx.field(static=True)
    after: int = eqx.field(static=True)
    num_types: int = eqx.field(static=True)
    num_points: int = eqx.field(static=True)
    limit: float = eqx.field(static=True)


def continuation(
    next_values: Float[Array, "next_state next_row belief"], outcomes: Outcomes
) -> Float[Array, "state message next_row belief"]:
    """C_r(m; b): values of the next stage, averaged over what chance adds after each message."""
    total = jnp.zeros(())
    for branch in range(outcomes.branch_prob.shape[-1]):
        weight = outcomes.branch_prob[..., branch, None, None]
        total = total + weight * next_values[outcomes.branch_state[..., branch]]
    return total


def full_payoff(outcomes: Outcomes, num_beliefs: int) -> Float[Array, "state action type row belief"]:
    """Stage payoffs at every point of the belief grid."""
    payoff = jnp.broadcast_to(outcomes.payoff[..., None], (*outcomes.payoff.shape, num_beliefs))
    if outcomes.belief_payoff is None:
        return payoff
    return payoff.at[..., outcomes.belief_rows, :].add(outcomes.belief_payoff)


@jax.jit
def uninformed_step(
    next_values: Float[Array, "next_state next_row belief"],
    outcomes: Outcomes,
    mover_row: Int[Array, ""],
    precision: Float[Array, "state 1"],
) -> tuple[Float[Array, "state belief action 1"], Float[Array, "state next_row belief"]]:
    """Log-policy of a mover without private types, and everybody's values before its move. Nature has one action."""
    after = continuation(next_values, outcomes)
    if outcomes.message_prob is not None:
        after = jnp.einsum("sam,smrb->sarb", outcomes.message_prob[..., 0], after)
    payoff = full_payoff(outcomes, after.shape[-1])[:, :, 0]
    num_rows = payoff.shape[2]
    action_values = jnp.concatenate([payoff] * (after.shape[2] // num_rows), axis=2) + after
    available = outcomes.available[..., None]
    own = jnp.take(action_values, mover_row, axis=2)
    scores = precision[..., None] * own
    if outcomes.anchor is not None:
        scores = scores + outcomes.anchor
    log_policy = jax.nn.log_softmax(jnp.where(available, scores, -jnp.inf), axis=1)
    values = jnp.sum(jnp.exp(log_policy)[:, :, None] * action_values, axis=1)
    if after.shape[2] > num_rows:
        deviations = jnp.take(action_values, num_rows + mover_row, axis=2)
        best = jnp.max(jnp.where(available, deviations, -jnp.inf), axis=1)
        values = values.at[:, num_rows + mover_row].set(best)
    return jnp.swapaxes(log_policy, 1, 2)[..., None].astype(jnp.float32), values


class InformedStage(eqx.Module):
    """A block of an informed move, laid out by nodes: node = (state, before, after, point), the line's points last.

    Args:
        nodes: the fixed points to be solved.
        table: continuation of every row as a Hermite table. payoff: u_r(a, k) at every node.
    """

    nodes: Nodes
    table: Float[Array, "next_row message derivative line_grid"]
    payoff: Float[Array, "row action type node"]


@jax.jit
def prepare(
    next_values: Float[Array, "next_state next_row belief"],
    outcomes: Outcomes,
    line: Line,
    first_row: Int[Array, ""],
    precision: Float[Array, "state _type"],
) -> InformedStage:
    """The nodes of a block of an informed move. first_row: the row of the mover's first type."""
    after = continuation(next_values, outcomes)
    num_states, num_messages, num_rows, num_beliefs = after.shape
    num_nodes = num_states * num_beliefs
    lines = to_nodes(jnp.transpose(after, (2, 1, 0, 3)), line).reshape(num_rows, num_messages, -1, line.points)
    table = hermite_table(lines, line.num_types - 1)
    table = jnp.swapaxes(table, -3, -2).reshape(num_rows, num_messages, -1, num_nodes)
    payoff = to_nodes(jnp.transpose(full_payoff(outcomes, num_beliefs), (3, 1, 2, 0, 4)), line)
    own = jax.lax.dynamic_slice_in_dim(payoff, first_row, line.num_types, axis=0)
    num_lines = num_nodes // line.points
    nodes = Nodes(
        payoff=jnp.einsum("kakn->akn", own),
        available=jnp.repeat(outcomes.available.T, num_beliefs, axis=1),
        precision=jnp.repeat(precision.T, num_beliefs, axis=1),
        message_prob=_at_nodes(outcomes.message_prob, num_beliefs),
        log_odds=jnp.tile(line.log_odds, (1, num_lines)),
        offset=jnp.repeat(jnp.arange(num_lines) * line.points, line.points),
        table=jax.lax.dynamic_slice_in_dim(table, first_row, line.num_types, axis=0),
        num_points=line.num_points,
        limit=line.limit,
        anchor=anchor_at_nodes(outcomes.anchor, num_beliefs),
    )
    return InformedStage(nodes, table, payoff)


def anchor_at_nodes(
    anchor: Float[Array, "state action type"] | None, num_beliefs: int
) -> Float[Array, "action type node"] | None:
    if anchor is None:
        return None
    return jnp.repeat(jnp.moveaxis(anchor, 0, -1), num_beliefs, axis=-1)


def in_own_menu(mover: Any) -> Bool[Array, "action _type node"]:
    """Whether the menu of each type has the action."""
    available = mover.available[:, None]
    return available if mover.anchor is None else available & (mover.anchor > OUT_OF_MENU / 2)


def _at_nodes(
    message_prob: Float[Array, "state action message type"] | None, num_beliefs: int
) -> Float[Array, "action message type node"] | None:
    if message_prob is None:
        return None
    return jnp.repeat(jnp.moveaxis(message_prob, 0, -1), num_beliefs, axis=-1)


class Concluded(NamedTuple):
    """Log-policies for play of every mover, everybody's values before the move, residuals, and the scores by state."""

    log_policies: tuple[Float[Array, "state belief _action _type"], ...]
    values: Float[Array, "state next_row belief"]
    residual: Float[Array, "state belief"]
    scores: Float[Array, "action type state belief"]


@jax.jit
def conclude(
    stage: InformedStage, scores: Float[Array, "action type node"], line: Line, first_row: Int[Array, ""]
) -> Concluded:
    """What follows from the scores found."""
    nodes = stage.nodes
    at = evaluate(nodes, scores)
    belief = type_probabilities(nodes.log_odds + line.middle[:, None])
    after, _ = interpolate(stage.table, nodes.offset, at.posterior, nodes.num_points, nodes.limit)
    message = jnp.sum(belief * at.likelihood, axis=1)
    num_rows, copies = len(stage.payoff), len(after) // len(stage.payoff)
    paid = jnp.sum(belief * at.policy * stage.payoff, axis=(1, 2))
    values = jnp.concatenate([paid] * copies) + jnp.sum(message * after, axis=1)
    own = jnp.sum(at.policy * at.action_values, axis=0)
    values = jax.lax.dynamic_update_slice_in_dim(values, own, first_row, axis=0)
    if copies > 1:
        after_own = jax.lax.dynamic_slice_in_dim(after, num_rows + first_row, line.num_types, axis=0)
        deviations = nodes.payoff + expected_over_messages(after_own, nodes.message_prob)
        best = jnp.max(jnp.where(in_own_menu(nodes), deviations, -jnp.inf), axis=0)
        values = jax.lax.dynamic_update_slice_in_dim(values, best, num_rows + first_row, axis=0)
    log_policy = jnp.log(from_nodes(at.policy, line)).astype(jnp.float32)
    return Concluded(
        (jnp.transpose(log_policy, (2, 3, 0, 1)),),
        jnp.swapaxes(from_nodes(values, line), 0, 1),
        from_nodes(residual(nodes, at), line),
        from_nodes(scores, line),
    )


@jax.jit
def to_nodes(values: Float[Array, "*lead state belief"], line: Line) -> Float[Array, "*lead node"]:
    """From states and flattened beliefs to nodes."""
    split = values.reshape(*values.shape[:-1], line.before, line.points, line.after)
    return jnp.swapaxes(split, -1, -2).reshape(*values.shape[:-2], -1)


def from_nodes(values: Shaped[Array, "*lead node"], line: Line) -> Shaped[Array, "*lead state belief"]:
    """The inverse of `to_nodes`."""
    lead = values.shape[:-1]
    split = values.reshape(*lead, -1, line.before, line.after, line.points)
    return jnp.swapaxes(split, -1, -2).reshape(*lead, split.shape[-4], -1)
