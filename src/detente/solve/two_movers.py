"""How nodes at which two move at once are solved (`fixed_point.py`): on arrays, or by the kernel."""

from __future__ import annotations

import numpy as np

from detente.solve import simultaneous
from detente.solve.kernel import nodes as by_kernel
from detente.solve.kernel.nodes import KernelPairNodes
from detente.solve.method import Method, NodeMenus, Restart
from detente.solve.restarts import restarts
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
    return restarts(menus, tuple(axis_points), sweeps)


def _menus(nodes: PairNodes | KernelPairNodes) -> NodeMenus:
    if isinstance(nodes, KernelPairNodes):
        return [(menu, side.size.num_types) for menu, side in zip(nodes.available, nodes.plan.sides, strict=True)]
    return [(np.asarray(mover.available), mover.payoff.shape[1]) for mover in nodes.movers]


TWO_ON_ARRAYS = Method(
    simultaneous.advance, simultaneous.subset, simultaneous.matrix_at, simultaneous.weaker, _restarts, _menus
)
"""For `PairNodes`: on an accelerator."""

TWO_BY_KERNEL = Method(
    by_kernel.advance, by_kernel.subset, by_kernel.response_matrix, by_kernel.weaker, _restarts, _menus, batches=()
)
"""For `KernelPairNodes`: on a processor."""
