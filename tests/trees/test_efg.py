"""Game trees as text: a whole small file, its players, and probabilities that sum to one exactly."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

import numpy as np
import pytest

from detente.scenario.loading import loads
from detente.trees.efg import list_players, to_decimals, to_efg
from detente.trees.unfold import unfold
from support.games import SMALL
from support.trees import TINY

TINY_TREE = """
EFG 2 R "A threat and an \\"answer\\"" { "strong" "weak" }
""

c "" 1 "type of strong (1)" { "calm" 0.7 "angry" 0.3 } 0
p "" 1 1 "calm, 1 moves" { "wait" "threaten" } 0
t "" 1 "" { 0, 0 }
c "" 2 "1 moves (2)" { "moves: threaten" 0.1 "moves: threaten, line=crossed" 0.9 } 0
t "" 2 "" { -0.2, 0 }
p "" 2 1 "1 answers: 1 moves: threaten, line=crossed" { "yield" "stand" } 0
t "" 3 "" { 0.8, 1 }
t "" 4 "" { -0.2, 0.75 }
p "" 1 2 "angry, 1 moves" { "wait" "threaten" } 0
t "" 5 "" { 0, 0 }
c "" 3 "1 moves (3)" { "moves: threaten" 0.1 "moves: threaten, line=crossed" 0.9 } 0
t "" 6 "" { 0.8, 0 }
p "" 2 1 "1 answers: 1 moves: threaten, line=crossed" { "yield" "stand" } 0
t "" 7 "" { 1.8, 0.5 }
t "" 8 "" { 0.8, 0.25 }
"""


def test_the_text_of_a_tiny_crisis() -> None:
    assert to_efg(unfold(loads(TINY))) == TINY_TREE.lstrip("\n")


def test_players_by_date_count_from_their_date_on_in_units_of_precision() -> None:
    tree = unfold(loads(SMALL["two_sided"]))
    assert list_players(tree) == ("north", "south")
    assert list_players(tree, by_date=True) == ("north 1", "south 1", "north 2", "south 2")
    ends = [node for node in tree.nodes if node.received]
    written = re.findall(r'^t "" \d+ "" \{ (.*) \}$', to_efg(tree, by_date=True), re.MULTILINE)
    for end, line in zip(ends, written, strict=True):
        (_, _), (north, south), after = end.received
        assert after == (0.0, 0.0)
        assert [float(number) for number in line.split(", ")[2:]] == pytest.approx([1.5 * north, 1.0 * south])


def test_probabilities_sum_to_one_exactly() -> None:
    random = np.random.default_rng(3)
    for size in (2, 3, 7):
        prob = to_decimals(random.dirichlet(np.ones(size)).tolist())
        with localcontext(prec=400):
            assert sum(map(Decimal, prob)) == 1
    assert to_decimals((0.7, 0.3)) == ("0.7", "0.3")
    assert to_decimals((1 - 1e-30, 1e-30))[1] == "0." + 29 * "0" + "1"
