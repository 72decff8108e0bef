"""Two movers at once: a joint fixed point at many nodes, and one step backwards from it.

A node is a public state and public belief at which actors 1 and 2, of K₁ and K₂ types, choose without knowing the
other's choice. Everybody then observes a message of each, P(m₁ | a₁, k₁) and P(m₂ | a₂, k₂). As types are independent
and each message depends on its own sender alone, the belief about either follows from its own message (`response.py`,
equations 1 and 2), and with the marginals L̄₂(m₂) = Σ_k b₂(k) L₂(m₂ | k)

    Q₁(a, k) = u₁(a, k) + Σ_m₁ P(m₁ | a, k) Σ_m₂ L̄₂(m₂) C_k(m₁, m₂; z₁′(m₁), z₂′(m₂)),                     (1)

likewise Q₂. Payoffs of the pair of acts are part of C, as wants and effects see both acts. What the other's act pays at
once adds the same to all of one's own actions; it is left out of (1) and added to the values. Unknown are the scores of
both, y = (y₁, y₂), which solve

    F(y) = λ Q(σ(y)) − y = 0                                                                              (2)

by the steps of `response.follow`, with the derivative of λ Q by all scores as a dense matrix: (c I − λ Q′) δ = F,
c = 1 + 1/h. The interpolant runs over the beliefs about both movers, a *plane*; everything else is a batch.

Scores have the axes score and one of length 1 (for `response.follow`), nodes last. Nodes are states, then beliefs about
others, then beliefs about actor 1, then about actor 2. A mover with one type has no axis of belief, and one point.

Source: R. McKelvey and T. Palfrey, Quantal response equilibria for normal form games, Games and Economic Behavior 10
(1995) 6–38, for the joint fixed point; the rest as in `response.py`.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Shaped

from reference import response
from reference.interpolation import held_within, hermite_bases, mixed_hermite_table, type_probabilities
from reference.stage import Concluded, Outcomes, anchor_at_nodes, full_payoff, in_own_menu


class Plane(eqx.Module):
    """Where the beliefs about two movers lie in the flattened product grid.

    Args:
        log_odds: at each mover's grid points, less the middle. sizes: of the product grid, by informed actor. order: of
            those axes, so that the others come first, then the two movers'.
        num_types: K₁ and K₂. num_points: on each of the K − 1 axes. limits: how far these reach from their middle.
    """

    log_odds: tuple[Float[Array, "_axis _point"], Float[Array, "_axis _point"]]
    sizes: tuple[int, ...] = eqx.field(static=True)
    order: tuple[int, ...] = eqx.field(static=True)
    num_types: tuple[int, int] = eqx.field(static=True)
    num_points: tuple[int, int] = eqx.field(static=True)
    limits: tuple[float, float] = eqx.field(static=True)
    middle: tuple[Float[Array, " _axis"], Float[Array, " _axis"]]

    @property
    def axis_points(self) -> tuple[int, ...]:
        """Points on every axis of the plane, the first mover's axes first."""
        pairs = zip(self.num_points, self.num_types, strict=True)
        return tuple(points for points, kinds in pairs for _ in range(kinds - 1))


class PairOutcomes(eqx.Module):
    """A block of two decisions made at once as device arrays; the branches of `first` and `second` are not used."""

    first: Outcomes
    second: Outcomes
    branch_prob: Float[Array, "state first_message second_message branch"]
    branch_state: Int[Array, "state first_message second_message branch"]


class Mover(eqx.Module):
    """What belongs to one of the two at every node: u(a, k), menu, λ, P(m | a, k) or None, b, z, log η or None."""

    payoff: Float[Array, "action type node"]
    available: Bool[Array, "action node"]
    precision: Float[Array, "own node"]
    message_prob: Float[Array, "action message type node"] | None
    belief: Float[Array, "type node"]
    log_odds: Float[Array, "axis node"]
    anchor: Float[Array, "action type node"] | None = None


class PairNodes(eqx.Module):
    """Nodes to be solved, with everything that does not change while they are.

    Args:
        offset: where the node's plane begins in the last axis of `table`.
        table: continuation C of the types of both movers, as a Hermite table of every plane.
        num_points, limits: of the plane's axes.
    """

    movers: tuple[Mover, Mover]
    offset: Int[Array, " node"]
    table: Float[Array, "type first_message second_message derivative plane_grid"]
    num_points: tuple[int, int] = eqx.field(static=True)
    limits: tuple[float, float] = eqx.field(static=True)


