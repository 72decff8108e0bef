"""One node's fixed point on arrays: Newton steps against automatic differentiation, solutions against a root finder."""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import root

from detente.solve.equilibrium import Settings
from detente.solve.search import solve_nodes
from detente.solve.stepping import FIRST_STEP
from reference.response import (
    Nodes,
    advance,
    euler_step,
    evaluate,
    misfit,
    residual,
    response_matrix,
    solve_small,
)
from support.nodes import for_reference, random_nodes


def later(*values: float) -> Any:
    """A case that is for `make test-long`: it compiles the reference once more, and others show the same."""
    return pytest.param(*values, marks=pytest.mark.long)


def first_step(nodes: Nodes) -> jax.Array:
    """The first h from uniform play."""
    return jnp.full(nodes.offset.shape, FIRST_STEP)


@pytest.mark.parametrize("is_overt", [True, False])
@pytest.mark.parametrize(("num_types", "num_actions"), [(2, 3), (3, 2), (3, 3)])
def test_a_very_long_step_is_newtons(num_types: int, num_actions: int, is_overt: bool) -> None:
    nodes = random_nodes(1, num_types, num_actions, is_overt)
    random = np.random.default_rng(2)
    scores = jnp.asarray(random.normal(size=nodes.payoff.shape)) * nodes.available[:, None]
    scores = scores - scores.sum(0) / nodes.available.sum(0) * nodes.available[:, None]
    step = jnp.full(nodes.offset.shape, 1e14)
    change = np.asarray(jax.jit(lambda y: euler_step(nodes, evaluate(nodes, y), step)[0])(scores))
    jacobian = np.asarray(jax.jit(jax.jacfwd(lambda y: evaluate(nodes, y).defect))(scores))
    defect = np.asarray(jax.jit(lambda y: evaluate(nodes, y).defect)(scores))
    for node in range(nodes.offset.size):
        predicted = np.einsum("akbl,bl->ak", jacobian[:, :, node, :, :, node], change[..., node])
        np.testing.assert_allclose(predicted, -defect[..., node], atol=1e-9)


@pytest.mark.parametrize("is_overt", [True, False])
def test_answers_are_a_root_finders(is_overt: bool) -> None:
    nodes = random_nodes(3, 2, 3, is_overt, precision=1.0)
    progress = advance(nodes, jnp.zeros_like(nodes.payoff), first_step(nodes), 60, 1e-12)
    assert float(progress.bound.max()) < 1e-12
    defect_fn = jax.jit(lambda scores: evaluate(nodes, scores).defect)
    node = 1

    def defect(above_first: np.ndarray) -> np.ndarray:
        scores = progress.scores.at[1:, :, node].set(above_first.reshape(2, 2)).at[0, :, node].set(0.0)
        found = np.asarray(defect_fn(scores))[..., node]
        return (found[1:] - found[:1]).ravel()

    answer = root(defect, np.zeros(4), tol=1e-12)
    assert answer.success
    scores = np.asarray(progress.scores)[..., node]
    np.testing.assert_allclose((scores[1:] - scores[:1]).ravel(), answer.x, atol=1e-8)


def test_precision_zero_is_uniform_play() -> None:
    nodes = random_nodes(4, 2, 3, True, precision=0.0)
    scores = advance(nodes, jnp.zeros_like(nodes.payoff), first_step(nodes), 60, 1e-12).scores
    policy = np.asarray(eqx.filter_jit(evaluate)(nodes, scores).policy)
    np.testing.assert_allclose(policy[:, :, 1:], 1 / 3, atol=1e-12)
    np.testing.assert_allclose(policy[:, :, 0], [[0.5, 0.5], [0.5, 0.5], [0.0, 0.0]], atol=1e-12)


