"""A backward step over a signal whose odds depend on what two actors know about themselves, each on its own.

With the odds P(m | k, l) of message m for a type k of the one and a type l of the other, the public learns of either

    L₁(m | k) = Σ_l b₂(l) P(m | k, l),    b₁′(k) ∝ b₁(k) L₁(m | k),                                      (1)

and likewise of the other: the marginals of the joint posterior. The posterior itself is in general no product of them,
because a battle that was won says that strong friends or weak enemies are likely, but not both. Beliefs are kept as a
product all the same; `simulate/apart.py` says how much is lost. The values before are

    V_k = Σ_m L₁(m | k) C_k(m; b₁′, b₂′)  for types of the one,    V_r = Σ_m L̄(m) C_r(m; b₁′, b₂′)  for all others,  (2)

L̄(m) = Σ_k Σ_l b₁(k) b₂(l) P(m | k, l). Values are interpolated as in the kernel (`solve/interpolation.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.beliefs import BeliefGrid, log_likelihood_of, update
from detente.game.tables import Game, StageTable
from detente.solve.interpolation import find_slopes
from detente.solve.nodes import Values


def step_two_sided(game: Game, table: StageTable, block: slice, values: Values) -> Values:
    """Values before a signal about two actors, at a block of its states. values: after it; rows may come twice."""
    assert table.pair is not None
    grid, about = game.grid, table.pair.about
    log_odds = np.concatenate([grid.spread(i, grid.log_odds(i)) for i in range(len(grid.num_types))], axis=1)
    belief = [grid.spread(i, grid.probabilities(i)) for i in about]
    first_rows = [game.first_row(game.informed[i]) for i in about]
    before = np.zeros((block.stop - block.start, *values.shape[1:]))
    for offset, state in enumerate(range(block.start, block.stop)):
        for m, odds in enumerate(table.pair.prob[state]):
            if not odds.any():
                continue
            told = [belief[1] @ odds.T, belief[0] @ odds]
            posterior = log_odds.copy()
            for informed, likelihood in zip(about, told, strict=True):
                own = grid.axis_slice(informed)
                posterior[:, own] = update(log_odds[:, own], log_likelihood_of(likelihood))
            after = np.einsum("b,brx->rx", table.branch_prob[state, m], values[table.branch_state[state, m]])
            read = _ValuesAt(grid, about, posterior).read(after)
            weights = np.tile((belief[0] * told[0]).sum(axis=1), (len(after), 1))
            for copy in range(0, len(after), len(game.rows)):
                for first, likelihood in zip(first_rows, told, strict=True):
                    weights[copy + first : copy + first + likelihood.shape[1]] = likelihood.T
            before[offset] += weights * read
    return before


@dataclass(frozen=True)
class _ValuesAt:
    """Reads values at posteriors about some actors, one for each point of the grid; all other beliefs stay."""

    grid: BeliefGrid
    about: Sequence[int]
    posterior: Float[np.ndarray, "belief axis"]

    def read(self, values: Float[np.ndarray, "row belief"]) -> Float[np.ndarray, "row belief"]:
        """Values of every row where its point of the grid goes."""
        axes, strides = self._axes()
        shape = self.grid.axis_points
        tables = [values.reshape(len(values), *shape)]
        for axis in axes:
            slopes = [np.moveaxis(find_slopes(np.moveaxis(each, axis + 1, 1)), 1, axis + 1) for each in tables]
            tables = [each for pair in zip(tables, slopes, strict=True) for each in pair]
        flat = [each.reshape(len(values), -1) for each in tables]
        steps = self.grid.steps(self.posterior)[:, axes]
        low = np.minimum(steps.astype(np.int64), np.array([shape[axis] for axis in axes]) - 2)
        bases = _find_bases(steps - low)
        here = np.arange(values.shape[1])
        start = here + ((low - self._places(axes, strides, here)) * strides).sum(axis=1)
        total = np.zeros_like(values)
        for corner in range(1 << len(axes)):
            bits = [(corner >> (len(axes) - 1 - d)) & 1 for d in range(len(axes))]
            point = start + int(np.dot(bits, strides))
            for order, data in enumerate(flat):
                weight = math.prod(
                    bases[2 * bit + ((order >> (len(axes) - 1 - d)) & 1)][:, d] for d, bit in enumerate(bits)
                )
                total += weight * data[:, point]
        return total

    def _axes(self) -> tuple[list[int], Int[np.ndarray, " axis"]]:
        """Which axes belong to the actors that are learned about, and by how many points a step on each moves."""
        points = self.grid.axis_points
        slices = [self.grid.axis_slice(informed) for informed in self.about if self.grid.is_tracked(informed)]
        axes = [axis for own in slices for axis in range(own.start, own.stop)]
        return axes, np.array([math.prod(points[axis + 1 :]) for axis in axes], dtype=np.int64)

    def _places(
        self, axes: Sequence[int], strides: Int[np.ndarray, " axis"], here: Int[np.ndarray, " belief"]
    ) -> Int[np.ndarray, "belief axis"]:
        """Where on these axes every point of the grid is."""
        points = np.array([self.grid.axis_points[axis] for axis in axes], dtype=np.int64)
        return np.asarray(here[:, None] // strides % points)


def _find_bases(share: Float[np.ndarray, "belief axis"]) -> tuple[Float[np.ndarray, "belief axis"], ...]:
    """The Hermite bases of a cell: value and slope at its lower end, value and slope at its upper end."""
    rest = 1 - share
    return (
        (1 + 2 * share) * rest * rest,
        share * rest * rest,
        share * share * (3 - 2 * share),
        -share * share * rest,
    )
