"""Files of game trees: what they say, and their mistakes with their places."""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.errors import ScenarioError
from detente.trees.efg_reading import read_efg
from support.game_files import POKER

HEAD = 'EFG 2 R "t" { "a" "b" }\n'


def test_a_file_is_read_as_it_is() -> None:
    file = read_efg(POKER, "poker.efg")
    assert (file.title, file.comment, file.players) == ("One card", "The stakes are 1 and 2.", ("Ann", "Bob"))
    assert [node.children for node in file.nodes[:3]] == [[1, 6], [2, 5], [3, 4]]
    assert file.nodes[0].about is not None
    assert file.nodes[0].about.probabilities == (Fraction(1, 2), Fraction(1, 2))
    assert file.nodes[7].about is file.nodes[2].about
    assert (file.nodes[9].outcome, file.nodes[9].payoffs) == ("wins one", (1, -1))


def test_payoffs_on_the_way_and_outcome_zero() -> None:
    file = read_efg(HEAD + 'p "" 1 1 "" { "x" "y" } 7 "fee" { -1/2, 0.25 } t "" 0 t "" 7', "f")
    assert [node.payoffs for node in file.nodes] == [
        (Fraction(-1, 2), Fraction(1, 4)),
        (),
        (Fraction(-1, 2), Fraction(1, 4)),
    ]


def test_rounded_probabilities_are_scaled() -> None:
    file = read_efg(HEAD + 'c "" 1 "" { "x" 0.333333 "y" 0.333333 "z" 0.333333 } 0 t "" 0 t "" 0 t "" 0', "f")
    assert file.nodes[0].about is not None
    assert file.nodes[0].about.probabilities == (Fraction(1, 3),) * 3


MISTAKES = {
    "": (1, "a game tree begins with `EFG 2 R`, the end of the file was found"),
    "NFG 1 R": (1, "`NFG` was found"),
    "EFG 3 R": (1, "only version 2"),
    "EFG 2 Q": (1, "`R` (or `D`, in old files) was expected"),
    'EFG 2 R "t" { }': (1, "at least one player"),
    HEAD: (2, "a node (`c`, `p` or `t`) was expected, the file ends"),
    HEAD + 'x "" 1': (2, "a node begins with `c` (chance), `p` (player) or `t` (end), `x` was found"),
    HEAD + 'p "" 3 1 "" { "x" } 0': (2, "there are 2 players, found player 3"),
    HEAD + 'p "" 1 1 0': (2, "information set 1 is described nowhere before"),
    HEAD + 'p "" 1 1 "" { "x" "y" } 0\nt "" 1 "" { 1 }': (3, "2 payoffs, one for each player, were expected, found 1"),
    HEAD + 'p "" 1 1 "" { "x" "y" } 0\nt "" 1': (3, "outcome 1 is described nowhere before"),
    HEAD + 'p "" 1 1 "" { "x" "y" } 0\nt "" 0': (3, 'the node of line 2 has nothing after "y"'),
    HEAD + 't "" 0 t "" 0': (2, "the tree is complete, and `t` follows"),
    HEAD + 't "" 0 "none" { 0, 0 }': (2, "outcome 0 is no outcome"),
    HEAD + 'c "" 1 "" { "x" 0.5 "y" 0.4 } 0': (2, "the probabilities sum to 0.9, and must sum to 1"),
    HEAD + 'c "" 1 "" { "x" 1.5 "y" -0.5 } 0': (2, "a probability is from 0 to 1, found `1.5`"),
    HEAD + 'p "" 1 1 "" { } 0': (2, "there must be at least one action"),
    HEAD + 'p "" 1 1 "" { "x" "y" } 0\np "" 1 1 "" { "x" "z" } 0': (
        3,
        "information set 1 is described otherwise in line 2",
    ),
    HEAD + 'p "" 1 1 "" { "x" "y" } 0\nt "" 1 "" { 1, 1 }\nt "" 1 "" { 1, 2 }': (4, "outcome 1 has other payoffs"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_have_their_place(text: str) -> None:
    line, message = MISTAKES[text]
    with pytest.raises(ScenarioError) as caught:
        read_efg(text, "game.efg")
    assert str(caught.value).startswith(f"game.efg:{line}:")
    assert message in str(caught.value)
