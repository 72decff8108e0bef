"""What a way to take a step backwards does: on arrays, or by the kernel (docs/decisions/0011).

Both solve blocks of a table's states, and both give the same answers to the last few digits. *On arrays*
(`array_steps.py`) every operation passes over a whole block, as accelerators want it; blocks are filled up to one size,
so that a shape is compiled once. *By the kernel* (`kernel_steps.py`) nodes are solved eight at a time by a program that
is compiled once for all shapes, as processors want it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Array, Float, Int

from detente.game.tables import StageTable
from detente.solve.equilibrium import LogPolicy
from detente.solve.meetings import Meeting
from detente.solve.method import Method

Values = Float[Array, "next_state row belief"] | Float[np.ndarray, "next_state row belief"]
StateScores = Float[np.ndarray, "action type state belief"]
NodeScores = Float[np.ndarray, "action type node"]
Precision = Float[np.ndarray, " state"]

FIRST_USE = "Compiling the solver (once)"
"""What progress is told before a solve that begins with that."""


class Concluded(NamedTuple):
    """What follows from the scores of a block: policies, values before the move, residuals, and the scores again.

    Args:
        log_policies: of every mover.
    """

    log_policies: tuple[LogPolicy, ...]
    values: Float[np.ndarray, "state row belief"]
    residual: Float[np.ndarray, "state belief"]
    scores: StateScores


@runtime_checkable
class Block(Protocol):
    """A block of states at which an informed actor moves, or two move at once, ready to be solved.

    The scores of two movers are one column: all of the first, then all of the second.

    Args:
        nodes: the fixed points. method: how they are solved.
    """

    @property
    def nodes(self) -> Any: ...

    @property
    def method(self) -> Method: ...

    def to_nodes(self, scores: StateScores) -> NodeScores:
        """From states and beliefs to nodes."""

    def from_nodes(self, found: Int[np.ndarray, " node"]) -> Int[np.ndarray, "state belief"]:
        """Its inverse."""

    def concluded(self, scores: Any) -> Concluded:
        """What follows from the scores that were found for the nodes."""


@runtime_checkable
class Steps(Protocol):
    """A way to take a step backwards. A part is a slice of a table's states; one block.

    Args:
        is_first_use: its program has to be compiled before anything else.
    """

    is_first_use: bool

    def parts(self, num_states: int) -> list[slice]:
        """The blocks of a table."""

    def uninformed(
        self, table: StageTable, part: slice, values: Values, precision: Precision
    ) -> tuple[LogPolicy, Float[np.ndarray, "state row belief"]]:
        """Policy and values before a move, or a chance, that says nothing about anybody's type."""

    def prepared(self, table: StageTable, part: slice, values: Values, precision: Precision) -> Block:
        """A block of an informed move."""

    def prepared_pair(
        self, meeting: Meeting, part: slice, values: Values, precision: tuple[Precision, Precision]
    ) -> Block:
        """A block of two moves made at once."""
