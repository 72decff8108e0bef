"""The search: from any engine's nodes to solutions, and what becomes of those that play drifts away from."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario import library, loading
from detente.solve import backward, search
from detente.solve import nodes as contract
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.nodes import NodeScores
from detente.solve.search import largest_growth, solve_nodes, solve_scattered
from reference.response import Nodes, evaluate, growth_bound
from support.nodes import as_arrays, for_kernel, for_reference, random_nodes
from support.twin import enumerate_tree

POINTS = 7


ENGINES = {"kernel": for_kernel, "reference": for_reference}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("precision", [1.0, 5.0, 20.0])
@pytest.mark.parametrize("is_overt", [True, False])
def test_stiff_nodes_of_either_engine_are_solved(name: str, precision: float, is_overt: bool) -> None:
    """Judged by the equations themselves: |σ − softmax(λ Q)| at the posteriors that σ implies."""
    nodes = random_nodes(5, 2, 2, is_overt, precision, num_nodes=40)
    behind: Callable[[Nodes], contract.Nodes] = ENGINES[name]
    scores = solve_nodes(behind(nodes), np.zeros(nodes.payoff.shape), Settings()).scores
    at = evaluate(nodes, jnp.asarray(scores))
    wanted = np.where(np.asarray(nodes.available)[:, None], precision * np.asarray(at.action_values), -np.inf)
    gap = np.abs(np.asarray(at.policy) - np.asarray(jax.nn.softmax(jnp.asarray(wanted), axis=0))).max(axis=(0, 1))
    assert np.mean(gap < 1e-8) > 0.95


def test_both_engines_find_the_same_solutions() -> None:
    nodes = random_nodes(6, 3, 3, True, 6.0, num_nodes=32)
    one, other = (solve_nodes(each(nodes), np.zeros(nodes.payoff.shape), Settings()) for each in ENGINES.values())
    np.testing.assert_allclose(one.scores, other.scores, rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(one.unstable, other.unstable)


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

    def watched(nodes: KernelNodes, scores: NodeScores, settings: Settings) -> search.SolvedNodes:
        asked.append(nodes)
        return solve_nodes(nodes, scores, settings)

    monkeypatch.setattr(backward, "solve_nodes", watched)
    scenario = loading.load(library.find("classics/cheap-talk"), variant)
    return backward.solve(compile_game(scenario, {"expert": num_points})), asked[0]


@pytest.mark.parametrize(("num_types", "is_overt"), [(2, True), (3, True), (2, False), (3, False)])
def test_growth_is_that_of_the_dynamic(num_types: int, is_overt: bool) -> None:
    nodes = random_nodes(11, num_types, 3, is_overt, precision=8.0)
    scores = np.random.default_rng(12).normal(size=nodes.payoff.shape)
    jacobian = np.asarray(jax.jit(jax.jacfwd(lambda y: evaluate(nodes, y).defect))(jnp.asarray(scores)))
    growth = largest_growth(for_kernel(nodes), scores)
    bound = np.asarray(jax.jit(lambda y: growth_bound(nodes, evaluate(nodes, y)))(jnp.asarray(scores)))
    for node in range(1, 6):
        size = nodes.payoff[..., 0].size
        rates = np.linalg.eigvals(jacobian[:, :, node, :, :, node].reshape(size, size)).real
        # Scores of a whole menu shifted alike are no change of play: rates of 0 or −1 that the small matrix lacks.
        assert max(growth[node] - 1, 0) == pytest.approx(max(rates.max(), 0), abs=1e-9)
    assert np.all(bound >= growth - 1e-9)


def test_play_drifts_from_a_start_to_the_solution(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_an_unstable_solution_that_play_does_not_leave_is_kept_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    equilibrium, nodes = cheap_talk("mere_words", monkeypatch)
    prior = POINTS**2 // 2
    found = np.exp(np.asarray(equilibrium.log_policies[0][0][0])[0, prior])
    np.testing.assert_allclose(found, 1 / 3, atol=1e-6)
    scores = np.log(found)[..., None].astype(np.float64)
    assert largest_growth(nodes.select(np.array([prior])), scores)[0] > 1.1
    assert 0 < equilibrium.certificate.num_unstable < equilibrium.certificate.num_nodes


def test_what_no_start_solves_is_traced_unless_the_settings_say_no() -> None:
    """With one step from each start next to nothing is solved but along the branch, which takes steps of its own."""
    nodes = random_nodes(5, 2, 2, True, 5.0, num_nodes=40)
    start = 30 * np.random.default_rng(0).normal(size=nodes.payoff.shape)
    bounds = {
        traces: solve_scattered(for_kernel(nodes), start, 1e-6, Settings(max_steps=1, traces_in_play=traces))[1]
        for traces in (True, False)
    }
    solved = {traces: np.mean(bound <= 1e-6) for traces, bound in bounds.items()}
    assert solved[False] < 0.5 < 0.9 < solved[True]
