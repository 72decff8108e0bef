"""The kernel's steps, matrices and bounds against the reference's, at random nodes of one mover."""

from __future__ import annotations

import equinox as eqx
import numpy as np
import pytest

from detente.solve.nodes import Nodes
from detente.solve.stepping import StepRule
from support.effort import rest_long
from support.nodes import as_arrays, for_kernel, for_reference, random_nodes

SIZES = rest_long(
    [(2, 2, True), (2, 4, True), (3, 4, True), (4, 3, True), (2, 3, False), (3, 2, False), (4, 2, False)],
    {(2, 2, True), (2, 4, True), (3, 2, False)},
)
"""Types, actions, and whether actions are their own messages."""


@pytest.mark.parametrize(("num_types", "num_actions", "is_overt"), SIZES)
@pytest.mark.parametrize("precision", [0.5, 4.0])
def test_steps_are_the_references(num_types: int, num_actions: int, is_overt: bool, precision: float) -> None:
    nodes = random_nodes(21, num_types, num_actions, is_overt, precision, num_nodes=37)
    start = np.random.default_rng(22).normal(size=nodes.payoff.shape)
    for max_steps in (1, 60):
        rule = StepRule(max_steps, 1e-10)
        expected = for_reference(nodes).advance(start, np.ones(37), rule)
        found = for_kernel(nodes).advance(start, np.ones(37), rule)
        arrived = expected.bound <= (1e-10 if max_steps == 60 else np.inf)
        assert arrived.mean() > 0.8
        np.testing.assert_array_equal(found.bound[arrived] <= 1e-10, expected.bound[arrived] <= 1e-10)
        np.testing.assert_allclose(found.scores[..., arrived], expected.scores[..., arrived], rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(found.growth[arrived], expected.growth[arrived], rtol=1e-5, atol=1e-6)


def test_careful_steps_arrive_where_the_references_do() -> None:
    nodes = random_nodes(25, 3, 3, True, precision=6.0, num_nodes=20)
    start, rule = np.zeros(nodes.payoff.shape), StepRule(400, 1e-10, True, True)
    expected = for_reference(nodes).advance(start, np.ones(20), rule)
    found = for_kernel(nodes).advance(start, np.ones(20), rule)
    arrived = expected.bound <= 1e-10
    assert arrived.sum() >= 15
    np.testing.assert_allclose(found.scores[..., arrived], expected.scores[..., arrived], rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("num_types", "num_actions", "is_overt"), SIZES)
def test_the_matrix_at_some_nodes_is_the_references(num_types: int, num_actions: int, is_overt: bool) -> None:
    nodes = random_nodes(23, num_types, num_actions, is_overt, num_nodes=11)
    chosen = np.array([7, 2, 2, 10])
    scores = np.random.default_rng(24).normal(size=nodes.payoff.shape)[..., chosen]
    both = (for_kernel(nodes), for_reference(nodes))
    found, expected = (each.select(chosen).response_matrix(scores) for each in both)
    np.testing.assert_allclose(found, expected, atol=1e-10)


def test_a_share_of_the_precision_is_the_references() -> None:
    nodes, share = random_nodes(28, 2, 3, False, num_nodes=9), np.linspace(0, 1, 9)
    start, rule = np.zeros(nodes.payoff.shape), StepRule(60, 1e-10)
    both = (for_kernel(nodes), for_reference(nodes))
    found, expected = (each.with_precision(share).advance(start, np.ones(9), rule) for each in both)
    assert (expected.bound <= 1e-10).all()
    np.testing.assert_allclose(found.scores, expected.scores, atol=1e-8)
    np.testing.assert_allclose(found.scores[..., 0], 0.0, atol=1e-10)


def test_both_keep_the_contract() -> None:
    nodes = random_nodes(26, 3, 2, False, num_nodes=5)
    assert isinstance(for_kernel(nodes), Nodes)
    assert isinstance(for_reference(nodes), Nodes)


def test_nodes_there_and_back() -> None:
    nodes = random_nodes(26, 3, 2, False, num_nodes=5)
    back = as_arrays(for_kernel(nodes))
    for name in ("payoff", "available", "precision", "message_prob", "log_odds", "offset", "table"):
        np.testing.assert_array_equal(getattr(back, name), getattr(nodes, name))


def test_not_a_number_is_not_taken_for_a_solution() -> None:
    nodes = random_nodes(27, 2, 2, True, num_nodes=9)
    broken = eqx.tree_at(lambda each: each.payoff, nodes, nodes.payoff.at[0, 0, 4].set(np.nan))
    found = for_kernel(broken).advance(np.zeros(nodes.payoff.shape), np.ones(9), StepRule(60, 1e-10))
    is_solved = found.bound <= 1e-10
    assert not is_solved[4]
    assert is_solved[[0, 1, 2, 3, 5, 6, 7, 8]].all()
