"""How nodes of one informed mover are solved (`fixed_point.py`): on arrays, or by the kernel (docs/decisions/0011)."""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
from jaxtyping import Array, Float, Int

from detente.solve.kernel import nodes as by_kernel
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.method import Method, NodeMenus, Restart
from detente.solve.response import Nodes, advance, evaluate, response_matrix
from detente.solve.restarts import restarts


@jax.jit
def _subset(nodes: Nodes, index: Int[Array, " some"]) -> Nodes:
    """The nodes at these places; the table of lines is shared."""
    return Nodes(
        payoff=nodes.payoff[..., index],
        available=nodes.available[..., index],
        precision=nodes.precision[index],
        message_prob=None if nodes.message_prob is None else nodes.message_prob[..., index],
        log_odds=nodes.log_odds[..., index],
        offset=nodes.offset[index],
        table=nodes.table,
        num_points=nodes.num_points,
        limit=nodes.limit,
    )


@jax.jit
def _matrix_at(nodes: Nodes, scores: Float[Array, "action type node"]) -> Float[Array, "size size node"]:
    return response_matrix(nodes, evaluate(nodes, scores))


def _weaker(nodes: Nodes, share: Float[np.ndarray, " node"]) -> Nodes:
    return replace(nodes, precision=nodes.precision * share)


def _restarts(nodes: Nodes | KernelNodes, sweeps: int) -> list[Restart]:
    size = nodes.plan.size if isinstance(nodes, KernelNodes) else nodes
    axis_points = (size.num_points,) * (size.num_types - 1)
    return restarts([(size.num_actions, size.num_types)], axis_points, sweeps)


def _menus(nodes: Nodes | KernelNodes) -> NodeMenus:
    size = nodes.plan.size if isinstance(nodes, KernelNodes) else nodes
    return [(np.asarray(nodes.available), size.num_types)]


def _is_growth_known(nodes: Nodes | KernelNodes) -> bool:
    """Whether E G has two rows, the eigenvalues of which are written out (`response.largest_growth`)."""
    if isinstance(nodes, KernelNodes):
        return nodes.plan.size.num_messages * nodes.plan.size.num_axes == 2
    return nodes.table.shape[1] * nodes.log_odds.shape[0] == 2


ON_ARRAYS = Method(advance, _subset, _matrix_at, _weaker, _restarts, _menus, is_growth_known=_is_growth_known)
"""Every step at all nodes (`Nodes`) together: on an accelerator."""

BY_KERNEL = Method(
    by_kernel.advance,
    by_kernel.subset,
    by_kernel.response_matrix,
    by_kernel.weaker,
    _restarts,
    _menus,
    by_kernel.nodes_of,
    batches=(),
    is_growth_known=_is_growth_known,
)
"""The same nodes, each at its own pace: on a processor."""


def one_mover() -> Method:
    """How nodes of one informed mover are solved on this machine."""
    return BY_KERNEL if jax.default_backend() == "cpu" else ON_ARRAYS