class PairEvaluation(NamedTuple):
    """Two policies at their node: σ, L and the posterior z′ of each, Q of each, F, and λ Q′."""

    policy: tuple[Array, Array]
    likelihood: tuple[Array, Array]
    posterior: tuple[Array, Array]
    action_values: tuple[Array, Array]
    defect: Array
    matrix: Array


# Interpolation over the plane


class _Corners(NamedTuple):
    """The corners of the cells around posteriors: their places, and what value and slopes there weigh.

    Args:
        weight: first in the interpolated value, then in its derivative by each log-odds.
    """

    place: Int[Array, "corner message node"]
    weight: Float[Array, "corner value_or_axis derivative message node"]


def _corners(log_odds: Float[Array, "message axis node"], num_points: int, limit: float) -> _Corners:
    """The corners on one mover's own grid; for a mover without axes one, whose value weighs one."""
    num_messages, num_axes, num_nodes = log_odds.shape
    per_step = (num_points - 1) / (2 * limit)
    position = jnp.clip((log_odds + limit) * per_step, 0.0, num_points - 1.0)
    is_inside = jnp.abs(log_odds) < limit
    low = jnp.clip(jnp.floor(position), 0, num_points - 2)
    bases = hermite_bases(position - low)
    places, weights = [], []
    for corner in itertools.product((0, 1), repeat=num_axes):
        place = jnp.zeros((num_messages, num_nodes), dtype=int)
        for axis, side in enumerate(corner):
            place = place * num_points + low[:, axis].astype(int) + side
        by_derivative = []
        for derivative in itertools.product((0, 1), repeat=num_axes):
            factors = [bases[c][d][0][:, axis] for axis, (c, d) in enumerate(zip(corner, derivative, strict=True))]
            found = [math.prod(factors, start=jnp.ones((num_messages, num_nodes)))]
            for axis, (c, d) in enumerate(zip(corner, derivative, strict=True)):
                changed = [*factors[:axis], bases[c][d][1][:, axis], *factors[axis + 1 :]]
                found.append(math.prod(changed, start=jnp.where(is_inside[:, axis], per_step, 0.0)))
            by_derivative.append(jnp.stack(found))
        places.append(place)
        weights.append(jnp.stack(by_derivative, axis=1))
    return _Corners(jnp.stack(places), jnp.stack(weights))


def interpolate_plane(
    table: Float[Array, "row first_message second_message derivative plane_grid"],
    offset: Int[Array, " node"],
    log_odds: tuple[Float[Array, "first_message _axis node"], Float[Array, "second_message _axis node"]],
    num_points: tuple[int, int],
    limits: tuple[float, float],
) -> tuple[
    Float[Array, "row first_message second_message node"],
    Float[Array, "first_axis row first_message second_message node"],
    Float[Array, "second_axis row first_message second_message node"],
]:
    """Values after each pair of messages, and their derivatives by the log-odds about either mover."""
    first, second = (_corners(*each) for each in zip(log_odds, num_points, limits, strict=True))
    num_axes = [z.shape[1] for z in log_odds]
    points_of_second = num_points[1] ** num_axes[1]
    shape = (len(table), log_odds[0].shape[0], log_odds[1].shape[0], len(offset))
    split = (*shape[:3], 2 ** num_axes[0], 2 ** num_axes[1], len(offset))

    def add(total: Array, pair: tuple[Array, Array]) -> tuple[Array, None]:
        """The share of one corner of either cell: in the value, and in its derivatives."""
        one, two = pair
        place = offset + first.place[one][:, None] * points_of_second + second.place[two][None]
        found = jnp.take_along_axis(table, place[None, :, :, None, :], axis=-1).reshape(split)
        of_first = first.weight[one].swapaxes(1, 2)[:, :, None]
        of_second = second.weight[two].swapaxes(1, 2)[:, :, None]
        by_first = jnp.sum(found * of_second[0], axis=4)
        parts = [jnp.sum(by_first * weight, axis=3) for weight in of_first]
        for weight in of_second[1:]:
            parts.append(jnp.sum(jnp.sum(found * weight, axis=4) * of_first[0], axis=3))
        return total + jnp.stack(parts), None

    corners = itertools.product(range(len(first.place)), range(len(second.place)))
    ones, twos = (jnp.asarray(each) for each in zip(*corners, strict=True))
    total, _ = jax.lax.scan(add, jnp.zeros((1 + sum(num_axes), *shape)), (ones, twos))
    return total[0], total[1 : 1 + num_axes[0]], total[1 + num_axes[0] :]


