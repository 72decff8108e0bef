"""What is asked of nodes of one kind, so that they can be solved (`one_mover.py`, `two_movers.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int

from detente.solve.kernel.nodes import Arrived
from detente.solve.response import Progress

Index = Int[np.ndarray, " some"]
NodeScores = Float[np.ndarray, "action type _node"]
Scores = Float[Array, "action type node"] | Float[np.ndarray, "action type node"]
Restart = Callable[[NodeScores, Index], NodeScores]
"""From the scores of all nodes, and which are left over, to scores to start those from."""

NodeMenus = Sequence[tuple[Bool[np.ndarray, "_action node"], int]]
"""What every mover can do at some nodes, and how many types it has."""

BATCHES = (32, 512)
"""Two shapes for an array library to compile."""


class Method(NamedTuple):
    """How a kind of nodes is solved.

    Args:
        advance, subset, matrix_at: steps, a choice of nodes, and E G at given scores.
        weaker: the same nodes with a share of their precision, one number for each.
        restarts: from the nodes and the number of sweeps. menus: of the nodes.
        prepared: from nodes to what the others take; of what is prepared already, it.
        batches: nodes that are left over are taken so many at a time, in the smallest number that they fit into, so
            that few shapes are compiled; empty where nodes go each at its own pace, and in any number.
        is_growth_known: whether the bound on the growth at these nodes is the growth itself.
    """

    advance: Callable[..., Progress | Arrived]
    subset: Callable[..., Any]
    matrix_at: Callable[..., Any]
    weaker: Callable[[Any, Float[np.ndarray, " node"]], Any]
    restarts: Callable[[Any, int], Iterable[Restart]]
    menus: Callable[[Any], NodeMenus]
    prepared: Callable[[Any], Any] = lambda nodes: nodes
    batches: tuple[int, ...] = BATCHES
    is_growth_known: Callable[[Any], bool] = lambda nodes: False  # noqa: ARG005
