"""Nodes of the kernel: some of them, and what they then no longer know."""

from __future__ import annotations

import numpy as np
import pytest

from detente.solve.stepping import StepRule
from support.blocks import block_of
from support.nodes import for_kernel, random_nodes


def test_some_nodes_are_solved_as_among_all() -> None:
    nodes = for_kernel(random_nodes(46, 3, 3, True, precision=4.0, num_nodes=30))
    start, rule = np.zeros((3, 3, 30)), StepRule(60, 1e-10)
    chosen = np.array([29, 3, 3, 11])
    everything = nodes.advance(start, np.ones(30), rule)
    some = nodes.select(chosen).advance(start[..., chosen], np.ones(4), rule)
    np.testing.assert_allclose(some.scores, everything.scores[..., chosen], atol=1e-9)
    np.testing.assert_array_equal(nodes.select(chosen).available[0], nodes.available[0][:, chosen])


def test_the_arguments_are_not_written_to() -> None:
    nodes = for_kernel(random_nodes(47, 2, 2, True, num_nodes=4))
    start, step, rows = np.zeros((2, 2, 4)), np.ones(4), nodes.rows.copy()
    nodes.advance(start, step, StepRule(5, 1e-10))
    nodes.with_precision(np.full(4, 0.5))
    assert not start.any()
    assert (step == 1).all()
    np.testing.assert_array_equal(nodes.rows, rows)


def test_only_a_whole_block_says_what_comes_before_it() -> None:
    _, _, _, nodes = block_of("covert")
    (menu,) = nodes.shape.menus
    with pytest.raises(AssertionError, match="some nodes of a block"):
        nodes.select(np.array([0])).conclude(np.zeros((*menu, 1)))
