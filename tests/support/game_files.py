"""Small game trees, as text in Gambit's format, and as arrays."""

from __future__ import annotations

import numpy as np

from detente.trees.efg_reading import read_efg
from detente.trees.extensive import CHANCE, END, ExtensiveGame, Labels, uniform_anchor
from detente.trees.from_efg import game_from_efg

POKER = """EFG 2 R "One card" { "Ann" "Bob" }
"The stakes are 1 and 2."

c "" 1 "card" { "high" 1/2 "low" .5 } 0
p "" 1 1 "has high" { "raise" "fold" } 0
p "" 2 1 "sees a raise" { "meet" "pass" } 0
t "" 1 "wins two" { 2, -2 }
t "" 2 "wins one" { 1 -1 }
t "" 3 "loses one" { -1, 1 }
p "" 1 2 "has low" { "raise" "fold" } 0
p "" 2 1 0
t "" 4 "loses two" { -2, 2 }
t "" 2
t "" 3
"""
"""Ann raises with the high card, and with the low one in one of three cases; Bob meets two raises of three."""

LEADER = """EFG 2 R "A noisy leader" { "leader" "follower" }
p "" 1 1 "" { "S" "C" } 0
c "" 1 "" { "s" 99/100 "c" 1/100 } 0
p "" 2 1 "" { "S" "C" } 0
t "" 1 "" { 5, 2 }
t "" 2 "" { 3, 1 }
p "" 2 2 "" { "S" "C" } 0
t "" 1
t "" 2
c "" 2 "" { "s" 1/100 "c" 99/100 } 0
p "" 2 1 0
t "" 3 "" { 6, 3 }
t "" 4 "" { 4, 4 }
p "" 2 2 0
t "" 3
t "" 4
"""
"""Bagwell, Commitment and observability in games, Games and Economic Behavior 8 (1995) 271–280."""

PENNIES = """EFG 2 R "Pennies" { "row" "column" }
p "" 1 1 "" { "heads" "tails" } 0
p "" 2 1 "" { "heads" "tails" } 0
t "" 1 "" { 9, 0 }
t "" 2 "" { 0, 1 }
p "" 2 1 0
t "" 3 "" { 0, 1 }
t "" 4 "" { 1, 0 }
"""
"""Ochs's asymmetric matching pennies."""

CENTIPEDE = """EFG 2 R "Four legs" { "a" "b" }
p "" 1 1 "" { "take" "pass" } 0
t "" 1 "" { 0.4, 0.1 }
p "" 2 1 "" { "take" "pass" } 0
t "" 2 "" { 0.2, 0.8 }
p "" 1 2 "" { "take" "pass" } 0
t "" 3 "" { 1.6, 0.4 }
p "" 2 2 "" { "take" "pass" } 0
t "" 4 "" { 0.8, 3.2 }
t "" 5 "" { 6.4, 1.6 }
"""

CROSSED = """EFG 2 R "Who is asked first" { "x" "y" }
c "" 1 "" { "x first" 1/3 "y first" 2/3 } 0
p "" 1 1 "" { "in" "out" } 0
p "" 2 1 "" { "in" "out" } 0
t "" 1 "" { 2, 1 }
t "" 2 "" { -1, 0 }
p "" 2 1 0
t "" 3 "" { 0, -1 }
t "" 4 "" { 1, 1 }
p "" 2 1 0
p "" 1 1 0
t "" 5 "" { 1, 2 }
t "" 6 "" { 0, -1 }
p "" 1 1 0
t "" 7 "" { -1, 0 }
t "" 8 "" { 1, 0 }
"""
"""Neither knows who was asked first, so that either set comes before the other."""


def game_of(text: str, precision: float = 1.0) -> ExtensiveGame:
    game = game_from_efg(read_efg(text, "game.efg"))
    return game.with_precision([precision] * game.num_players)


def random_game(seed: int, depth: int = 4, num_types: int = 2) -> ExtensiveGame:
    """A hidden type, then a sender and a receiver in turn, who see each other's moves; random payoffs at the ends."""
    random = np.random.default_rng(seed)
    parent, owner, prob, sets = [-1], [CHANCE], [1.0], {}
    level = [(0, kind, (), 1 / num_types) for kind in range(num_types)]
    for stage in range(depth):
        after = []
        for above, kind, way, share in level:
            node = len(parent)
            own = (stage, way, kind if stage % 2 == 0 else None)
            parent.append(above)
            owner.append(sets.setdefault(own, len(sets)))
            prob.append(share)
            after += [(node, kind, (*way, action), 1.0) for action in range(2)]
        level = after
    for above, *_ in level:
        parent.append(above)
        owner.append(END)
        prob.append(1.0)
    num = len(sets)
    payoff = np.zeros((len(parent), 2))
    payoff[-len(level) :] = random.normal(size=(len(level), 2))
    player = np.array([0 if key[2] is not None else 1 for key in sets])
    num_actions = np.full(num, 2)
    labels = Labels("random", ("sender", "receiver"), tuple(map(str, range(num))), (("a", "b"),) * num)
    return ExtensiveGame(
        *(labels, np.array(parent), np.array(owner), np.array(prob), payoff, player, num_actions),
        *(np.ones(num), uniform_anchor(num_actions)),
    )
