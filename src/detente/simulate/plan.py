"""A solved game laid out for play.

Where actors act on pictures of the game (`Equilibrium.pictures`), there are several *views*: the game as it is, which
is view 0, and every picture. Each view has beliefs of its own about everybody, begun at its own priors and moved by its
own policies; an actor acts on those of its view. What really happens, and what is paid, is that of view 0
(`game/true_payoffs.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float32, Int

from detente.game.beliefs import log_odds_of
from detente.game.perceptions import Laid, lay
from detente.game.tables import Game, StageTable
from detente.game.true_payoffs import Payoffs
from detente.native import plain
from detente.simulate.lookup import StageLookup, stage_lookup
from detente.simulate.moves import ForcedMove, decides_for
from detente.solve.equilibrium import Equilibrium
from detente.solve.nodes import LogPolicy


@dataclass(frozen=True)
class SeenTable:
    """A table of the game in one view.

    Args:
        table: the view's own. laid: how it lies over the true one; None in view 0.
        policy, available: log-policies and menus, ready for `at_beliefs.py`; the policy None where nobody decides.
    """

    table: StageTable
    laid: Laid | None
    policy: Float32[np.ndarray, "state belief action type"] | None
    available: Bool[np.ndarray, "state action"]

    def places(self, where: Int[np.ndarray, " play"]) -> Int[np.ndarray, " play"]:
        """The view's places of true states."""
        return where if self.laid is None else self.laid.states[where]


@dataclass(frozen=True)
class PayingTable:
    """What a table pays. paid: the actors that get something whatever the belief."""

    table: StageTable
    paid: tuple[int, ...]


@dataclass(frozen=True)
class TablePlan:
    """A table with what play needs besides.

    Args:
        views: the table as it is, then in every picture.
        mover_view: of the actor that decides; 0 where nobody does.
        paying: the tables that say what is paid, by number of the types that are played (`Payoffs`).
        forced: menu indices of the moves made for the mover, in force order.
    """

    table: StageTable
    views: tuple[SeenTable, ...]
    mover_view: int
    paying: tuple[PayingTable, ...]
    forced: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A solved game laid out for play, by period and stage.

    Args:
        start_log_odds: beliefs at the start, by view. view_of: by actor. payoffs: what is paid.
    """

    game: Game
    lookups: tuple[tuple[StageLookup, ...], ...]
    tables: tuple[tuple[tuple[TablePlan, ...], ...], ...]
    first_rows: Int[np.ndarray, " actor"]
    start_log_odds: tuple[Float[np.ndarray, " axis"], ...]
    view_of: tuple[int, ...]
    payoffs: Payoffs


def plan_of(equilibrium: Equilibrium, forced: tuple[ForcedMove, ...] = ()) -> Plan:
    """The solved game laid out for play.

    Raises:
        ScenarioError: a picture cannot be laid over the game.
    """
    game = equilibrium.game
    periods, stages = range(game.num_periods), range(len(game.stage_names))
    seen_games = list({id(picture): picture for picture in equilibrium.perceptions.values()}.values())
    laid = [lay(game, picture.game) for picture in seen_games]
    numbers = {id(picture): number for number, picture in enumerate(seen_games, start=1)}
    view_of = tuple(
        numbers[id(equilibrium.perceptions[a])] if a in equilibrium.perceptions else 0 for a in range(len(game.prior))
    )
    payoffs = equilibrium.payoffs or Payoffs((game,))

    def table_plan(t: int, s: int, number: int) -> TablePlan:
        table = game.periods[t].stages[s][number]
        views = [_seen(table, equilibrium.log_policies[t][s][number], None)]
        for picture, over in zip(seen_games, laid, strict=True):
            at = over[t][s][number]
            own = picture.game.periods[t].stages[s][at.table]
            views.append(_seen(own, picture.log_policies[t][s][at.table], at))
        paying = tuple(_paying(each, each.periods[t].stages[s][number]) for each in payoffs.games)
        mover_view = view_of[table.mover] if table.mover >= 0 else 0
        return TablePlan(table, tuple(views), mover_view, paying, _forced_here(game, t, table, forced))

    return Plan(
        game=game,
        lookups=tuple(tuple(stage_lookup(game, t, s) for s in stages) for t in periods),
        tables=tuple(
            tuple(tuple(table_plan(t, s, n) for n in range(len(game.periods[t].stages[s]))) for s in stages)
            for t in periods
        ),
        first_rows=np.array([game.first_row(actor) for actor in range(len(game.prior))]),
        start_log_odds=tuple(_start(each.game) for each in (equilibrium, *seen_games)),
        view_of=view_of,
        payoffs=payoffs,
    )


def _paying(game: Game, table: StageTable) -> PayingTable:
    paid = {game.rows[row].actor for row in np.flatnonzero(table.payoff.any(axis=(0, 1, 2)))}
    return PayingTable(table, tuple(sorted(paid)))


def _start(game: Game) -> Float[np.ndarray, " axis"]:
    return np.concatenate([*(log_odds_of(game.prior[actor]) for actor in game.informed), np.empty(0)])


def _seen(table: StageTable, log_policy: LogPolicy | None, laid: Laid | None) -> SeenTable:
    policy = None if log_policy is None else plain(log_policy, np.float32)
    return SeenTable(table, laid, policy, plain(table.available, np.bool_))


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