@pytest.mark.parametrize("precision", [1.0, 5.0, 20.0, 100.0])
@pytest.mark.parametrize("is_overt", [True, False])
def test_stiff_nodes_are_solved_or_say_that_they_are_not(precision: float, is_overt: bool) -> None:
    nodes = random_nodes(5, 2, 2, is_overt, precision, num_nodes=40)
    scores = jnp.asarray(solve_nodes(for_reference(nodes), np.zeros(nodes.payoff.shape), Settings()).scores)
    at = eqx.filter_jit(evaluate)(nodes, scores)
    wanted = jnp.where(nodes.available[:, None], precision * at.action_values, -jnp.inf)
    policy, largest = np.asarray(at.policy), np.abs(np.where(np.isfinite(wanted), wanted, 0)).max(axis=0)
    gap = np.abs(policy - np.asarray(jax.nn.softmax(wanted, axis=0)))
    by_rounding = np.finfo(float).eps * largest * policy * (1 - policy)
    np.testing.assert_allclose((gap + by_rounding).max(axis=(0, 1)), np.asarray(residual(nodes, at)), rtol=1e-12)
    assert np.mean(gap.max(axis=(0, 1)) < 1e-8) > 0.95


def test_what_rounding_leaves_open_counts_where_acts_are_mixed() -> None:
    """λ Q of 10¹² is known to 2 × 10⁻⁴: at even odds a probability then to a quarter of that, at sure ones entirely."""
    policy, available = jnp.asarray([[[0.5, 1.0]], [[0.5, 0.0]]]), jnp.ones((2, 2), dtype=bool)
    wanted = jnp.asarray([[[1e12, 1e12]], [[1e12, 0.0]]])
    np.testing.assert_allclose(misfit(policy, wanted, available), [0.25 * np.finfo(float).eps * 1e12, 0.0])


@pytest.mark.parametrize("is_overt", [True, False])
def test_the_bound_is_above_the_residual(is_overt: bool) -> None:
    nodes = random_nodes(8, 2, 3, is_overt, precision=3.0, num_nodes=50)
    for num_steps in (0, 1, 2, 4):
        progress = advance(nodes, jnp.zeros_like(nodes.payoff), first_step(nodes), num_steps, 1e-12)
        at = eqx.filter_jit(evaluate)(nodes, progress.scores)
        assert np.all(np.asarray(residual(nodes, at)) <= np.asarray(progress.bound) + 1e-15)


def test_a_bound_that_is_not_a_number_is_not_solved() -> None:
    nodes = random_nodes(6, 2, 2, True)
    broken = eqx.tree_at(lambda tree: tree.payoff, nodes, nodes.payoff * jnp.nan)
    bound = np.asarray(advance(broken, jnp.zeros_like(broken.payoff), first_step(broken), 5, 1e-10).bound)
    assert not np.any(bound <= 1e-10)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6])
def test_small_systems(size: int) -> None:
    random = np.random.default_rng(7)
    matrix = random.normal(size=(30, size, size))
    if size > 1:
        matrix[0, 0, 0] = 0.0
    right = random.normal(size=(30, size))
    found, determinant = solve_small(jnp.asarray(np.moveaxis(matrix, 0, -1)), jnp.asarray(right.T))
    np.testing.assert_allclose(np.asarray(determinant), np.linalg.det(matrix), rtol=1e-8)
    np.testing.assert_allclose(np.asarray(found).T, np.linalg.solve(matrix, right[..., None])[..., 0], rtol=1e-8)


@pytest.mark.parametrize(
    ("num_types", "step"), [(2, 100.0), (3, 0.5), later(2, 0.5), later(3, 100.0), later(4, 0.5), later(4, 100.0)]
)
def test_overt_steps_solve_the_whole_system_and_know_its_determinant(num_types: int, step: float) -> None:
    nodes = random_nodes(5, num_types, 3, True, precision=4.0)
    scores = jnp.asarray(np.random.default_rng(6).normal(size=nodes.payoff.shape)) * nodes.available[:, None]
    at = evaluate(nodes, scores)
    _, determinant = jax.jit(lambda y: euler_step(nodes, evaluate(nodes, y), jnp.full(6, step)))(scores)
    matrix = np.moveaxis(np.asarray(response_matrix(nodes, at)), -1, 0)
    # Node 0 lacks an action, whose message means nothing there.
    whole = np.linalg.det((1 + 1 / step) * np.eye(matrix.shape[1]) - matrix)
    np.testing.assert_allclose(np.asarray(determinant)[1:], whole[1:], rtol=1e-9)
