"""The grid over public beliefs."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.beliefs import (
    BeliefGrid,
    joint_log_odds,
    log_likelihood_of,
    log_odds_of,
    probabilities_of,
    update,
)

GRID = BeliefGrid((2, 3), (5, 3), limit=4.0)


def test_the_product_grid_has_the_first_actor_slowest() -> None:
    assert GRID.sizes == (5, 9)
    assert GRID.size == 45
    first, second = (GRID.spread(who, GRID.probabilities(who)) for who in (0, 1))
    np.testing.assert_array_equal(first.reshape(5, 9, 2)[:, 4], GRID.probabilities(0))
    np.testing.assert_array_equal(second.reshape(5, 9, 3)[2], GRID.probabilities(1))
    assert GRID.axis_slice(1) == slice(1, 3)


def test_the_middle_of_an_odd_grid_is_even_odds() -> None:
    middle = GRID.size // 2
    np.testing.assert_allclose(GRID.spread(0, GRID.probabilities(0))[middle], 0.5)
    np.testing.assert_allclose(GRID.spread(1, GRID.probabilities(1))[middle], 1 / 3)


@pytest.mark.parametrize("seed", range(3))
def test_log_odds_and_probabilities_are_inverse(seed: int) -> None:
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(4), size=20)
    np.testing.assert_allclose(probabilities_of(log_odds_of(probabilities)), probabilities, rtol=1e-12)


def test_multilinear_weights_reproduce_multilinear_functions() -> None:
    log_odds = np.random.default_rng(1).uniform(-4, 4, size=(30, 3))
    index, weight = GRID.corners(log_odds)
    np.testing.assert_allclose(weight.sum(axis=1), 1)
    axes = [GRID.axis(0), GRID.axis(1), GRID.axis(1)]
    x, y, z = (part.ravel() for part in np.meshgrid(*axes, indexing="ij"))
    values = 1 + x - 2 * y * z + x * y * z
    expected = 1 + log_odds[:, 0] - 2 * log_odds[:, 1] * log_odds[:, 2] + log_odds.prod(axis=1)
    np.testing.assert_allclose((values[index] * weight).sum(axis=1), expected, atol=1e-9)


def test_beliefs_beyond_the_grid_count_as_those_on_its_edge() -> None:
    index, weight = GRID.corners(np.array([[50.0, 0.0, -50.0]]))
    edge_index, edge_weight = GRID.corners(np.array([[4.0, 0.0, -4.0]]))
    np.testing.assert_array_equal(index, edge_index)
    np.testing.assert_allclose(weight, edge_weight)


def test_odds_among_the_other_types_stay_where_the_last_is_next_to_impossible() -> None:
    held = GRID.held(np.array([[0.0, 690.0, 688.0], [0.0, 690.0, 0.0], [0.0, -9.0, -8.0]]))
    np.testing.assert_allclose(held, [[0, 4, 2], [0, 4, -4], [0, -4, -4]])
    inside = np.random.default_rng(2).uniform(-4, 4, size=(30, 3))
    np.testing.assert_array_equal(GRID.held(inside), inside)


def test_bayes_rule_in_log_odds_is_bayes_rule_in_probabilities() -> None:
    random = np.random.default_rng(4)
    prior, likelihood = random.dirichlet(np.ones(4), size=20), random.uniform(size=(20, 4))
    posterior = probabilities_of(update(log_odds_of(prior), log_likelihood_of(likelihood)))
    joint = prior * likelihood
    np.testing.assert_allclose(posterior, joint / joint.sum(axis=1, keepdims=True), rtol=1e-12)


def test_a_message_impossible_for_all_types_teaches_nothing() -> None:
    """Two likelihoods of zero count alike, and cancel; one rules its type out without infinities."""
    log_odds = np.array([0.4])
    np.testing.assert_array_equal(update(log_odds, log_likelihood_of(np.zeros(2))), log_odds)
    assert probabilities_of(update(log_odds, log_likelihood_of(np.array([0.0, 0.5]))))[0] < 1e-290


def test_beliefs_about_all_informed_actors_stand_one_after_the_other() -> None:
    joint = joint_log_odds([np.array([0.25, 0.75]), np.array([0.5, 0.25, 0.25])])
    np.testing.assert_allclose(joint, np.log([1 / 3, 2, 1]), atol=1e-15)
    assert joint_log_odds([]).shape == (0,)
