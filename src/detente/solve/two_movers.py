"""How nodes at which two move at once are solved (`fixed_point.py`): on arrays, or by the kernel."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial

import numpy as np

from detente.solve import simultaneous
from detente.solve.fixed_point import (
    MOST_PROFILES,
    PURE_SCORE,
    Index,
    Method,
    NodeMenus,
    NodeScores,
    Restart,
    neighbours,
    random_draws,
    uniform,
)
from detente.solve.kernel import nodes as by_kernel
from detente.solve.kernel.nodes import KernelPairNodes
from detente.solve.simultaneous import PairNodes


def _restarts(nodes: PairNodes | KernelPairNodes, sweeps: int) -> list[Restart]:
    if isinstance(nodes, KernelPairNodes):
        sizes = [side.size for side in nodes.plan.sides]
        menus = [(size.num_actions, size.num_types) for size in sizes]
        axis_points = [size.num_points for size in sizes for _ in range(size.num_axes)]
    else:
        menus = [(mover.payoff.shape[0], mover.payoff.shape[1]) for mover in nodes.movers]
        axes = zip(nodes.num_points, nodes.movers, strict=True)
        axis_points = [points for points, mover in axes for _ in range(mover.log_odds.shape[0])]
    beside = neighbours(tuple(axis_points))
    return [*sweeps * [uniform, *beside], *_pure_profiles(menus), *random_draws()]


def _pure_profiles(sizes: Sequence[tuple[int, int]]) -> list[Restart]:
    """Every combination of one action for each type of both, nearly pure. sizes: actions and types of either."""

    def profile(actions: tuple[int, ...], scores: NodeScores, left: Index) -> NodeScores:
        start = [np.zeros((*size, scores[..., left].shape[-1])) for size in sizes]
        start[0][actions[: sizes[0][1]], range(sizes[0][1])] = PURE_SCORE
        start[1][actions[sizes[0][1] :], range(sizes[1][1])] = PURE_SCORE
        return np.concatenate([each.reshape(-1, 1, each.shape[-1]) for each in start])

    menus = [range(num_actions) for num_actions, num_types in sizes for _ in range(num_types)]
    return [partial(profile, actions) for actions in itertools.islice(itertools.product(*menus), MOST_PROFILES)]


def _menus(nodes: PairNodes | KernelPairNodes) -> NodeMenus:
    if isinstance(nodes, KernelPairNodes):
        return [(menu, side.size.num_types) for menu, side in zip(nodes.available, nodes.plan.sides, strict=True)]
    return [(np.asarray(mover.available), mover.payoff.shape[1]) for mover in nodes.movers]


TWO_ON_ARRAYS = Method(simultaneous.advance, simultaneous.subset, simultaneous.matrix_at, _restarts, _menus)
"""For `PairNodes`: on an accelerator."""

TWO_BY_KERNEL = Method(by_kernel.advance, by_kernel.subset, by_kernel.response_matrix, _restarts, _menus, batches=())
"""For `KernelPairNodes`: on a processor."""
