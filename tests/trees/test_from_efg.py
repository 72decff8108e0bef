"""Files as games of arrays: names, and players who forget."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.trees.efg_reading import read_efg
from detente.trees.extensive import CHANCE
from detente.trees.from_efg import find_recall_warnings, game_from_efg, list_ways
from support.game_files import LEADER, POKER, game_of

FORGETFUL = """EFG 2 R "" { "a" }
p "" 1 1 "" { "x" "y" } 0
p "" 1 2 "later" { "l" "r" } 0
t "" 1 "" { 1 }
t "" 2 "" { 0 }
p "" 1 2 0
t "" 2
t "" 1
"""


def test_sets_keep_their_names_or_say_what_came_before() -> None:
    assert game_of(POKER).labels.sets == ("has high", "sees a raise", "has low")
    assert game_of(LEADER).labels.sets == ("1", "1 after s", "2 after c")


def test_ways_are_in_words() -> None:
    assert list_ways(read_efg(POKER, "f"))[:4] == ("", "high", "high, raise", "high, raise, meet")


def test_a_single_action_is_no_choice() -> None:
    game = game_of('EFG 2 R "" { "a" } p "" 1 1 "" { "only" } 0 p "" 1 1 "" { "only" } 0 t "" 1 "" { 2 }')
    assert game.num_sets == 0
    assert game.owner.tolist()[:2] == [CHANCE, CHANCE]


def test_who_forgets_is_told_where() -> None:
    file = read_efg(FORGETFUL, "f.efg")
    (warning,) = find_recall_warnings(file, game_from_efg(file))
    assert str(warning).startswith("f.efg:3:1 player 1, information set 2: a has forgotten what it did or knew")
    assert "lines 3, 6" in warning.message


def test_nobody_comes_to_the_same_set_twice() -> None:
    text = FORGETFUL.replace('p "" 1 2 "later" { "l" "r" } 0', 'p "" 1 1 0').replace('p "" 1 2 0', 'p "" 1 1 0')
    with pytest.raises(ScenarioError, match=r"f.efg:3:1 .* a comes to information set 1 a second time on the same way"):
        game_from_efg(read_efg(text, "f.efg"))
