"""Policies, own values and residuals at given scores, against the reference's equations."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from reference.response import evaluate, misfit
from support.blocks import block_of
from support.nodes import as_arrays


@pytest.mark.parametrize("name", ["two_sided", "covert", "three_types", "belief_payoff"])
def test_what_is_concluded_from_scores(name: str) -> None:
    game, table, _, nodes = block_of(name)
    (menu,) = nodes.shape.menus
    scores = np.random.default_rng(5).normal(size=(*menu, len(nodes.rows)))
    arrays = as_arrays(nodes)
    at = evaluate(arrays, jnp.asarray(scores))
    concluded = nodes.conclude(scores)
    beliefs, number = nodes.shape.beliefs, len(table.states)

    def by_state(found: np.ndarray) -> np.ndarray:
        arranged = np.empty((*found.shape[:-1], number, len(beliefs)))
        arranged[..., beliefs] = found.reshape(*found.shape[:-1], number, -1)
        return arranged

    policy = by_state(np.asarray(at.policy))
    np.testing.assert_allclose(np.exp(concluded.log_policies[0]), np.transpose(policy, (2, 3, 0, 1)), atol=1e-6)
    residual = misfit(at.policy, arrays.precision * at.action_values, arrays.available)
    np.testing.assert_allclose(concluded.residual, by_state(np.asarray(residual)), rtol=1e-6, atol=1e-12)
    own = by_state(np.sum(np.asarray(at.policy) * np.asarray(at.action_values), axis=0))
    first = game.first_row(table.mover)
    np.testing.assert_allclose(np.moveaxis(concluded.values[:, first : first + menu[1]], 1, 0), own, atol=1e-9)