# The fixed point


def _split(nodes: PairNodes, scores: Float[Array, "score 1 node"]) -> tuple[Array, Array]:
    """The scores y(a, k) of each mover."""
    first, second = (mover.payoff.shape for mover in nodes.movers)
    size = first[0] * first[1]
    return scores[:size].reshape(*first[:2], -1), scores[size:].reshape(*second[:2], -1)


def _joined(first: Array, second: Array) -> Float[Array, "score 1 node"]:
    parts = [each.reshape(-1, 1, each.shape[-1]) for each in (first, second)]
    return jnp.concatenate(parts)


def respond(nodes: PairNodes, scores: Float[Array, "score 1 node"]) -> PairEvaluation:
    """Equations (1) and (2) at the given scores; without the matrix."""
    both = _split(nodes, scores)
    told = [
        response.told(response.anchored(y, m.anchor), m.available, m.message_prob)
        for y, m in zip(both, nodes.movers, strict=True)
    ]
    first, second = (
        held_within(mover.log_odds + ratio, limit)[0]
        for mover, (_, _, ratio), limit in zip(nodes.movers, told, nodes.limits, strict=True)
    )
    posterior = (first, second)
    # Derivatives come from the interpolant's own, so that the grid is looked up once whatever the number of scores.
    at = jax.lax.stop_gradient(posterior)
    value, first_slope, second_slope = interpolate_plane(nodes.table, nodes.offset, at, nodes.num_points, nodes.limits)
    moved = [jnp.moveaxis(z - z_at, 1, 0)[:, None] for z, z_at in zip(posterior, at, strict=True)]
    value = value + jnp.sum(first_slope * moved[0][:, :, :, None], axis=0)
    value = value + jnp.sum(second_slope * moved[1][:, :, None], axis=0)
    marginal = [jnp.sum(m.belief * t[1], axis=1) for m, t in zip(nodes.movers, told, strict=True)]
    num_first = both[0].shape[1]
    expected = (
        jnp.sum(value[:num_first] * marginal[1], axis=2),
        jnp.sum(value[num_first:] * marginal[0][:, None], axis=1),
    )
    action_values = []
    defects = []
    for mover, own, y in zip(nodes.movers, expected, both, strict=True):
        q = mover.payoff + response.expected_over_messages(own, mover.message_prob)
        action_values.append(q)
        defects.append(response.centred(mover.precision * q - y, mover.available[:, None, :]))
    return PairEvaluation(
        policy=(told[0][0], told[1][0]),
        likelihood=(told[0][1], told[1][1]),
        posterior=posterior,
        action_values=(action_values[0], action_values[1]),
        defect=_joined(defects[0], defects[1]),
        matrix=jnp.zeros(()),
    )


def evaluate(nodes: PairNodes, scores: Float[Array, "score 1 node"]) -> PairEvaluation:
    """Equations (1) and (2) with λ Q′, whose entry (i, j) is the derivative of score i's λ Q by score j."""

    def defect(y: Array) -> tuple[Array, PairEvaluation]:
        at = respond(nodes, y)
        return at.defect, at

    def column(direction: Array) -> tuple[Array, PairEvaluation]:
        _, change, at = jax.jvp(defect, (scores,), (jnp.broadcast_to(direction[:, None, None], scores.shape),), True)
        return change[:, 0], at

    identity = jnp.eye(scores.shape[0])
    columns, at = jax.vmap(column, out_axes=(1, None))(identity)
    # F has −y centred over the menu; taking the same off again leaves λ Q′ alone.
    own = jax.vmap(partial(_centred_pair, nodes), in_axes=1, out_axes=1)(
        jnp.broadcast_to(identity[:, :, None], columns.shape)
    )
    return at._replace(matrix=columns + own)


def _centred_pair(nodes: PairNodes, scores: Float[Array, "score node"]) -> Float[Array, "score node"]:
    both = _split(nodes, scores[:, None])
    centred = [response.centred(y, m.available[:, None, :]) for y, m in zip(both, nodes.movers, strict=True)]
    return _joined(*centred)[:, 0]


def _euler_step(nodes: PairNodes, at: PairEvaluation, step: Float[Array, " node"]) -> tuple[Array, Array]:
    """The change of the scores in one implicit Euler step, and the determinant of c I − λ Q′."""
    scale = 1 + 1 / step
    system = scale * jnp.eye(len(at.matrix))[:, :, None] - at.matrix
    change, determinant = response.solve_small(system, at.defect[:, 0])
    return _centred_pair(nodes, change)[:, None], determinant


