"""Several equilibria: the solutions that are counted, against all of a node found by a dense scan."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq, root

from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario.loading import loads
from detente.solve import backward
from detente.solve.equilibrium import Settings
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.multiplicity import SolutionCounts, Start, find_multiplicity
from detente.solve.nodes import NodeScores
from detente.solve.search import SolvedNodes, solve_nodes
from reference.engine import subset
from reference.response import Nodes, evaluate
from support.at_once import by_profile, matrix
from support.nodes import as_arrays

WORDS = """
crisis: Words that mean what is agreed
about: Sender and receiver want the same, so that both meanings of two words are equilibria; a lie costs a little.
calendar: {rounds: 1}
state: {gone: {one of: [left, right], starts: left}}
actors:
  sender:
    precision: 6
    types:
      at_left:  {prior: 0.5, place: 0}
      at_right: {prior: 0.5, place: 1}
    wants: {found: (1 - place) * (gone == left) + place * (gone == right)}
  receiver:
    precision: 6
    wants: {finds: (sender is at_left) * (gone == left) + (sender is at_right) * (gone == right)}
each round:
  - sender says:
      left:  {costs: 0.1 * place}
      right: {costs: 0.1 * (1 - place)}
  - receiver goes:
      left:  {then: gone = left}
      right: {then: gone = right}
