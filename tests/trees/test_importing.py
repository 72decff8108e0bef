"""Imported games are the games: the crisis, unfolded again and solved, has the same policies and values."""

from __future__ import annotations

import numpy as np
import pytest

from detente.scenario.loading import loads
from detente.trees.efg_reading import read_efg
from detente.trees.exact import solve_game_tree
from detente.trees.from_crisis import game_from_crisis
from detente.trees.importing import to_scenario
from detente.trees.public_tree import find_public_game
from detente.trees.unfold import unfold
from support.game_files import CENTIPEDE, PENNIES, POKER, game_of

CHANCE = """EFG 2 R "Weather, after a move" { "a b" "a-b" }
p "" 1 1 "" { "date" "2" } 1 "fee" { -1, 1/3 }
c "" 1 "" { "rain" 1/3 "sun" 2/3 } 0
p "" 2 1 "" { "+" "-" } 0
t "" 2 "" { 1, 2 }
t "" 3 "" { 3, 1 }
t "" 2
p "" 2 2 "" { "+" "-" } 0
t "" 3
t "" 2
"""


@pytest.mark.parametrize("text", [POKER, CENTIPEDE, PENNIES, CHANCE])
def test_the_crisis_has_the_same_equilibrium(text: str) -> None:
    scenario = loads(to_scenario(find_public_game(read_efg(text, "game.efg"))))
    ours, theirs = solve_game_tree(game_from_crisis(unfold(scenario))), solve_game_tree(game_of(text))
    assert ours.value[0] == pytest.approx(theirs.value[0], abs=1e-12)
    assert np.sort(ours.policy) == pytest.approx(np.sort(theirs.policy), abs=1e-12)


def test_names_are_words_that_the_language_accepts() -> None:
    text = to_scenario(find_public_game(read_efg(CHANCE, "some/game.efg")))
    assert text.startswith("# Imported from game.efg\n")
    for name in ("  a_b:", "  a_b_2:", "date_2:", "act_2:", "plus:", "minus:", "rain: {probability: 1 / 3"):
        assert name in text
