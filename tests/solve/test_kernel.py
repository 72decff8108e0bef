"""The kernel against the same equations on arrays: functions, steps, blocks, whole crises."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from numba import njit

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve import backward, one_mover, response
from detente.solve.array_steps import ArraySteps
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.kernel import lanes
from detente.solve.kernel import nodes as by_kernel
from detente.solve.kernel_steps import KernelSteps
from detente.solve.meetings import meetings
from support import games
from support.as_arrays import as_arrays
from support.at_once import APART, COVERT, CROSSING, SEATS
from support.nodes import first_step, random_nodes

NODES = [(2, 2, True), (2, 4, True), (3, 4, True), (4, 3, True), (2, 3, False), (3, 2, False), (4, 2, False)]


@njit(**lanes.ENTRANCE)
def exponentials(x: np.ndarray, found: np.ndarray) -> None:
    for i in range(len(x) // lanes.NUM_LANES):
        lanes.store(found, i, lanes.exponential(lanes.load(x, i)))


@njit(**lanes.ENTRANCE)
def logarithms(x: np.ndarray, found: np.ndarray) -> None:
    for i in range(len(x) // lanes.NUM_LANES):
        lanes.store(found, i, lanes.logarithm(lanes.load(x, i)))


def test_exponentials_and_logarithms_are_right_to_the_last_digits() -> None:
    random = np.random.default_rng(0)
    x = np.concatenate(
        [random.uniform(-700, 700, 4_000), random.uniform(-1, 1, 4_000), [0, -0.0, -700, 700, 1, -1, 2, 3]]
    )
    found = np.empty_like(x)
    exponentials(x, found)
    np.testing.assert_allclose(found, np.exp(x), rtol=1e-15)
    positive = np.concatenate(
        [np.exp(x[:4_000]), random.uniform(0.4, 2.5, 4_000), [1, 2, 0.5, 1e-300, 1e300, 4, 3, 10]]
    )
    logarithms(positive, found)
    np.testing.assert_allclose(found, np.log(positive), rtol=1e-15, atol=1e-300)


@pytest.mark.parametrize(("num_types", "num_actions", "is_overt"), NODES)
@pytest.mark.parametrize("precision", [0.5, 4.0])
def test_steps_are_those_on_arrays(num_types: int, num_actions: int, is_overt: bool, precision: float) -> None:
    nodes = random_nodes(21, num_types, num_actions, is_overt, precision, num_nodes=37)
    start = np.random.default_rng(22).normal(size=nodes.payoff.shape)
    for max_steps in (1, 60):
        on_arrays = response.advance(nodes, jnp.asarray(start), first_step(nodes), max_steps, 1e-10)
        found = by_kernel.advance(by_kernel.nodes_of(nodes), start, np.ones(37), max_steps, 1e-10)
        arrived = np.asarray(on_arrays.bound) <= (1e-10 if max_steps == 60 else np.inf)
        assert arrived.mean() > 0.8
        np.testing.assert_array_equal(found.bound[arrived] <= 1e-10, np.asarray(on_arrays.bound)[arrived] <= 1e-10)
        np.testing.assert_allclose(
            found.scores[..., arrived], np.asarray(on_arrays.scores)[..., arrived], rtol=1e-6, atol=1e-7
        )
        assert on_arrays.growth is not None
        np.testing.assert_allclose(found.growth[arrived], np.asarray(on_arrays.growth)[arrived], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("num_types", "num_actions", "is_overt"), NODES)
def test_the_matrix_and_the_subset_are_those_on_arrays(num_types: int, num_actions: int, is_overt: bool) -> None:
    nodes = random_nodes(23, num_types, num_actions, is_overt, num_nodes=11)
    chosen = np.array([7, 2, 2, 10])
    scores = np.random.default_rng(24).normal(size=nodes.payoff.shape)[..., chosen]
    found = by_kernel.response_matrix(by_kernel.subset(by_kernel.nodes_of(nodes), chosen), scores)
    expected = one_mover._matrix_at(one_mover._subset(nodes, jnp.asarray(chosen)), jnp.asarray(scores))
    np.testing.assert_allclose(found, np.asarray(expected), atol=1e-10)


def test_careful_steps_arrive_where_they_do_on_arrays() -> None:
    nodes = random_nodes(25, 3, 3, True, precision=6.0, num_nodes=20)
    start = np.zeros(nodes.payoff.shape)
    on_arrays = response.advance(nodes, jnp.asarray(start), first_step(nodes), 400, 1e-10, True, True)
    found = by_kernel.advance(by_kernel.nodes_of(nodes), start, np.ones(20), 400, 1e-10, True, True)
    arrived = np.asarray(on_arrays.bound) <= 1e-10
    assert arrived.sum() >= 15
    np.testing.assert_allclose(
        found.scores[..., arrived], np.asarray(on_arrays.scores)[..., arrived], rtol=1e-6, atol=1e-7
    )


def test_nodes_there_and_back() -> None:
    nodes = random_nodes(26, 3, 2, False, num_nodes=5)
    back = as_arrays(by_kernel.nodes_of(nodes))
    for name in ("payoff", "available", "precision", "message_prob", "log_odds", "offset", "table"):
        np.testing.assert_array_equal(getattr(back, name), getattr(nodes, name))


def test_what_is_no_number_is_not_taken_for_an_answer() -> None:
    nodes = random_nodes(27, 2, 2, True, num_nodes=9)
    broken = eqx.tree_at(lambda each: each.payoff, nodes, nodes.payoff.at[0, 0, 4].set(np.nan))
    found = by_kernel.advance(by_kernel.nodes_of(broken), np.zeros(nodes.payoff.shape), np.ones(9), 60, 1e-10)
    is_solved = found.bound <= 1e-10
    assert not is_solved[4]
    assert is_solved[[0, 1, 2, 3, 5, 6, 7, 8]].all()


CRISES = {
    **{name: games.SMALL[name] for name in ("two_sided", "covert", "three_types", "belief_payoff", "signal")},
    "crossing": CROSSING,
    "covert_at_once": COVERT,
    "seats_at_once": SEATS,
    "apart": APART,
}


@pytest.mark.parametrize("name", CRISES)
def test_crises_have_the_answers_that_they_have_on_arrays(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = loads(CRISES[name])
    points = {actor.name: 11 if len(actor.types) == 2 else 5 for actor in scenario.actors if len(actor.types) > 1}
    game = compile_game(scenario, points)
    settings = Settings(regret=True, allow_unsolved=True)
    found = backward.solve(game, settings)
    monkeypatch.setattr(backward, "steps_for", lambda game, largest_stage: ArraySteps(game, largest_stage))
    assert_same(found, backward.solve(game, settings))


@pytest.mark.parametrize("name", ["crossing", "covert_at_once", "seats_at_once", "apart"])
def test_two_moves_at_once_are_those_on_arrays(name: str) -> None:
    """A block with random values after it: steps, careful ones too, the matrix, and all that follows from scores."""
    scenario = loads(CRISES[name])
    points = {actor.name: 5 if len(actor.types) == 2 else 3 for actor in scenario.actors if len(actor.types) > 1}
    game = compile_game(scenario, points)
    stages = game.periods[1].stages
    meeting = next(each for each in meetings(stages[0], stages[1]) if each.solo is None)
    steps = (KernelSteps(game), ArraySteps(game, len(meeting.states)))
    random, part = np.random.default_rng(31), steps[1].parts(len(meeting.states))[0]
    shape = (len(game.periods[1].codes[2]), 2 * len(game.rows), game.grid.size)
    values = np.cumsum(random.normal(size=shape), axis=-1) / np.sqrt(game.grid.size)
    precision = (np.full(part.stop, 1.5), np.full(part.stop, 2.5))
    kernel, arrays = (each.prepared_pair(meeting, part, values, precision) for each in steps)
    num_scores = sum(table.payoff.shape[1] * table.payoff.shape[2] for table in meeting.tables)
    scores = random.normal(size=(num_scores, 1, part.stop, game.grid.size))

    for max_steps, is_careful in ((1, False), (60, False), (200, True)):
        found, expected = (
            block.method.advance(nodes, start, np.ones(start.shape[-1]), max_steps, 1e-10, True, is_careful)
            for block, nodes, start in (
                (kernel, kernel.nodes, kernel.to_nodes(scores)),
                (arrays, arrays.nodes, jnp.asarray(arrays.to_nodes(scores))),
            )
        )
        own = slice(kernel.to_nodes(scores).shape[-1])  # arrays are filled up behind it
        arrived = np.asarray(expected.bound)[own] <= (1e-10 if max_steps > 1 else np.inf)
        assert arrived.mean() > 0.5
        np.testing.assert_allclose(
            found.scores[..., arrived], np.asarray(expected.scores)[..., own][..., arrived], rtol=1e-6, atol=1e-7
        )
        growth = np.asarray(expected.growth)[own]
        np.testing.assert_allclose(found.growth[arrived], growth[arrived], rtol=1e-5, atol=1e-6)
    matrix = kernel.method.matrix_at(kernel.nodes, kernel.to_nodes(scores))
    on_arrays = arrays.method.matrix_at(arrays.nodes, jnp.asarray(arrays.to_nodes(scores)))
    np.testing.assert_allclose(matrix, np.asarray(on_arrays)[..., own], atol=1e-10)

    one, other = kernel.concluded(kernel.to_nodes(scores)), arrays.concluded(arrays.to_nodes(scores))
    for policy, expected in zip(one.log_policies, other.log_policies, strict=True):
        np.testing.assert_allclose(np.exp(policy), np.exp(expected), atol=1e-6)
    for name in ("values", "residual", "scores"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-10)


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
