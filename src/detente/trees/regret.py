"""What players could gain against an equilibrium of a game tree: at one set, and by another plan altogether.

A best response is found from the ends up: with perfect recall all nodes of a player's information set follow the same
own choices, so that its sets are decided by their number of own choices before, the last ones first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import no_type_check

import numpy as np
from jaxtyping import Float
from numba import njit

from detente.native import Entrance, kept, plain
from detente.trees.exact import TreeEquilibrium
from detente.trees.sweeps import OPTIONS


@cache
def compiled_best_response() -> Entrance:
    """The entrance; it is compiled, or read from the cache folder, at its first call."""
    return kept((best_response,), OPTIONS, [Path(__file__)])[0]


def best_response_values(equilibrium: TreeEquilibrium) -> Float[np.ndarray, " player"]:
    """What every player would get by its best plan against the others; it needs perfect recall."""
    game = equilibrium.game
    first_child, child = (plain(each, np.int64) for each in game.children)
    values = np.zeros(game.num_players)
    whole = (plain(each, np.int64) for each in (game.parent, game.owner, game.slot_in, game.first_slot))
    parent, owner, slot_in, first_slot = whole
    policy, payoff = plain(equilibrium.policy, np.float64), plain(game.payoff, np.float64)
    for player in range(game.num_players):
        is_own = plain(np.append(game.set_player == player, False), np.bool_)
        own_payoff = plain(payoff[:, player].copy(), np.float64)
        values[player] = compiled_best_response()(
            *(parent, owner, slot_in, first_slot, first_child, child),
            *(plain(game.prob, np.float64), policy, own_payoff, is_own),
        )
    return values


def deviation_gains(equilibrium: TreeEquilibrium) -> Float[np.ndarray, " set"]:
    """What the best action of every information set gains there, over its policy, all else as it is."""
    game, first = equilibrium.game, equilibrium.game.first_slot[:-1]
    best = np.maximum.reduceat(equilibrium.action_value, first)
    return best - np.add.reduceat(equilibrium.policy * equilibrium.action_value, first) if game.num_sets else best


@njit(**OPTIONS)
@no_type_check
def best_response(parent, owner, slot_in, first_slot, first_child, child, prob, policy, payoff, is_own):
    """The value at the root of the best plan at all own sets."""
    num_nodes = len(parent)
    reach, depth = np.ones(num_nodes), np.zeros(num_nodes, dtype=np.int64)
    for node in range(1, num_nodes):
        above = parent[node]
        mine = owner[above] >= 0 and is_own[owner[above]]
        step = prob[node] if slot_in[node] < 0 else policy[slot_in[node]]
        reach[node] = reach[above] * (1.0 if mine else step)
        depth[node] = depth[above] + (1 if mine else 0)
    by_depth = np.argsort(depth, kind="mergesort")
    value, gain = payoff.copy(), np.zeros(len(policy))
    end = num_nodes
    while end > 0:
        begin = end
        while begin > 0 and depth[by_depth[begin - 1]] == depth[by_depth[end - 1]]:
            begin -= 1
        for place in range(begin, end):
            node = by_depth[place]
            if owner[node] >= 0 and is_own[owner[node]]:
                first = first_slot[owner[node]]
                for k in range(first_child[node + 1] - first_child[node]):
                    gain[first + k] += reach[node] * value[child[first_child[node] + k]]
        for place in range(end - 1, begin - 1, -1):
            node = by_depth[place]
            h, first = owner[node], first_child[node]
            if h >= 0 and is_own[h]:
                best = 0
                for k in range(1, first_slot[h + 1] - first_slot[h]):
                    if gain[first_slot[h] + k] > gain[first_slot[h] + best]:
                        best = k
                value[node] += value[child[first + best]]
            else:
                for k in range(first, first_child[node + 1]):
                    below = child[k]
                    value[node] += (prob[below] if h < 0 else policy[slot_in[below]]) * value[below]
        end = begin
    return value[0]