"""
POINTS = 9
SETTINGS = Settings()


def game() -> Game:
    return compile_game(loads(WORDS), {"sender": POINTS})


@pytest.fixture(scope="module")
def asked() -> KernelNodes:
    """The nodes at which the sender speaks."""
    asked: list[KernelNodes] = []

    def watched(nodes: KernelNodes, scores: NodeScores, settings: Settings) -> SolvedNodes:
        asked.append(nodes)
        return solve_nodes(nodes, scores, settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backward, "solve_nodes", watched)
        backward.solve(game())
    return asked[0]


def all_solutions(nodes: Nodes, node: int, reach: float = 9.0, num: int = 181) -> list[tuple[np.ndarray, bool]]:
    """Every solution of a node with two types and two actions, and whether it is stable.

    The unknowns are each type's score of the second action over the first. A cell of the lattice over them in which
    both equations change their sign is searched by a root finder.
    """
    axis = np.linspace(-reach, reach, num)
    above = np.stack(np.meshgrid(axis, axis, indexing="ij")).reshape(2, -1)

    def defects_of(size: int) -> Callable[[np.ndarray], np.ndarray]:
        repeated = subset(nodes, jnp.full(size, node))

        @jax.jit
        def defects(above: jax.Array) -> jax.Array:
            defect = evaluate(repeated, jnp.stack([jnp.zeros_like(above), above])).defect
            return defect[1] - defect[0]

        return lambda at: np.asarray(defects(jnp.asarray(at)))

    signs = np.sign(defects_of(above.shape[1])(above)).reshape(2, num, num)
    corners = np.stack([signs[:, :-1, :-1], signs[:, 1:, :-1], signs[:, :-1, 1:], signs[:, 1:, 1:]])
    has_change = (corners.min(axis=0) < corners.max(axis=0)).all(axis=0)
    one = defects_of(1)

    def defect(at: np.ndarray) -> np.ndarray:
        return one(at[:, None])[:, 0]

    found: list[tuple[np.ndarray, bool]] = []
    for cell in np.argwhere(has_change):
        answer = root(defect, axis[cell] + (axis[1] - axis[0]) / 2, tol=1e-12)
        is_new = all(np.abs(answer.x - other).max() > 1e-6 for other, _ in found)
        if np.abs(defect(answer.x)).max() < 1e-9 and is_new:
            steps = 1e-6 * np.eye(2)
            jacobian = np.stack([(defect(answer.x + h) - defect(answer.x - h)) / 2e-6 for h in steps], axis=1)
            found.append((answer.x, bool(np.linalg.eigvals(jacobian).real.max() < 0)))
    return found


def test_counts_are_those_of_a_dense_scan(asked: KernelNodes) -> None:
    nodes = as_arrays(asked)
    observer = SolutionCounts(game(), SETTINGS, [Start(number) for number in range(8)])
    scores, unstable, _ = solve_nodes(asked, np.zeros(nodes.payoff.shape), SETTINGS)
    assert len(unstable) == 0
    counted = observer.look((0, 0), asked, scores)
    by_scan = [all_solutions(nodes, node) for node in range(POINTS)]
    stable = [sum(is_stable for _, is_stable in found) for found in by_scan]
    assert counted[:POINTS].tolist() == stable
    assert set(stable) == {1, 2}
    # Indices add up to one: with two stable solutions there is one between them that play drifts away from.
    assert [len(found) for found in by_scan] == [2 * number - 1 for number in stable]


def test_the_record_of_a_whole_game() -> None:
    told = find_multiplicity(game(), SETTINGS, 6)
    assert told.num_nodes == POINTS
    assert told.most == 2
    assert 0 < told.num_several < POINTS
    assert told.nodes[0].num_solutions == 2
    assert {(node.actor, node.stage) for node in told.nodes} == {("sender", "says")}
    assert [(each.first_date, each.num_nodes) for each in told.decisions] == [("1", told.num_several)]
    by_start = {selection.start: selection for selection in told.selections}
    assert list(by_start)[:3] == ["uniform play", "pure profile 1", "random play 1"]
    assert by_start["uniform play"].change == 0
    assert all(selection.num_unsolved == 0 for selection in told.selections)


def test_starts_that_turn_the_words_round_are_another_selection() -> None:
    """Both meanings are equilibria; the one turned round costs each type its lie, and the noise that goes with it."""
    told = find_multiplicity(game(), SETTINGS, 6)
    turned = next(selection for selection in told.selections if selection.start == "pure profile 2")
    assert turned.change == pytest.approx(-0.1, abs=0.01)
    assert abs(told.largest.change) == pytest.approx(abs(turned.change), abs=1e-6)
    by_type = np.array(turned.values[:2])
    np.testing.assert_allclose(by_type[0], by_type[1], atol=1e-8)


def equilibria(row: tuple[float, ...], column: tuple[float, ...], precision: float) -> list[tuple[float, bool]]:
    """P(top) in every logit equilibrium of a 2 × 2 game, and whether the logit dynamic returns to it.

    With x and y the scores of the first action over the second, dx/dτ = f(y) − x and dy/dτ = g(x) − y: stable where
    f′ g′ < 1, that is where f(g(x)) crosses x from above.
    """

    def excess(x: float) -> float:
        up = 1 / (1 + np.exp(-x))
        left = 1 / (1 + np.exp(-precision * (up * (column[0] - column[1]) + (1 - up) * (column[2] - column[3]))))
        return float(precision * (left * (row[0] - row[2]) + (1 - left) * (row[1] - row[3])) - x)

    grid = np.linspace(-30, 30, 4001)
    signs = np.sign([excess(x) for x in grid])
    crossings = np.flatnonzero(np.diff(signs))
    roots = [brentq(excess, grid[place], grid[place + 1], xtol=1e-13) for place in crossings]
    return [(float(1 / (1 + np.exp(-x))), signs[place] > 0) for x, place in zip(roots, crossings, strict=True)]


@pytest.mark.parametrize("precision", [1.0, 3.0, 6.0])
def test_where_two_move_at_once_the_others_are_counted_too(precision: float) -> None:
    """Battle of the sexes: one logit equilibrium where play is noisy, two stable ones and one between them else."""
    row, column = (2.0, 0.0, 0.0, 1.0), (1.0, 0.0, 0.0, 2.0)
    told = find_multiplicity(compile_game(loads(matrix(by_profile(row), by_profile(column), precision))), SETTINGS, 6)
    found = equilibria(row, column, precision)
    stable = [up for up, is_stable in found if is_stable]
    assert len(found) == 2 * len(stable) - 1
    assert told.num_nodes == 1
    assert told.most == len(stable)
    assert told.num_several == (len(stable) > 1)
    if len(stable) > 1:
        assert [(each.actor, each.stage) for each in told.decisions] == [("row and column", "chooses and picks")]
        assert told.nodes[0].num_solutions == len(stable)
    expected = {round(row_value(up, row, column, precision), 6) for up in stable}
    assert {round(selection.values[0], 6) for selection in told.selections} == expected


def row_value(up: float, row: tuple[float, ...], column: tuple[float, ...], precision: float) -> float:
    gain = up * (column[0] - column[1]) + (1 - up) * (column[2] - column[3])
    left = 1 / (1 + np.exp(-precision * gain))
    return float(up * (left * row[0] + (1 - left) * row[1]) + (1 - up) * (left * row[2] + (1 - left) * row[3]))


def test_the_same_seed_gives_the_same_starts() -> None:
    one, same, other = (Start(2, seed).scores((0, 1), [(3, 2)]) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 1
    assert np.abs(one - Start(2, 5).scores((1, 1), [(3, 2)])).max() > 1


def test_there_must_be_a_start() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        find_multiplicity(game(), SETTINGS, 0)
