"""The probability of a play is that of its leaf in the enumerated tree; keeping it changes no play."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.lookup import build_lookup
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.simulate.turns import list_seen
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from detente.trees.behaviour import compute_behaviour
from detente.trees.unfold import unfold
from support.games import SMALL

ONE_ROUND = SMALL["covert"].replace("rounds: 2", "rounds: 1")

ALONE = """
crisis: One who decides twice, and a coin
calendar: {rounds: 2}
state: {x: {from: 0, to: 3, starts: 1}}
actors: {p: {precision: 2, patience: 1, wants: {w: x}}}
each round:
  - p decides:
      stay: {costs: 0.1}
      bet: {results: {won: {probability: 0.3, then: x up}, lost: {probability: rest, then: x down}}}
"""

AT_ONCE = """
crisis: Two at once, one with a secret, and a decision that may not come up
calendar: {rounds: 1}
state: {x: {from: 0, to: 2, starts: 1}}
actors:
  p: {precision: 2, types: {a: {prior: 0.25, t: 1}, b: {prior: 0.75, t: -1}}, wants: {w: t * x}}
  q: {precision: 1, wants: {w: -x}}
each round:
  - at once:
      p moves: {hold: {}, raise: {then: x up}}
      q moves_too: {hold: {}, lower: {costs: 0.1, then: x down}}
  - q reviews: {comes up: 0.4, keep: {}, cut: {costs: 0.2, then: x = 0}, usually: {keep: 0.5, cut: rest}}
"""


def solved(text: str, points: int = 31) -> Equilibrium:
    scenario = loads(text)
    return solve(compile_game(scenario, {a.name: points for a in scenario.actors if len(a.types) > 1}))


def leaf_probabilities(equilibrium: Equilibrium) -> np.ndarray:
    """Of every leaf of the tree the product of the probabilities of the branches to it."""
    tree = unfold(equilibrium.game.scenario)
    behaviour = compute_behaviour(tree, equilibrium)
    odds = np.ones(len(tree.nodes))
    leaves = []
    for index, node in enumerate(tree.nodes):
        own = node.probabilities or (1.0,) * len(node.children)
        own = behaviour[node.information] if node.information >= 0 else own
        for child, probability in zip(node.children, own, strict=True):
            odds[child] = odds[index] * probability
        if not node.children:
            leaves.append(odds[index])
    return np.sort(leaves)


def distinct(paths: Paths) -> np.ndarray:
    """Of every distinct play its probability, in order."""
    assert paths.message is not None
    parts = [paths.types, paths.act, paths.state, paths.message, paths.final_state]
    keys = np.concatenate([part.reshape(paths.num_plays, -1) for part in parts], axis=1)
    _, first = np.unique(keys, axis=0, return_index=True)
    return np.sort(np.exp(paths.log_probability()[first]))


@pytest.mark.parametrize(("text", "tolerance"), [(ALONE, 1e-12), (ONE_ROUND, 1e-7), (AT_ONCE, 1e-7)])
def test_a_play_is_as_likely_as_its_leaf(text: str, tolerance: float) -> None:
    equilibrium = solved(text)
    expected = leaf_probabilities(equilibrium)
    found = distinct(simulate(equilibrium, 200_000, 1, with_turns=True))
    assert len(found) == len(expected)
    assert found.sum() == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


def test_the_probability_of_a_play_by_hand() -> None:
    """In round 2 betting is worth 0.3 (x + 1) + 0.7 (x - 1) = x - 0.4 inside, staying x - 0.1."""
    paths = simulate(solved(ALONE), 5_000, 0, with_turns=True)
    assert paths.chosen is not None
    assert paths.drawn is not None
    stays_twice = (paths.act[:, :, 0] == 0).all(axis=1)
    second = 1 / (1 + np.exp(2 * (-0.4 + 0.1)))
    np.testing.assert_allclose(np.exp(paths.chosen[stays_twice, 1, 0]), second, atol=1e-12)
    bets = paths.act[:, 1, 0] == 1
    won = paths.state[:, 1, 1] > paths.state[:, 1, 0]
    inside = paths.game.space.decode(paths.game.periods[1].codes[0])[paths.state[:, 1, 0], 0] == 1
    np.testing.assert_allclose(np.exp(paths.drawn[bets & won & inside, 1, 0]), 0.3, atol=1e-12)
    np.testing.assert_allclose(np.exp(paths.drawn[bets & ~won & inside, 1, 0]), 0.7, atol=1e-12)


def test_keeping_turns_changes_no_play_and_bold_plays_keep_their_true_odds() -> None:
    equilibrium = solved(ONE_ROUND)
    plain, kept = simulate(equilibrium, 3_000, 2), simulate(equilibrium, 3_000, 2, with_turns=True)
    for name in ("types", "act", "state", "final_state", "log_odds", "payoffs"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(kept, name))
    bold = simulate(equilibrium, 20_000, 2, with_turns=True, boldness=4.0)
    rare = leaf_probabilities(equilibrium)[0]
    shares = [(np.exp(each.log_probability()) < 2 * rare).mean() for each in (kept, bold)]
    assert shares[1] > shares[0]
    expected = leaf_probabilities(equilibrium)
    for probability in distinct(bold):
        assert np.abs(expected - probability).min() < 1e-7


def test_a_move_that_is_made_has_probability_one() -> None:
    paths = simulate(solved(ONE_ROUND), 500, 0, (ForcedMove("patron", None, "arm", 0, 0),), with_turns=True)
    assert paths.chosen is not None
    assert (paths.chosen[:, 0, 0] == 0).all()
    assert (paths.chosen[:, 0, 1] < 0).all()


def test_without_turns_there_is_no_probability() -> None:
    with pytest.raises(ValueError, match="with_turns"):
        simulate(solved(ALONE), 10, 0).log_probability()


def test_what_was_seen_of_a_turn() -> None:
    paths = simulate(solved(ONE_ROUND), 2_000, 0, with_turns=True)
    assert paths.message is not None
    lookup = build_lookup(paths.game, 0, 0)
    seen = [list_seen(lookup, int(paths.state[play, 0, 0]), int(paths.message[play, 0, 0])) for play in range(2_000)]
    found = np.array(["found" in each for each in seen])
    arms = paths.act[:, 0, 0] == 1
    assert found[arms].mean() == pytest.approx(0.4, abs=0.05)
    assert found[~arms].mean() == pytest.approx(0.05, abs=0.03)
