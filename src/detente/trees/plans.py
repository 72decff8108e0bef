"""In which order a game tree is worked on, and which policies are unknowns.

Going up, an information set that is no unknown is answered when everything below all its nodes is; nodes of chance and
of unknown sets are passed one by one, with the probabilities at hand. Unknown must be the policies that tell something:
those on the way to some node of an information set, but not to all of its nodes. (A player's own choices tell it
nothing if it remembers them.) And where sets wait for one another, one coming first on this way and the other on that,
one of them must be. Answering the others in the sweep saves unknowns; making them unknowns too keeps the equations
milder, because answers to answers grow with the square of the precision.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple, no_type_check

import numpy as np
from jaxtyping import Int
from numba import njit

from detente.native import Entrance, kept, plain
from detente.trees.extensive import ExtensiveGame
from detente.trees.sweeps import OPTIONS, TreeArrays


class SweepPlan(NamedTuple):
    """How a tree is worked on.

    Args:
        order: blocks from the ends up: a set, or a single node (its index plus the number of sets).
        first_unknown: of every set, −1 if its policy is none.
        num_unknowns: actions less one, of all sets that are unknowns.
    """

    order: Int[np.ndarray, " block"]
    first_unknown: Int[np.ndarray, " set"]
    num_unknowns: int


class PlanEntrances(NamedTuple):
    """The functions of the same names."""

    order_blocks: Entrance
    mark_telling: Entrance
    find_last_own: Entrance


@cache
def compiled_plans() -> PlanEntrances:
    """The entrances; each is compiled, or read from the cache folder, at its first call."""
    return PlanEntrances(*kept((order_blocks, mark_telling, find_last_own), OPTIONS, [Path(__file__)]))


def make_plan(game: ExtensiveGame, all_unknown: bool = False) -> SweepPlan:
    """The plan of a game in which no way meets an information set twice.

    Args:
        all_unknown: whether every policy is an unknown, not only those that must be.
    """
    first_child, _ = game.children
    first_member, member = game.members
    num_sets, num_nodes = game.num_sets, game.num_nodes
    is_unknown = np.full(num_sets, all_unknown)
    slot_set = np.repeat(np.arange(num_sets), game.num_actions)
    compiled_plans().mark_telling(game.parent, game.slot_in, slot_set, first_member, member, is_unknown)
    order, size = np.zeros(num_sets + num_nodes, dtype=np.int64), np.zeros(1, dtype=np.int64)
    compiled_plans().order_blocks(game.parent, game.owner, first_child, first_member, member, order, is_unknown, size)
    sizes = np.where(is_unknown, game.num_actions - 1, 0)
    before = np.concatenate([[0], np.cumsum(sizes)])
    return SweepPlan(order[: size[0]].copy(), np.where(is_unknown, before[:-1], -1), int(before[-1]))


def find_forgetful(game: ExtensiveGame) -> Int[np.ndarray, " _"]:
    """Information sets whose player forgets: their nodes follow different own choices."""
    nodes = np.flatnonzero(game.owner >= 0)
    owners = game.owner[nodes]
    own = find_own_choices(game)[game.set_player[owners], nodes]
    least, most = np.full(game.num_sets, np.iinfo(np.int64).max), np.full(game.num_sets, -2)
    np.minimum.at(least, owners, own)
    np.maximum.at(most, owners, own)
    return np.flatnonzero(least < most)


def find_own_choices(game: ExtensiveGame) -> Int[np.ndarray, "player node"]:
    """The slot of every player's last choice on the way to a node; −1 before its first."""
    last = np.full((game.num_players, game.num_nodes), -1)
    for player in range(game.num_players):
        is_own = np.repeat(game.set_player == player, game.num_actions)
        compiled_plans().find_last_own(game.parent, game.slot_in, is_own, last[player])
    return last


