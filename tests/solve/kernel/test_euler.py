"""One implicit Euler step: of great length it is Newton's, of little length that of the logit dynamic."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.solve.stepping import StepRule
from reference.response import Nodes, evaluate
from support.effort import rest_long
from support.nodes import for_kernel, random_nodes

SIZES = rest_long(
    [(2, 2, True), (3, 3, True), (4, 2, True), (2, 3, False), (3, 2, False)], {(2, 2, True), (3, 2, False)}
)


def near_a_solution(nodes: Nodes, distance: float) -> np.ndarray:
    """Scores a little off a solution, centred over the menu."""
    number = nodes.offset.size
    solved = for_kernel(nodes).advance(np.zeros(nodes.payoff.shape), np.ones(number), StepRule(60, 1e-12)).scores
    menu = np.asarray(nodes.available)[:, None]
    moved = (solved + distance * np.random.default_rng(43).normal(size=solved.shape)) * menu
    return np.asarray((moved - moved.sum(axis=0) / menu.sum(axis=0)) * menu)


@pytest.mark.parametrize(("num_types", "num_actions", "is_overt"), SIZES)
def test_a_very_long_step_is_newtons(num_types: int, num_actions: int, is_overt: bool) -> None:
    nodes = random_nodes(44, num_types, num_actions, is_overt, precision=1.5)
    scores = near_a_solution(nodes, 1e-4)
    end = for_kernel(nodes).advance(scores, np.full(6, 1e12), StepRule(1, 0.0, is_drift=False))
    jacobian = np.asarray(jax.jacfwd(lambda y: evaluate(nodes, y).defect)(jnp.asarray(scores)))
    defect = np.asarray(evaluate(nodes, jnp.asarray(scores)).defect)
    for node in range(6):
        predicted = np.einsum("akbl,bl->ak", jacobian[:, :, node, :, :, node], (end.scores - scores)[..., node])
        np.testing.assert_allclose(predicted, -defect[..., node], atol=1e-9)


@pytest.mark.parametrize(("num_types", "num_actions", "is_overt"), SIZES)
def test_a_very_short_step_follows_the_dynamic(num_types: int, num_actions: int, is_overt: bool) -> None:
    nodes = random_nodes(45, num_types, num_actions, is_overt, precision=1.5)
    scores, step = near_a_solution(nodes, 0.3), 1e-6
    end = for_kernel(nodes).advance(scores, np.full(6, step), StepRule(1, 0.0))
    defect = np.asarray(evaluate(nodes, jnp.asarray(scores)).defect)
    np.testing.assert_allclose((end.scores - scores) / step, defect, atol=1e-4 * (1 + np.abs(defect).max()))
