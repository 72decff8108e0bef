"""Linear equations for a step on an exact tree, as large as the tree and sparse.

A node's beliefs follow from its parent's beliefs and scores, its values from its own beliefs and scores and from the
values at its children, and the scores that it wants from the same. So the derivative of F (`exact_tree.py`) by all
unknowns, in which every node depends on all nodes above and below it, need not be written down: the differentials of
beliefs, values and unknowns solve one linear system in which a node meets its parent and its children alone. Its
entries are exact to rounding, taken group by group along imaginary steps of length 1e-30.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from support.exact_play import Moment, Play
from support.exact_tree import Array, ExactTree, Group

TINY = 1e-30
"""The imaginary step."""


class Slope:
    """F and its derivatives at one point.

    Attributes:
        defect: F, by unknown.
    """

    def __init__(self, tree: ExactTree, unknowns: Array, scale: float) -> None:
        self.tree = tree
        self.play = Play(tree, unknowns[:, None], scale)
        self.defect = self.play.wanted[:, 0] - unknowns
        self.scale = scale
        self._unknowns = unknowns
        num_places = len(tree.nodes) * tree.num_rows
        # Differentials of unknowns, of t, of log beliefs and of values, in this order.
        self._of_t = tree.num_unknowns
        self._of_belief = self._of_t + 1
        self._of_value = self._of_belief + num_places
        self._size = self._of_value + num_places
        self._rows: list[Array] = []
        self._columns: list[Array] = []
        self._entries: list[Array] = []
        for group in tree.groups:
            self._add_group(group)
        self._add(*3 * [self._of_t + 1 + np.arange(2 * num_places)])
        self._entries[-1] = -np.ones(2 * num_places)

    def factor(self, border: Array, shift: float = 0.0) -> Callable[[Array], Array]:
        """Solves (∂F/∂z − shift) dz + ∂F/∂t dt = f and border · (dz, dt) = g, for (f, g).

        Raises:
            ZeroDivisionError: the system is singular, or not finite.
        """
        num = self.tree.num_unknowns
        every = np.arange(num)
        entries = np.concatenate([*self._entries, np.full(num, -1.0 - shift), border])
        if not np.isfinite(entries).all():
            raise ZeroDivisionError("a derivative is not finite")
        rows = np.concatenate([*self._rows, every, np.full(num + 1, self._of_t)])
        columns = np.concatenate([*self._columns, every, np.arange(num + 1)])
        matrix = coo_matrix((entries, (rows, columns)), shape=(self._size, self._size)).tocsc()
        matrix.eliminate_zeros()
        try:
            factors = splu(matrix)
        except RuntimeError as error:
            raise ZeroDivisionError(str(error)) from error

        def solve(right: Array) -> Array:
            whole = np.zeros(self._size)
            whole[: num + 1] = right
            return np.asarray(factors.solve(whole)[: num + 1])

        return solve

    # ---- entries

    def _belief(self, nodes: Array) -> Array:
        """By node and row the places of log beliefs."""
        num_rows = self.tree.num_rows
        return np.asarray(self._of_belief + nodes[..., None] * num_rows + np.arange(num_rows))

    def _value(self, nodes: Array) -> Array:
        return self._belief(nodes) - self._of_belief + self._of_value

    def _add(self, rows: Array, columns: Array, entries: Array) -> None:
        rows, columns, entries = np.broadcast_arrays(rows, columns, entries)
        self._rows.append(rows.ravel())
        self._columns.append(columns.ravel())
        self._entries.append(entries.ravel())

    def _add_group(self, group: Group) -> None:
        """How the group's unknowns, its values and the beliefs at its children change with what they depend on."""
        tree, num = self.tree, len(group.nodes)
        own = _numbers_of_unknowns(group)
        parts = [self._belief(group.nodes), *(each.reshape(num, -1) for each in own)]
        parts.append(self._value(group.child).reshape(num, -1))
        parts.append(np.full((num, 1), self._of_t))
        columns = np.concatenate(parts, axis=1)
        starts = np.cumsum([0, *(part.shape[1] for part in parts)])
        step = 1j * TINY * np.eye(columns.shape[1])

        def moved(base: Array, part: int) -> Array:
            """The numbers of one part with their imaginary steps, shaped as they are, the directions last."""
            along = step[starts[part] : starts[part + 1]].reshape(*base.shape[1:], len(step))
            return np.asarray(base[..., None] + along)

        before = moved(self.play.log_belief[group.nodes][..., 0], 0)
        scores = [moved(self._unknowns[each], 1 + side) for side, each in enumerate(own)]
        future = moved(self.play.value[group.child][..., 0], len(parts) - 2)
        moment = Moment(tree, group, before, scores, self.scale + step[-1])
        for edge, after in enumerate(moment.beliefs_after()):
            child = group.child[:, edge]
            is_parent = (tree.parent[child] == group.nodes) & (tree.parent_edge[child] == edge)
            places, entries = self._belief(child)[is_parent], after.imag[is_parent] / TINY
            self._add(places[..., None], columns[is_parent][:, None], entries)
        values = moment.values(future)
        self._add(self._value(group.nodes)[..., None], columns[:, None], values.imag / TINY)
        for places, wanted in zip(own, moment.wanted, strict=True):
            self._add(places[..., None], columns[:, None, None], wanted.imag / TINY)


def _numbers_of_unknowns(group: Group) -> list[Array]:
    """Of every side that decides with unknowns their numbers, by node, action but the first and type."""
    found = []
    for first, (actions, kinds) in zip(group.unknowns, group.sides(), strict=True):
        if first >= 0:
            shape = (len(group.nodes), actions - 1, kinds)
            found.append(first + np.arange(shape[0] * shape[1] * shape[2]).reshape(shape))
    return found
