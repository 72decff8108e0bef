"""The equations at given scores: the bound that the kernel reports is half the largest defect of the reference."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from detente.solve.stepping import StepRule
from reference.response import evaluate
from support.effort import rest_long
from support.nodes import for_kernel, random_nodes


@pytest.mark.parametrize(
    ("num_types", "num_actions", "is_overt"),
    rest_long([(2, 2, True), (3, 4, True), (2, 3, False), (4, 2, False)], {(2, 2, True), (2, 3, False)}),
)
@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_defects_at_random_scores(num_types: int, num_actions: int, is_overt: bool, scale: float) -> None:
    """At scores of 30 most posteriors lie beyond the grid."""
    nodes = random_nodes(41, num_types, num_actions, is_overt, precision=3.0, num_nodes=50)
    scores = scale * np.random.default_rng(42).normal(size=nodes.payoff.shape)
    found = for_kernel(nodes).advance(scores, np.ones(50), StepRule(0, 0.0))
    expected = np.abs(np.asarray(evaluate(nodes, jnp.asarray(scores)).defect)).max(axis=(0, 1)) / 2
    np.testing.assert_allclose(found.bound, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found.scores, scores)