@partial(jax.jit, static_argnames="is_careful")
def advance(
    nodes: PairNodes,
    scores: Float[Array, "score 1 node"],
    step: Float[Array, " node"],
    max_steps: int | Int[Array, ""],
    goal: float | Float[Array, ""],
    is_drift: bool | Bool[Array, ""] = True,
    is_careful: bool = False,
) -> response.Progress:
    """Up to `max_steps` steps at every node (`response.advance`)."""
    equations = response.Equations(
        partial(evaluate, nodes), partial(_euler_step, nodes), lambda at: response.largest_growth(at.matrix)
    )
    return response.follow(equations, scores, step, max_steps, goal, is_drift, is_careful)


@jax.jit
def matrix_at(nodes: PairNodes, scores: Float[Array, "score 1 node"]) -> Float[Array, "score score node"]:
    return evaluate(nodes, scores).matrix


@jax.jit
def subset(nodes: PairNodes, index: Int[Array, " some"]) -> PairNodes:
    """The nodes at these places; the table of planes is shared."""
    movers = jax.tree.map(lambda array: array[..., index], nodes.movers)
    return PairNodes(movers, nodes.offset[index], nodes.table, nodes.num_points, nodes.limits)


def weaker(nodes: PairNodes, share: Float[np.ndarray, " node"]) -> PairNodes:
    """The nodes with a share of both movers' precision."""
    first, second = (replace(mover, precision=mover.precision * share) for mover in nodes.movers)
    return replace(nodes, movers=(first, second))


# One step backwards


class PairStage(eqx.Module):
    """A block of two moves made at once, laid out by nodes.

    Args:
        nodes: the fixed points to be solved. table: continuation of every row. payoff: u_r(a, k) of either mover's act.
    """

    nodes: PairNodes
    table: Float[Array, "next_row first_message second_message derivative plane_grid"]
    payoff: tuple[Float[Array, "row _action _type node"], Float[Array, "row _action _type node"]]


