"""Answers that play drifts away from: the test for them against the dynamic itself, and what becomes of them."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.solve import backward, fixed_point
from detente.solve.equilibrium import Equilibrium
from detente.solve.fixed_point import growth_of
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.response import Nodes, evaluate, growth_bound
from support.as_arrays import as_arrays
from support.nodes import random_nodes
from support.twin import enumerate_tree

POINTS = 7


def logit_dynamic(nodes: Nodes, step: float = 0.05, duration: float = 100.0) -> np.ndarray:
    """Policies at which dy/dτ = F(y) arrives from uniform play, by short explicit steps."""

    def one_step(scores: jax.Array, _: None) -> tuple[jax.Array, None]:
        return scores + step * evaluate(nodes, scores).defect, None

    @jax.jit
    def followed(scores: jax.Array) -> jax.Array:
        scores, _ = jax.lax.scan(one_step, scores, length=round(duration / step))
        return evaluate(nodes, scores).policy

    return np.asarray(followed(jnp.zeros_like(nodes.payoff)))


def cheap_talk(
    variant: str | None, monkeypatch: pytest.MonkeyPatch, num_points: int = POINTS
) -> tuple[Equilibrium, KernelNodes]:
    """The solved classic, and the nodes at which the expert speaks."""
    asked = []

    def watched(nodes: KernelNodes, *arguments: Any) -> fixed_point.Solved:
        asked.append(nodes)
        return fixed_point.solve_nodes(nodes, *arguments)

    monkeypatch.setattr(backward, "solve_nodes", watched)
    scenario = loading.load(library.find("classics/cheap-talk"), variant)
    return backward.solve(compile_game(scenario, {"expert": num_points})), asked[0]


@pytest.mark.parametrize(("num_types", "is_overt"), [(2, True), (3, True), (2, False), (3, False)])
def test_growth_is_that_of_the_dynamic(num_types: int, is_overt: bool) -> None:
    nodes = random_nodes(11, num_types, 3, is_overt, precision=8.0)
    scores = np.random.default_rng(12).normal(size=nodes.payoff.shape)
    jacobian = np.asarray(jax.jit(jax.jacfwd(lambda y: evaluate(nodes, y).defect))(jnp.asarray(scores)))
    growth = growth_of(nodes, np.arange(6), scores)
    bound = np.asarray(jax.jit(lambda y: growth_bound(nodes, evaluate(nodes, y)))(jnp.asarray(scores)))
    for node in range(1, 6):
        size = nodes.payoff[..., 0].size
        rates = np.linalg.eigvals(jacobian[:, :, node, :, :, node].reshape(size, size)).real
        # Scores of a whole menu shifted alike are no change of play: rates of 0 or −1 that the small matrix lacks.
        assert max(growth[node] - 1, 0) == pytest.approx(max(rates.max(), 0), abs=1e-9)
    assert np.all(bound >= growth - 1e-9)


def test_play_drifts_from_a_start_to_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where talk is almost free, babbling has two directions in which play leaves it; long steps miss both."""
    equilibrium, nodes = cheap_talk(None, monkeypatch)
    prior = POINTS**2 // 2
    found = np.exp(np.asarray(equilibrium.log_policies[0][0][0])[0, prior])
    np.testing.assert_allclose(found, logit_dynamic(as_arrays(nodes))[..., prior], atol=1e-6)
    assert equilibrium.certificate.num_unstable == 0
    assert np.ptp(found, axis=1).max() > 0.9, "the low type's words are its own"


@pytest.mark.parametrize("variant", [None, "some_bias"])
def test_play_drifts_there_in_the_enumerated_tree_too(variant: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = enumerate_tree(loading.load(library.find("classics/cheap-talk"), variant))
    scores = np.zeros(tree.num_scores)
    for _ in range(1_500):
        scores += 0.05 * (tree.wanted(scores[:, None])[:, 0] - scores)
    played, _ = tree.play(scores[:, None])
    equilibrium, _ = cheap_talk(variant, monkeypatch, num_points=31)
    found = np.exp(np.asarray(equilibrium.log_policies[0][0][0])[0, 31**2 // 2])
    np.testing.assert_allclose(found, played.visits[()].policy, atol=2e-3)


def test_an_unstable_answer_that_play_does_not_leave_is_kept_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    equilibrium, nodes = cheap_talk("mere_words", monkeypatch)
    prior = POINTS**2 // 2
    found = np.exp(np.asarray(equilibrium.log_policies[0][0][0])[0, prior])
    np.testing.assert_allclose(found, 1 / 3, atol=1e-6)
    assert growth_of(nodes, np.array([prior]), np.log(found)[..., None].astype(np.float64))[0] > 1.1
    assert 0 < equilibrium.certificate.num_unstable < equilibrium.certificate.num_nodes
