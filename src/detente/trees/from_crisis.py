"""The tree of a crisis as a game of arrays.

Every actor on every date on which it chooses is a player of its own, with payoffs from that date on, discounted to that
date: what is behind an actor, and what it once thought of later dates, does not count any more. The first columns are
the actors at the start, so that their values are those of the crisis.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from detente.trees.efg import label_set
from detente.trees.extensive import CHANCE, END, ExtensiveGame, Labels, uniform_anchor
from detente.trees.tree import InformationSet, Tree


def list_ways_of(tree: Tree) -> tuple[str, ...]:
    """The way from the root to every node of a crisis: the branches taken, in words."""
    ways = [""] * len(tree.nodes)
    for index, node in enumerate(tree.nodes):
        for option, child in zip(node.options, node.children, strict=True):
            ways[child] = f"{ways[index]}, {option}" if ways[index] else option
    return tuple(ways)


def game_from_crisis(tree: Tree) -> ExtensiveGame:
    """The game of a crisis, at the precision of its actors and their types, and with their base rates."""
    turns = [(0, actor) for actor in range(len(tree.players))]
    turns += sorted({(each.period, each.player) for each in tree.information_sets} - set(turns))
    column = {turn: number for number, turn in enumerate(turns)}
    parent, prob = np.full(len(tree.nodes), -1), np.ones(len(tree.nodes))
    owner, payoff = np.full(len(tree.nodes), END), np.zeros((len(tree.nodes), len(turns)))
    for index, node in enumerate(tree.nodes):
        parent[node.children] = index
        if node.information >= 0:
            owner[index] = node.information
        elif node.options:
            owner[index] = CHANCE
            prob[node.children] = node.probabilities
        else:
            payoff[index] = [tree.payoff(node, actor, since) for since, actor in turns]
    sets = tree.information_sets
    num_actions = np.array([len(each.actions) for each in sets], dtype=np.int64)
    dates = tree.scenario.calendar.labels
    return ExtensiveGame(
        labels=Labels(
            title=tree.scenario.title,
            players=tuple(f"{tree.players[actor]} {dates[since]}" for since, actor in turns),
            sets=tuple(label_set(tree, each) for each in sets),
            actions=tuple(each.actions for each in sets),
        ),
        parent=parent,
        owner=owner,
        prob=prob,
        payoff=payoff,
        set_player=np.array([column[each.period, each.player] for each in sets], dtype=np.int64),
        num_actions=num_actions,
        precision=np.array([tree.precision[each.player][each.type] for each in sets], dtype=float),
        log_anchor=_log_anchor(sets, num_actions),
    )


def _log_anchor(sets: Sequence[InformationSet], num_actions: Int[np.ndarray, " set"]) -> Float[np.ndarray, " slot"]:
    """log η of every slot: base rates, within the menu of the type, and even odds where there are none."""
    anchor = uniform_anchor(num_actions)
    for each, first in zip(sets, np.cumsum(num_actions) - num_actions, strict=True):
        if each.anchor:
            anchor[first : first + len(each.anchor)] = each.anchor
    return anchor
