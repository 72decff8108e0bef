"""Nodes of a tree that grows are put in order: level by level, children by branch."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import DetenteError
from detente.trees.fronts import Front, NodeStore, concatenate


def front(parent: list[int], rank: list[int]) -> Front:
    num = len(parent)
    zeros, one = np.zeros(num, dtype=np.int64), np.zeros((num, 1))
    kinds = np.zeros((num, 1), dtype=np.int64)
    return Front(np.array(parent), np.array(rank), np.ones(num), zeros, kinds, kinds, zeros, one, one, zeros, zeros)


def test_children_follow_one_another_in_the_order_of_their_branches() -> None:
    nodes = NodeStore(100)
    nodes.add(front([-1], [0]), 0, 0, 0)
    nodes.add(front([0, 0], [1, 0]), -2, 0, 0)  # branch 1 was grown before branch 0
    nodes.add(front([2, 1], [0, 0]), -2, 0, 0)
    arranged = nodes.arranged()
    assert arranged.parent.tolist() == [-1, 0, 0, 1, 2]
    assert arranged.number.tolist() == [0, 2, 1, 3, 4]


def test_too_many_nodes_are_refused() -> None:
    nodes = NodeStore(1)
    nodes.add(front([-1], [0]), 0, 0, 0)
    with pytest.raises(DetenteError, match="more than 1 nodes"):
        nodes.add(front([0], [0]), 0, 0, 0)


def test_items_are_taken_and_joined() -> None:
    whole = front([3, 5], [0, 1])
    assert concatenate([whole.take(np.array([1])), whole]).parent.tolist() == [5, 3, 5]
