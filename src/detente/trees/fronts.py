"""The histories that are alive at one moment of a tree that grows, and the nodes that it has so far."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from jaxtyping import Float, Int

from detente.errors import DetenteError

Items = Int[np.ndarray, " item"]


@dataclass(frozen=True)
class Front:
    """All histories at one moment, one item each.

    Args:
        parent: the last node on the way. rank: which of its branches was taken. prob: of it by nature, or 1.
        state: public state, an index into those of the stage. kinds: every actor's type.
        known: by actor a number for all that it knows; equal only where it cannot tell two histories apart.
        public: the same of somebody who sees what everybody sees.
        paid: by column what was received since the last node. weight: of what is received now.
        origin: the item of the front before this stage. act: what its mover has chosen at this stage; −1.
    """

    parent: Items
    rank: Items
    prob: Float[np.ndarray, " item"]
    state: Items
    kinds: Int[np.ndarray, "item actor"]
    known: Int[np.ndarray, "item actor"]
    public: Items
    paid: Float[np.ndarray, "item column"]
    weight: Float[np.ndarray, "item column"]
    origin: Items
    act: Items

    def __len__(self) -> int:
        return len(self.parent)

    def take(self, items: np.ndarray) -> Front:
        """Some of the items, in this order, perhaps several times."""
        return Front(**{each.name: getattr(self, each.name)[items] for each in fields(self)})

    def with_origin(self) -> Front:
        """The front as the one that a stage begins with."""
        return replace(self, origin=np.arange(len(self)), act=np.full(len(self), -1))


def concatenate(fronts: list[Front]) -> Front:
    """The items of several fronts, one after the other."""
    if len(fronts) == 1:
        return fronts[0]
    return Front(**{f.name: np.concatenate([getattr(each, f.name) for each in fronts]) for f in fields(Front)})


@dataclass(frozen=True)
class Column:
    """Whose payoffs a column has, and from which period on they count, discounted to that period."""

    actor: int
    since: int


class NodeStore:
    """The nodes so far, each after its parent. most: how many there may be."""

    def __init__(self, most: int) -> None:
        self.count, self.most = 0, most
        self._chunks: list[tuple[np.ndarray, ...]] = []
        self._payoffs: list[np.ndarray] = []

    def add(self, front: Front, owner: Items | int, draws: int, stage: int) -> Front:
        """Nodes for all items; they are then where these stand.

        Args:
            draws: what is drawn there. stage: counted over all periods.

        Raises:
            DetenteError: there are too many.
        """
        if self.count + len(front) > self.most:
            raise DetenteError(f"the game tree has more than {self.most:,} nodes")
        number, num = self.count + np.arange(len(front)), len(front)
        every = np.broadcast_to(np.asarray(owner, dtype=np.int64), (num,))
        kind, when = np.full(num, draws), np.full(num, stage)
        self._chunks.append((front.parent, front.rank, front.prob, every, kind, when))
        self._payoffs.append(front.paid)
        self.count += num
        nobody, sure = np.zeros(num, dtype=np.int64), np.ones(num)
        return replace(front, parent=number, rank=nobody, prob=sure, paid=np.zeros_like(front.paid))

    def arranged(self) -> Arranged:
        """All nodes, level by level, the children of a node in the order of its branches."""
        parent, rank, prob, owner, draws, stage = (np.concatenate(each) for each in zip(*self._chunks, strict=True))
        payoff = np.concatenate(self._payoffs)
        depth = _depths(parent)
        new = np.zeros(len(parent), dtype=np.int64)
        order, done = np.argsort(depth, kind="stable"), 0
        ends = np.cumsum(np.bincount(depth))
        for end in ends:
            level = order[done:end]
            above = new[np.maximum(parent[level], 0)]
            level = level[np.lexsort((rank[level], above))]
            order[done:end] = level
            new[level] = np.arange(done, end)
            done = int(end)
        moved = np.where(parent[order] >= 0, new[parent[order]], -1)
        return Arranged(moved, prob[order], owner[order], payoff[order], draws[order], stage[order], new)


@dataclass(frozen=True)
class Arranged:
    """Nodes in their last order. number: by node as it was added, its place in that order."""

    parent: Int[np.ndarray, " node"]
    prob: Float[np.ndarray, " node"]
    owner: Int[np.ndarray, " node"]
    payoff: Float[np.ndarray, "node column"]
    draws: Int[np.ndarray, " node"]
    stage: Int[np.ndarray, " node"]
    number: Int[np.ndarray, " node"]


def _depths(parent: Items) -> Items:
    """How many nodes are above each, parents coming before their children."""
    depth, above = np.zeros(len(parent), dtype=np.int64), parent.copy()
    while True:
        is_below = above >= 0
        if not is_below.any():
            return depth
        depth[is_below] += 1
        above = np.where(is_below, parent[np.maximum(above, 0)], -1)
