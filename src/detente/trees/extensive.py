"""An extensive game as flat arrays: nodes in an order in which parents come first, information sets, and their labels.

Axes: `node`, `set` (information sets), `slot` (actions of all information sets, one set after another), `player`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from detente.solve.tree_play import NEVER

CHANCE = -1
"""Owner of a node at which nature draws."""

END = -2
"""Owner of a node without children."""


@dataclass(frozen=True)
class Labels:
    """Names for readers.

    Args:
        title: of the game. players: their names. sets: the name of every information set, unique within its player.
        actions: the names of every set's actions.
    """

    title: str
    players: tuple[str, ...]
    sets: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ExtensiveGame:
    """A game; no way from the root meets an information set twice.

    Args:
        parent: of every node, −1 of the root, which is first. owner: information set, `CHANCE` or `END`.
        prob: of the branch into a node whose parent is chance; 1 for others.
        payoff: what every player receives at a node, ends or not.
        set_player: who chooses. num_actions: how many there are at a set, in the order of the children of its nodes.
        precision: λ of every information set, per unit of payoff.
        log_anchor: log η of every slot; probabilities sum to one within a set.
    """

    labels: Labels
    parent: Int[np.ndarray, " node"]
    owner: Int[np.ndarray, " node"]
    prob: Float[np.ndarray, " node"]
    payoff: Float[np.ndarray, "node player"]
    set_player: Int[np.ndarray, " set"]
    num_actions: Int[np.ndarray, " set"]
    precision: Float[np.ndarray, " set"]
    log_anchor: Float[np.ndarray, " slot"]

    @property
    def num_nodes(self) -> int:
        return len(self.parent)

    @property
    def num_sets(self) -> int:
        return len(self.set_player)

    @property
    def num_players(self) -> int:
        return int(self.payoff.shape[1])

    @cached_property
    def first_slot(self) -> Int[np.ndarray, " _"]:
        """The first slot of every set; one number more, so that differences are sizes."""
        return np.concatenate([[0], np.cumsum(self.num_actions)])

    @cached_property
    def children(self) -> tuple[Int[np.ndarray, " _"], Int[np.ndarray, " _"]]:
        """Where the children of every node begin in a list of all of them, and the list."""
        counts = np.bincount(self.parent[1:], minlength=self.num_nodes)
        return np.concatenate([[0], np.cumsum(counts)]), 1 + np.argsort(self.parent[1:], kind="stable")

    @cached_property
    def members(self) -> tuple[Int[np.ndarray, " _"], Int[np.ndarray, " _"]]:
        """Where the nodes of every set begin in a list of all nodes of sets, and the list."""
        nodes = np.flatnonzero(self.owner >= 0)
        owners = self.owner[nodes]
        counts = np.bincount(owners, minlength=self.num_sets)
        return np.concatenate([[0], np.cumsum(counts)]), nodes[np.argsort(owners, kind="stable")]

    @cached_property
    def slot_in(self) -> Int[np.ndarray, " node"]:
        """The slot of the action that leads into a node; −1 where chance does, and at the root."""
        first_child, child = self.children
        position = np.empty(self.num_nodes, dtype=np.int64)
        position[child] = np.arange(self.num_nodes - 1) - first_child[self.parent[child]]
        owner = self.owner[self.parent]
        slot = np.where(owner >= 0, self.first_slot[np.maximum(owner, 0)] + position, -1)
        slot[0] = -1
        return np.asarray(slot)

    @cached_property
    def log_prob(self) -> Float[np.ndarray, " node"]:
        """log of `prob`, `NEVER` for zero."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.maximum(np.log(self.prob), NEVER))

    def with_precision(self, precision: Sequence[float]) -> ExtensiveGame:
        """The game in which players have these precisions."""
        return replace(self, precision=np.asarray(precision, dtype=float)[self.set_player])


def uniform_anchor(num_actions: Int[np.ndarray, " set"]) -> Float[np.ndarray, " slot"]:
    """log η of choice at random."""
    return np.asarray(-np.log(np.repeat(num_actions, num_actions).astype(float)))
