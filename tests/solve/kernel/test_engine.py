"""The kernel against the reference: whole crises, and blocks of two moves at once."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve
from detente.solve.decisions import list_decisions
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.kernel.engine import KernelEngine
from detente.solve.stepping import StepRule
from reference.engine import ReferenceEngine
from support import games
from support.at_once import APART, COVERT, CROSSING, SEATS
from support.effort import rest_long
from support.habits import HABITS, HABITS_AT_ONCE

CRISES = {
    **{name: games.SMALL[name] for name in ("two_sided", "covert", "three_types", "belief_payoff", "signal")},
    "crossing": CROSSING,
    "covert_at_once": COVERT,
    "seats_at_once": SEATS,
    "apart": APART,
    **{f"habits_{name}": text for name, text in HABITS.items()},
    **{f"habits_at_once_{name}": text for name, text in HABITS_AT_ONCE.items()},
}


ALWAYS = ("two_sided", "belief_payoff", "crossing", "habits_unseen_occasions", "habits_at_once_both_seldom")


@pytest.mark.parametrize("name", rest_long(list(CRISES), ALWAYS))
def test_crises_have_the_solutions_of_the_reference(name: str) -> None:
    scenario = loads(CRISES[name])
    points = {actor.name: 11 if len(actor.types) == 2 else 5 for actor in scenario.actors if len(actor.types) > 1}
    game = compile_game(scenario, points)
    settings = Settings(regret=True, allow_unsolved=True)
    assert_same(solve(game, settings), solve(game, settings, engine_of=ReferenceEngine))


@pytest.mark.parametrize("name", rest_long(["crossing", "covert_at_once", "seats_at_once", "apart"], ["crossing"]))
def test_a_block_of_two_moves_at_once_is_the_references(name: str) -> None:
    """With random values after it: steps, careful ones too, the matrix, and all that follows from scores."""
    scenario = loads(CRISES[name])
    points = {actor.name: 5 if len(actor.types) == 2 else 3 for actor in scenario.actors if len(actor.types) > 1}
    game = compile_game(scenario, points)
    decisions = list_decisions(game.periods[1].stages, 1, len(game.prior))
    decision = next(each for each in decisions if len(each.tables) == 2)
    random, block = np.random.default_rng(31), slice(0, len(decision.states))
    shape = (len(game.periods[1].codes[2]), 2 * len(game.rows), game.grid.size)
    values = np.cumsum(random.normal(size=shape), axis=-1) / np.sqrt(game.grid.size)
    kinds = [len(game.prior[table.mover]) for table in decision.tables]
    precision = [np.full((block.stop, num), sharp) for num, sharp in zip(kinds, (1.5, 2.5), strict=True)]
    kernel, reference = (
        engine(game).load(decision.tables).nodes(block, values, precision) for engine in (KernelEngine, ReferenceEngine)
    )
    np.testing.assert_array_equal(kernel.shape.beliefs, reference.shape.beliefs)
    assert kernel.shape.menus == reference.shape.menus
    num_scores = sum(num_actions * num_types for num_actions, num_types in kernel.shape.menus)
    scores = random.normal(size=(num_scores, 1, block.stop * game.grid.size))

    for max_steps, is_careful in ((1, False), (60, False), (200, True)):
        rule, ones = StepRule(max_steps, 1e-10, True, is_careful), np.ones(scores.shape[-1])
        found, expected = (nodes.advance(scores, ones, rule) for nodes in (kernel, reference))
        arrived = expected.bound <= (1e-10 if max_steps > 1 else np.inf)
        assert arrived.mean() > 0.5
        np.testing.assert_allclose(found.scores[..., arrived], expected.scores[..., arrived], rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(found.growth[arrived], expected.growth[arrived], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(kernel.response_matrix(scores), reference.response_matrix(scores), atol=1e-10)

    one, other = kernel.conclude(scores), reference.conclude(scores)
    for policy, policy_of_reference in zip(one.log_policies, other.log_policies, strict=True):
        np.testing.assert_allclose(np.exp(policy), np.exp(policy_of_reference), atol=1e-6)
    for part in ("values", "residual"):
        np.testing.assert_allclose(getattr(one, part), getattr(other, part), atol=1e-10)


def test_a_residual_that_is_not_a_number_is_not_lost() -> None:
    """Of two movers at once the residual of either counts; one that is not a number must not look like zero."""
    game = compile_game(loads(CRISES["crossing"]), {"moscow": 5, "washington": 5})
    decision = next(
        each for each in list_decisions(game.periods[1].stages, 1, len(game.prior)) if len(each.tables) == 2
    )
    block = slice(0, len(decision.states))
    values = np.zeros((len(game.periods[1].codes[2]), len(game.rows), game.grid.size))
    nodes = KernelEngine(game).load(decision.tables).nodes(block, values, [np.ones((block.stop, 2))] * 2)
    first, second = (num_actions * num_types for num_actions, num_types in nodes.shape.menus)
    number = block.stop * game.grid.size
    solved = nodes.advance(np.zeros((first + second, 1, number)), np.ones(number), StepRule(60, 1e-10))
    assert (nodes.conclude(solved.scores).residual < 1e-8).all()
    for broken in (0, first):
        scores = solved.scores.copy()
        scores[broken, 0, 3] = np.nan
        is_solved = nodes.conclude(scores).residual <= 1e-8
        assert not is_solved[0, nodes.shape.beliefs[3]]
        assert is_solved.sum() == is_solved.size - 1


def assert_same(one: Equilibrium, other: Equilibrium) -> None:
    np.testing.assert_allclose(one.start_values, other.start_values, atol=1e-7)
    assert one.certificate.num_unsolved == other.certificate.num_unsolved
    assert one.certificate.max_regret == pytest.approx(other.certificate.max_regret, abs=1e-7)
    for by_stage, others_by_stage in zip(one.log_policies, other.log_policies, strict=True):
        for by_table, others_by_table in zip(by_stage, others_by_stage, strict=True):
            for policy, others in zip(by_table, others_by_table, strict=True):
                assert (policy is None) == (others is None)
                if policy is not None and others is not None:
                    np.testing.assert_allclose(np.exp(policy), np.exp(others), atol=1e-6)
