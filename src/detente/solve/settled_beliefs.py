"""Whose belief no longer matters: there one point of its grid stands for all.

The belief about an actor is *settled* after a stage if nothing that comes later depends on it: no decision or signal
tells anything of that actor (where one does, everybody else's values are expectations over its types), and nobody is
paid by what is believed of it. Values after the stage are then the same along that actor's axes. A decision of which
the same is true is solved at the first point of these axes, and holds at all. So it is, for one, after an actor whose
type was private has left its office.

What `game/tracking.py` finds is of this kind for the whole game: a belief that never matters has no axes at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from detente.game.beliefs import BeliefGrid
from detente.game.tables import Flow, Game, PeriodEnd, StageTable
from detente.solve.decisions import StageDecision

Axes = frozenset[int]
"""Positions in `Game.informed`."""


@dataclass(frozen=True)
class Cut:
    """A belief grid at the first point of some actors' axes.

    Args:
        grid: what is left of it. kept: which of all beliefs these are. place: of every belief its like among them.
    """

    grid: BeliefGrid
    kept: Int[np.ndarray, " kept"]
    place: Int[np.ndarray, " belief"]

    @cached_property
    def times(self) -> int:
        """How many beliefs each stands for."""
        return len(self.place) // len(self.kept)

    def tables(self, decision: StageDecision) -> StageDecision:
        """The decision at the beliefs that are kept."""
        tables = []
        for table in decision.tables:
            extra = table.belief_payoff
            if extra is not None:
                extra = replace(extra, values=extra.values[..., self.kept])
            tables.append(replace(table, belief_payoff=extra))
        return replace(decision, tables=tuple(tables))


def cut_grid(grid: BeliefGrid, settled: Axes) -> Cut:
    """The grid without the axes of some actors."""
    shape = tuple(1 if place in settled else size for place, size in enumerate(grid.sizes))
    first = tuple(slice(0, 1) if place in settled else slice(None) for place in range(len(shape)))
    kept = np.arange(grid.size).reshape(grid.sizes)[first].ravel()
    place = np.broadcast_to(np.arange(len(kept)).reshape(shape), grid.sizes).ravel()
    fixed = grid.fixed or ((),) * len(shape)
    return Cut(
        replace(
            grid,
            num_points=tuple(1 if place in settled else points for place, points in enumerate(grid.num_points)),
            fixed=tuple(
                tuple(grid.log_odds(place)[0].tolist()) if place in settled else own for place, own in enumerate(fixed)
            ),
        ),
        kept,
        place,
    )


class SettledBeliefs:
    """Whose beliefs are settled at the stage that a backward pass has come to.

    Args:
        are_sought: if not, none counts as settled.
    """

    def __init__(self, game: Game, are_sought: bool) -> None:
        self._grid = game.grid
        self._axes = frozenset(place for place, size in enumerate(game.grid.sizes) if are_sought and size > 1)
        self._flows: dict[int, Axes] = {}
        self.after: Axes = frozenset()

    def begin(self, aftermath: Flow) -> None:
        """After the last period."""
        self.after = self._axes - self._find_varying([aftermath.belief_values])

    def close(self, end: PeriodEnd) -> None:
        """From a period's beginning to the end of the one before it."""
        number = end.flow.number
        if number not in self._flows:
            self._flows[number] = self._find_varying([end.flow.belief_values])
        self.after -= self._flows[number]

    def find(self, decision: StageDecision) -> Axes:
        """Whose beliefs are settled before a decision at the stage before."""
        if not self.after:
            return self.after
        told = {place for table in decision.tables for place in _list_told(table)}
        paid = [None if table.belief_payoff is None else table.belief_payoff.values for table in decision.tables]
        return self.after - told - self._find_varying(paid)

    def move_to(self, settled: Axes) -> None:
        """To the stage before. settled: before all of its decisions."""
        self.after = settled

    def _find_varying(self, paid: Sequence[Float[np.ndarray, "... belief"] | None]) -> Axes:
        """Along whose axes something varies that is paid."""
        found = set()
        for values in paid:
            if values is not None:
                by_axis = values.reshape(-1, *self._grid.sizes)
                found |= {
                    place for place in self._axes if (by_axis != by_axis.take([0], axis=place + 1)).any()
                }  # fmt: skip
        return frozenset(found)


def _list_told(table: StageTable) -> tuple[int, ...]:
    """Of whom a table tells something."""
    about = () if table.pair is None else table.pair.about
    return (*about, table.informs)
