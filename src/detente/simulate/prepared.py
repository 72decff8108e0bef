"""A solved game prepared for play.

Where actors act on perceptions of the game, there are several *views*: the game as it is, which is view 0, and every
perception. Each view has public beliefs of its own about every actor, which start at its own priors and move by its own
policies; an actor acts on those of its view. What happens, and what is paid, is that of view 0
(`game/true_payoffs.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.perceptions import AlignedTable, align
from detente.game.tables import Game, StageTable
from detente.game.true_payoffs import Payoffs
from detente.simulate.lookup import StageLookup, build_lookup
from detente.simulate.moves import ForcedMove, decides_for
from detente.solve.at_belief import PoliciesAt
from detente.solve.equilibrium import Equilibrium

Alignment = tuple[tuple[tuple[AlignedTable, ...], ...], ...]
"""By period, stage and table of the game, how a perception has it."""


@dataclass(frozen=True)
class ViewedTable:
    """A table of the game in one view.

    Args:
        table: the view's own. aligned: where it has what the true one has; None in view 0.
        policies: of the view, at any belief. at: period, stage and number of the table there.
    """

    table: StageTable
    aligned: AlignedTable | None
    policies: PoliciesAt
    at: tuple[int, int, int]

    def places(self, where: Int[np.ndarray, " play"]) -> Int[np.ndarray, " play"]:
        """The view's places of true states."""
        return where if self.aligned is None else self.aligned.states[where]


@dataclass(frozen=True)
class PayingTable:
    """What a table pays. paid: the actors that get something whatever the belief."""

    table: StageTable
    paid: tuple[int, ...]


@dataclass(frozen=True)
class PreparedTable:
    """A table with what play needs besides.

    Args:
        views: the table as it is, then in every perception.
        mover_view: of the actor that decides; 0 where none does.
        paying: the tables whose payoffs are paid, by number of the types that are played (`Payoffs`).
        forced: number of the run and menu index of the moves made for the mover, in force order.
    """

    table: StageTable
    views: tuple[ViewedTable, ...]
    mover_view: int
    paying: tuple[PayingTable, ...]
    forced: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PreparedGame:
    """A solved game prepared for play, by period and stage.

    Args:
        start_log_odds: beliefs at the start, by view. view_of: by actor. payoffs: what is paid.
        num_runs: runs that are played together; they differ in the moves made for their movers.
    """

    game: Game
    lookups: tuple[tuple[StageLookup, ...], ...]
    tables: tuple[tuple[tuple[PreparedTable, ...], ...], ...]
    first_rows: Int[np.ndarray, " actor"]
    start_log_odds: tuple[Float[np.ndarray, " axis"], ...]
    view_of: tuple[int, ...]
    payoffs: Payoffs
    num_runs: int = 1


def prepare(equilibrium: Equilibrium, runs: Sequence[tuple[ForcedMove, ...]] = ((),)) -> PreparedGame:
    """Prepares a solved game for play.

    Args:
        runs: the moves made for their movers, of every run that is played.

    Raises:
        ScenarioError: a perception cannot be aligned with the game.
    """
    game = equilibrium.game
    view_of, perceptions = _number_views(equilibrium.perceptions, len(game.prior))
    preparer = _Preparer(
        equilibrium=equilibrium,
        policies=PoliciesAt(equilibrium),
        perceptions=tuple((PoliciesAt(each), align(game, each.game)) for each in perceptions),
        view_of=view_of,
        runs=tuple(runs),
        payoffs=equilibrium.payoffs or Payoffs((game,)),
    )
    stages = range(len(game.stage_names))
    return PreparedGame(
        game=game,
        lookups=tuple(tuple(build_lookup(game, t, s) for s in stages) for t in range(game.num_periods)),
        tables=tuple(tuple(preparer.stage(t, s) for s in stages) for t in range(game.num_periods)),
        first_rows=np.array([game.first_row(actor) for actor in range(len(game.prior))]),
        start_log_odds=tuple(each.game.start_log_odds() for each in (equilibrium, *perceptions)),
        view_of=view_of,
        payoffs=preparer.payoffs,
        num_runs=len(runs),
    )


def _number_views(
    perceptions: Mapping[int, Equilibrium], num_actors: int
) -> tuple[tuple[int, ...], tuple[Equilibrium, ...]]:
    """By actor the number of its view, and the perceptions numbered 1, 2, …; one that several actors have is one view.

    Args:
        perceptions: by actor, of those that do not see the game as it is.
    """
    distinct: list[Equilibrium] = []
    view_of = [0] * num_actors
    for actor, perception in perceptions.items():
        numbers = [number for number, other in enumerate(distinct, start=1) if other is perception]
        if not numbers:
            distinct.append(perception)
        view_of[actor] = numbers[0] if numbers else len(distinct)
    return tuple(view_of), tuple(distinct)


@dataclass(frozen=True)
class _Preparer:
    """Prepares table by table. perceptions: their policies, with their alignments."""

    equilibrium: Equilibrium
    policies: PoliciesAt
    perceptions: tuple[tuple[PoliciesAt, Alignment], ...]
    view_of: tuple[int, ...]
    runs: tuple[tuple[ForcedMove, ...], ...]
    payoffs: Payoffs

    def stage(self, t: int, s: int) -> tuple[PreparedTable, ...]:
        """The tables of one (period, stage)."""
        return tuple(self._table(t, s, number) for number in range(len(self.equilibrium.game.periods[t].stages[s])))

    def _table(self, t: int, s: int, number: int) -> PreparedTable:
        game = self.equilibrium.game
        table = game.periods[t].stages[s][number]
        views = [ViewedTable(table, None, self.policies, (t, s, number))]
        for policies, alignment in self.perceptions:
            aligned = alignment[t][s][number]
            own = policies.game.periods[t].stages[s][aligned.table]
            views.append(ViewedTable(own, aligned, policies, (t, s, aligned.table)))
        paying = tuple(_paying(each, each.periods[t].stages[s][number]) for each in self.payoffs.games)
        mover_view = self.view_of[table.mover] if table.mover >= 0 else 0
        forced = tuple(
            (run, action) for run, moves in enumerate(self.runs) for action in _forced_here(game, t, table, moves)
        )
        return PreparedTable(table, tuple(views), mover_view, paying, forced)


def _paying(game: Game, table: StageTable) -> PayingTable:
    paid = {game.rows[row].actor for row in np.flatnonzero(table.payoff.any(axis=(0, 1, 2)))}
    return PayingTable(table, tuple(sorted(paid)))


def _forced_here(game: Game, period: int, table: StageTable, forced: tuple[ForcedMove, ...]) -> tuple[int, ...]:
    if table.mover < 0:
        return ()
    mover = game.scenario.actors[table.mover].name
    return tuple(
        table.actions.index(move.action)
        for move in forced
        if move.first_period <= period <= move.last_period
        and move.action in table.actions
        and move.decision in (None, table.name)
        and decides_for(game.scenario, move.owner, table.name, mover)
    )
