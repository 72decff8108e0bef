"""A step from which nobody learns anything: the logit of action values, by NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario.loading import loads
from detente.solve.kernel.engine import KernelEngine

CRISIS = """
crisis: A push without secrets
calendar: {rounds: 2}
state: {front: {scale: [back, middle, forward], starts: middle}}
actors:
  pusher: {precision: 3, wants: {ground: front - middle}}
  other: {types: {soft: {prior: 0.5, care: 0}, hard: {prior: 0.5, care: 1}}, wants: {ground: care * (middle - front)}}
each round:
  - pusher acts:
      wait: {}
      push:
        costs: 0.3
        results: {gain: {probability: 0.6, then: front up}, loss: {probability: rest, then: front down}}
      leap: {when: front < forward, costs: 0.1, then: front up}
  - chance weather: {storm: {probability: 0.2, then: front down}, calm: rest}
"""


@pytest.fixture(scope="module")
def game() -> Game:
    return compile_game(loads(CRISIS), {"other": 5})


@pytest.mark.parametrize("with_regret", [False, True])
def test_policy_and_values_are_those_of_the_equations(game: Game, with_regret: bool) -> None:
    (table,) = game.periods[1].stages[0]
    random, num_rows = np.random.default_rng(3), len(game.rows)
    shape = (len(game.periods[1].codes[1]), num_rows * (1 + with_regret), game.grid.size)
    values, precision = random.normal(size=shape), np.full((len(table.states), 1), 3.0)
    policy, before = KernelEngine(game).load((table,)).step(slice(0, len(table.states)), values, [precision])
    row = game.first_row(table.mover)
    for state in range(len(table.states)):
        after = np.einsum("mb,mbrp->mrp", table.branch_prob[state], values[table.branch_state[state]])
        gains = np.einsum("am,mrp->arp", table.message_prob[state, :, :, 0], after)
        payoff = np.tile(table.payoff[state, :, 0], (1, 1 + with_regret))
        gains = gains + payoff[:, :, None]
        menu = table.available[state]
        expected = np.where(menu[:, None], 3.0 * gains[:, row], -np.inf)
        chosen = softmax(expected, axis=0)
        np.testing.assert_allclose(np.exp(policy[state, :, :, 0]).T, chosen, atol=1e-6)
        mean = np.einsum("ap,arp->rp", chosen, np.where(menu[:, None, None], gains, 0))
        if with_regret:
            mean[num_rows + row] = gains[menu, num_rows + row].max(axis=0)
        np.testing.assert_allclose(before[state], mean, atol=1e-12)


def test_what_is_not_in_the_menu_is_never_chosen(game: Game) -> None:
    (table,) = game.periods[1].stages[0]
    values = np.zeros((len(game.periods[1].codes[1]), len(game.rows), game.grid.size))
    policy, _ = (
        KernelEngine(game).load((table,)).step(slice(0, len(table.states)), values, [np.zeros((len(table.states), 1))])
    )
    assert np.isneginf(policy[~table.available[:, None, :].repeat(game.grid.size, axis=1)]).all()
    np.testing.assert_allclose(np.exp(policy[..., 0]).sum(axis=2), 1.0, atol=1e-6)