def arrays_of(game: ExtensiveGame, plan: SweepPlan) -> TreeArrays:
    """The game as compiled functions take it."""
    first_child, child = game.children
    first_member, member = game.members
    whole = [game.parent, game.owner, game.slot_in, first_child, child, first_member, member, game.first_slot]
    parent, owner, slot_in, *places = (plain(each, np.int64) for each in whole)
    log_prob, precision, log_anchor, payoff = (
        plain(each, np.float64) for each in (game.log_prob, game.precision, game.log_anchor, game.payoff)
    )
    set_player, order, first_unknown = (
        plain(each, np.int64) for each in (game.set_player, plan.order, plan.first_unknown)
    )
    first = (parent, owner, slot_in, log_prob, *places)
    return TreeArrays._make((*first, set_player, precision, log_anchor, payoff, order, first_unknown))


@njit(**OPTIONS)
@no_type_check
def order_blocks(parent, owner, first_child, first_member, member, order, is_unknown, size):
    """Writes the order, and marks the unknown sets that it needs besides; `size` is how many blocks there are."""
    num_nodes, num_sets = len(parent), len(is_unknown)
    node_waits, set_waits = np.empty(num_nodes, dtype=np.int64), np.zeros(num_sets, dtype=np.int64)
    for node in range(num_nodes):
        node_waits[node] = first_child[node + 1] - first_child[node]
        if owner[node] >= 0:
            set_waits[owner[node]] += node_waits[node]
    done = np.zeros(num_nodes, dtype=np.bool_)
    # Ends are done; the queue of blocks is the order itself, its first entries the ends.
    ready = np.empty(num_nodes, dtype=np.int64)
    num_ready = read = 0
    for node in range(num_nodes - 1, -1, -1):
        if node_waits[node] == 0:
            done[node] = True
            ready[num_ready] = node
            num_ready += 1
    num_blocks, deepest = 0, num_nodes - 1
    while read < num_nodes:
        while read < num_ready:
            above = parent[ready[read]]
            read += 1
            if above < 0:
                continue
            node_waits[above] -= 1
            h = owner[above]
            if h >= 0 and not is_unknown[h]:
                set_waits[h] -= 1
                if set_waits[h] == 0:
                    order[num_blocks] = h
                    num_blocks += 1
                    for place in range(first_member[h], first_member[h + 1]):
                        done[member[place]] = True
                        ready[num_ready] = member[place]
                        num_ready += 1
            elif node_waits[above] == 0:
                order[num_blocks] = num_sets + above
                num_blocks += 1
                done[above] = True
                ready[num_ready] = above
                num_ready += 1
        if read == num_nodes:
            break
        # Sets wait for one another: that of the last node which is not done must be an unknown.
        while done[deepest]:
            deepest -= 1
        h = owner[deepest]
        is_unknown[h] = True
        for place in range(first_member[h], first_member[h + 1]):
            node = member[place]
            if node_waits[node] == 0:
                order[num_blocks] = num_sets + node
                num_blocks += 1
                done[node] = True
                ready[num_ready] = node
                num_ready += 1
    size[0] = num_blocks


@njit(**OPTIONS)
@no_type_check
def mark_telling(parent, slot_in, slot_set, first_member, member, is_telling):
    """Marks the sets whose choice is on the way to some node of a set, but not to all."""
    seen = np.zeros(len(slot_set), dtype=np.int64)
    for h in range(len(first_member) - 1):
        begin, end = first_member[h], first_member[h + 1]
        if end - begin < 2:
            continue
        for place in range(begin, end):
            node = member[place]
            while node > 0:
                if slot_in[node] >= 0:
                    seen[slot_in[node]] += 1
                node = parent[node]
        for place in range(begin, end):
            node = member[place]
            while node > 0:
                slot = slot_in[node]
                if slot >= 0:
                    if 0 < seen[slot] < end - begin:
                        is_telling[slot_set[slot]] = True
                    seen[slot] = 0
                node = parent[node]


@njit(**OPTIONS)
@no_type_check
def find_last_own(parent, slot_in, is_own, last):
    """Writes the slot of a player's last choice on the way to every node; −1 stays where there is none."""
    for node in range(1, len(parent)):
        slot = slot_in[node]
        last[node] = slot if slot >= 0 and is_own[slot] else last[parent[node]]