@jax.jit
def prepare(
    next_values: Float[Array, "next_state next_row belief"],
    outcomes: PairOutcomes,
    plane: Plane,
    first_rows: tuple[Int[Array, ""], Int[Array, ""]],
    precision: tuple[Float[Array, "state _type"], Float[Array, "state _type"]],
) -> PairStage:
    """The nodes of a block. first_rows: the rows of the movers' first types."""
    after = jnp.zeros(())
    for branch in range(outcomes.branch_prob.shape[-1]):
        weight = outcomes.branch_prob[..., branch, None, None]
        after = after + weight * next_values[outcomes.branch_state[..., branch]]
    num_states, num_first, num_second, num_rows, num_beliefs = after.shape
    num_nodes = num_states * num_beliefs
    points = math.prod(plane.axis_points)
    planes = to_nodes(jnp.transpose(after, (3, 1, 2, 0, 4)), plane)
    table = mixed_hermite_table(planes.reshape(num_rows, num_first, num_second, -1, points), plane.axis_points)
    table = jnp.swapaxes(table, -3, -2).reshape(num_rows, num_first, num_second, -1, num_nodes)
    num_planes = num_nodes // points
    movers, payoffs = [], []
    for number, own in enumerate((outcomes.first, outcomes.second)):
        payoff = to_nodes(jnp.transpose(full_payoff(own, num_beliefs), (3, 1, 2, 0, 4)), plane)
        mine = jax.lax.dynamic_slice_in_dim(payoff, first_rows[number], plane.num_types[number], axis=0)
        # Along the plane the points of the second mover are side by side.
        repeated = (jnp.repeat(plane.log_odds[0], plane.log_odds[1].shape[1], axis=1), plane.log_odds[1])[number]
        log_odds = jnp.tile(repeated, (1, num_nodes // repeated.shape[1]))
        message_prob = own.message_prob
        if message_prob is not None:
            message_prob = jnp.repeat(jnp.moveaxis(message_prob, 0, -1), num_beliefs, axis=-1)
        movers.append(
            Mover(
                payoff=jnp.einsum("kakn->akn", mine),
                available=jnp.repeat(own.available.T, num_beliefs, axis=1),
                precision=jnp.repeat(precision[number].T, num_beliefs, axis=1),
                message_prob=message_prob,
                belief=type_probabilities(log_odds + plane.middle[number][:, None]),
                log_odds=log_odds,
                anchor=anchor_at_nodes(own.anchor, num_beliefs),
            )
        )
        payoffs.append(payoff)
    owned = [
        jax.lax.dynamic_slice_in_dim(table, row, kinds, axis=0)
        for row, kinds in zip(first_rows, plane.num_types, strict=True)
    ]
    nodes = PairNodes(
        movers=(movers[0], movers[1]),
        offset=jnp.repeat(jnp.arange(num_planes) * points, points),
        table=jnp.concatenate(owned),
        num_points=plane.num_points,
        limits=plane.limits,
    )
    return PairStage(nodes, table, (payoffs[0], payoffs[1]))


@jax.jit
def conclude(
    stage: PairStage,
    scores: Float[Array, "score 1 node"],
    plane: Plane,
    first_rows: tuple[Int[Array, ""], Int[Array, ""]],
) -> Concluded:
    """What follows from the scores found."""
    nodes = stage.nodes
    at = respond(nodes, scores)
    after, _, _ = interpolate_plane(stage.table, nodes.offset, at.posterior, nodes.num_points, nodes.limits)
    chances = [m.belief * p for m, p in zip(nodes.movers, at.policy, strict=True)]
    paid = [jnp.sum(c * u, axis=(1, 2)) for c, u in zip(chances, stage.payoff, strict=True)]
    first_message, second_message = (
        jnp.sum(m.belief * likelihood, axis=1) for m, likelihood in zip(nodes.movers, at.likelihood, strict=True)
    )
    num_rows, copies = len(stage.payoff[0]), len(after) // len(stage.payoff[0])
    values = jnp.concatenate([paid[0] + paid[1]] * copies)
    values = values + jnp.sum(after * first_message[:, None] * second_message, axis=(1, 2))
    for number, (mover, row) in enumerate(zip(nodes.movers, first_rows, strict=True)):
        kinds = plane.num_types[number]
        given = jax.lax.dynamic_slice_in_dim(paid[1 - number], row, kinds, axis=0)
        own = jnp.sum(at.policy[number] * at.action_values[number], axis=0)
        values = jax.lax.dynamic_update_slice_in_dim(values, given + own, row, axis=0)
        if copies > 1:
            mine = jax.lax.dynamic_slice_in_dim(after, num_rows + row, kinds, axis=0)
            weight = second_message if number == 0 else first_message[:, None]
            by_message = jnp.sum(mine * weight, axis=2 - number)
            deviations = mover.payoff + response.expected_over_messages(by_message, mover.message_prob)
            best = jnp.max(jnp.where(in_own_menu(mover), deviations, -jnp.inf), axis=0)
            values = jax.lax.dynamic_update_slice_in_dim(values, given + best, num_rows + row, axis=0)
    log_policies = [
        jnp.transpose(jnp.log(from_nodes(policy, plane)).astype(jnp.float32), (2, 3, 0, 1)) for policy in at.policy
    ]
    return Concluded(
        (log_policies[0], log_policies[1]),
        jnp.swapaxes(from_nodes(values, plane), 0, 1),
        from_nodes(_residual(nodes, at), plane),
        from_nodes(scores, plane),
    )


def _residual(nodes: PairNodes, at: PairEvaluation) -> Float[Array, " node"]:
    """The largest `response.misfit` of both movers."""
    found = [
        response.misfit(policy, mover.precision * values, mover.available, mover.anchor)
        for mover, policy, values in zip(nodes.movers, at.policy, at.action_values, strict=True)
    ]
    return jnp.maximum(found[0], found[1])


@jax.jit
def to_nodes(values: Float[Array, "*lead state belief"], plane: Plane) -> Float[Array, "*lead node"]:
    """From states and flattened beliefs to nodes."""
    split = values.reshape(*values.shape[:-1], *plane.sizes)
    num_lead = values.ndim - 1
    order = (*range(num_lead), *(num_lead + axis for axis in plane.order))
    return jnp.transpose(split, order).reshape(*values.shape[:-2], -1)


def from_nodes(values: Shaped[Array, "*lead node"], plane: Plane) -> Shaped[Array, "*lead state belief"]:
    """The inverse of `to_nodes`."""
    lead = values.shape[:-1]
    split = values.reshape(*lead, -1, *(plane.sizes[axis] for axis in plane.order))
    num_lead = len(lead) + 1
    order = (*range(num_lead), *(num_lead + int(axis) for axis in np.argsort(plane.order)))
    return jnp.transpose(split, order).reshape(*split.shape[:num_lead], -1)
