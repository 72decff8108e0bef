"""Likelihoods of what was seen, of plays of small crises."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.likelihood import find_log_likelihood
from detente.simulate.prepared import prepare
from detente.solve.backward import solve
from support.games import SMALL


@pytest.mark.parametrize("name", ["two_sided", "covert"])
def test_the_likelihood_is_the_policy_mixed_by_the_messages(name: str) -> None:
    """L(m | θ) = Σ_a σ(a | θ) P(m | a, θ), for the first informed decision of a crisis."""
    game = compile_game(
        loads(SMALL[name]), {actor.name: 5 for actor in loads(SMALL[name]).actors if len(actor.types) > 1}
    )
    prepared = prepare(solve(game))
    here = next(
        each for stage in prepared.tables[0] for each in stage if each.table.informs >= 0 and each.table.mover >= 0
    )
    table, where = here.table, np.zeros(3, dtype=np.int64)
    num_actions, _num_messages, num_types = table.message_prob.shape[1:]
    policy = np.random.default_rng(1).dirichlet(np.ones(num_actions), size=(num_types, 3)).transpose(2, 0, 1)
    messages = np.flatnonzero(table.message_prob[0].any(axis=(0, 2)))
    for message in messages:
        found = find_log_likelihood(here.views[0], np.log(policy), where, np.full(3, message))
        expected = np.einsum("akp,ak->kp", policy, table.message_prob[0, :, message])
        assert np.exp(found) == pytest.approx(expected, rel=1e-12)
