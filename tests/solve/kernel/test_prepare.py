"""What the nodes of a block are given: menus, payoffs, beliefs, and the table of continuations."""

from __future__ import annotations

import numpy as np
import pytest

from detente.solve.kernel.engine import PADDING
from reference.interpolation import hermite_table
from support.blocks import block_of

CRISES = ("two_sided", "covert", "three_types", "belief_payoff")


@pytest.mark.parametrize("name", CRISES)
def test_nodes_are_given_what_the_table_holds(name: str) -> None:
    game, table, _, nodes = block_of(name)
    size, given = nodes.layout.sides[0].size, nodes.layout.sides[0].given
    num_beliefs, beliefs = game.grid.size, nodes.shape.beliefs
    rows = nodes.rows.reshape(len(table.states), num_beliefs, -1)
    first_row = game.first_row(table.mover)
    own = np.stack([table.payoff[:, :, k, first_row + k] for k in range(size.num_types)], axis=2)
    expected = np.repeat(own[:, None], num_beliefs, axis=1)
    if table.belief_payoff is not None:
        for place, row in enumerate(table.belief_payoff.rows):
            k = int(row) - first_row
            if 0 <= k < size.num_types:
                expected[..., k] += np.moveaxis(table.belief_payoff.values[:, :, k, place], 2, 1)[:, beliefs]
    cells = size.num_actions * size.num_types
    np.testing.assert_allclose(rows[..., given.payoff : given.payoff + cells].reshape(expected.shape), expected)
    np.testing.assert_array_equal(rows[:, 0, given.menu : given.menu + size.num_actions], table.available)
    np.testing.assert_array_equal(rows[:, 0, given.menu_size], table.available.sum(axis=1))
    np.testing.assert_allclose(rows[:, 0, given.precision], np.linspace(1, 2, len(table.states)))
    probabilities = game.grid.spread(table.informs, game.grid.probabilities(table.informs))[beliefs]
    np.testing.assert_allclose(rows[0, :, given.belief : given.belief + size.num_types], probabilities)


@pytest.mark.parametrize("name", CRISES)
def test_continuations_are_a_hermite_table_of_the_values_after(name: str) -> None:
    game, table, values, nodes = block_of(name)
    size, num_axes = nodes.layout.sides[0].size, nodes.layout.sides[0].size.num_axes
    first_row, num_beliefs = game.first_row(table.mover), game.grid.size
    after = np.einsum("smb,smbrp->smrp", table.branch_prob, values[table.branch_state])
    own = after[:, :, first_row : first_row + size.num_types][..., nodes.shape.beliefs]
    points = size.num_points**num_axes
    lines = own.reshape(*own.shape[:3], num_beliefs // points, points)
    expected = np.asarray(hermite_table(lines, num_axes))  # state, message, type, line, derivative, point
    found = nodes.table[:-PADDING].reshape(
        size.num_messages, len(table.states), -1, points, size.num_types, 2**num_axes
    )
    np.testing.assert_allclose(found, np.transpose(expected, (1, 0, 3, 5, 2, 4)), atol=1e-12)
