"""What a file has that is no game of types and public moves is named."""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.errors import ScenarioError
from detente.trees.efg_reading import read_efg
from detente.trees.public_tree import find_public_game
from support.game_files import CENTIPEDE, CROSSED, LEADER, PENNIES, POKER

CORRELATED = """EFG 2 R "" { "a" "b" }
c "" 1 "" { "both" 1/2 "none" 1/2 } 0
p "" 1 1 "" { "x" "y" } 0
p "" 2 1 "" { "x" "y" } 0
t "" 1 "" { 1, 1 }
t "" 2 "" { 0, 0 }
p "" 2 2 "" { "x" "y" } 0
t "" 2
t "" 1
p "" 1 2 "" { "x" "y" } 0
p "" 2 3 "" { "x" "y" } 0
t "" 1
t "" 2
p "" 2 4 "" { "x" "y" } 0
t "" 2
t "" 1
"""


def test_types_and_moves_of_poker() -> None:
    game = find_public_game(read_efg(POKER, "f"))
    assert game.types == (("high", "low"), ())
    assert game.priors == ((Fraction(1, 2), Fraction(1, 2)), ())
    assert [node.way for node in game.nodes] == [(), ("raise",), ("raise", "meet"), ("raise", "pass"), ("fold",)]
    assert game.payoffs[2] == ((2, -2), (-2, 2))
    assert game.at_once == frozenset()


def test_two_at_once_are_found() -> None:
    assert find_public_game(read_efg(PENNIES, "f")).at_once == frozenset({0})
    assert find_public_game(read_efg(CENTIPEDE, "f")).at_once == frozenset()


@pytest.mark.parametrize(
    ("text", "line", "feature"),
    [
        (LEADER, 11, "at information set 1 follower does not see what others saw"),
        (CROSSED, 10, "what can be done here is not what can be done in line 3"),
        (CORRELATED, 2, "what players know privately is not drawn independently"),
    ],
)
def test_what_is_in_the_way_is_named(text: str, line: int, feature: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        find_public_game(read_efg(text, "game.efg"))
    assert feature in str(caught.value)
    assert str(caught.value).startswith(f"game.efg:{line}:")
