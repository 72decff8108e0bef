"""Records of solved trees: everything has its name."""

from __future__ import annotations

import pytest

from detente.trees.answering import describe
from detente.trees.efg_reading import read_efg
from detente.trees.exact import solve_game_tree
from detente.trees.from_efg import list_ways
from support.game_files import POKER, game_of


def test_beliefs_reach_and_gains() -> None:
    """At λ = 0 half of all hands are raised; who sees a raise believes in either card, and gains 0.25 by meeting it."""
    answer = describe(solve_game_tree(game_of(POKER, 0.0)), list_ways(read_efg(POKER, "f")))
    assert [each.name for each in answer.players] == ["Ann", "Bob"]
    bob = answer.decisions[1]
    assert (bob.player, bob.name, [act.name for act in bob.acts]) == ("Bob", "sees a raise", ["meet", "pass"])
    assert bob.reach == pytest.approx(0.5)
    assert dict(bob.beliefs) == pytest.approx({"high, raise": 0.5, "low, raise": 0.5})
    assert bob.gain == pytest.approx(0.5)
    assert answer.players[1].gain == pytest.approx(0.5)
    assert answer.certificate.is_solved
