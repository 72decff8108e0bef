"""Plays in which every decision is watched: where its mover stands, and what each of its types would do there.

What is counted from policies instead of draws has no noise of its own: an act that is chosen once in ten thousand
times is seen at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.tables import StageTable
from detente.simulate.batch import PlayBatch
from detente.simulate.play import find_policy, play_stage
from detente.simulate.prepared import PreparedTable, prepare
from detente.solve.equilibrium import Equilibrium


@dataclass(frozen=True)
class Watched:
    """One table of a stage in the plays that stand there.

    Args:
        where: by play the place of its state in the table. kinds: the mover's true type.
        policy: σ(action | type) of every type of the mover at the belief on which it acts; its menu is where this is
            above zero or `menu` holds.
        menu: what each type can do.
        anchor: what is done if nothing presses, η.
    """

    period: int
    stage: int
    table: StageTable
    where: Int[np.ndarray, " play"]
    kinds: Int[np.ndarray, " play"]
    policy: Float[np.ndarray, "action type play"]
    menu: Bool[np.ndarray, "action type play"]
    anchor: Float[np.ndarray, "action type play"]


def watch(equilibrium: Equilibrium, num_plays: int, seed: int) -> Iterator[Watched]:
    """Every decision in the plays of a solved game, in the order in which they are made."""
    prepared = prepare(equilibrium)
    game = prepared.game
    plays = PlayBatch.from_the_start(prepared, num_plays, np.random.SeedSequence(seed))
    unpaid = np.zeros((len(game.prior), num_plays))
    for period in range(game.num_periods):
        for stage in range(len(game.stage_names)):
            lookup = prepared.lookups[period][stage]
            table_of = lookup.table[plays.state]
            for number, here in enumerate(prepared.tables[period][stage]):
                who = np.flatnonzero(table_of == number)
                if here.table.mover >= 0 and len(who):
                    yield _watched((period, stage), here, plays, who, lookup.position[plays.state[who]])
            play_stage(prepared, period, stage, plays, unpaid)
        plays.state = game.periods[period].end.next_state[plays.state]


def _watched(at: tuple[int, int], here: PreparedTable, plays: PlayBatch, who: np.ndarray, where: np.ndarray) -> Watched:
    table, view = here.table, here.views[here.mover_view]
    num_types = len(plays.game.prior[table.mover])
    menu = np.stack([table.menu(min(kind, _last(table)))[where] for kind in range(num_types)]).transpose(2, 0, 1)
    policy = np.exp(find_policy(here, plays, who, where, here.mover_view))
    if view.aligned is not None:
        is_known = (view.aligned.actions >= 0)[:, None, None]
        policy = np.where(is_known, policy[np.maximum(view.aligned.actions, 0)], 0.0)
    policy = np.where(menu, np.broadcast_to(policy, menu.shape), 0.0)
    total = policy.sum(axis=0)
    policy = policy / np.where(total > 0, total, 1.0)
    return Watched(*at, table, where, plays.types[who, table.mover].copy(), policy, menu, _anchor(table, where, menu))


def _last(table: StageTable) -> int:
    """The last place of the table's type axis of what differs by type."""
    return 0 if table.anchor is None else table.anchor.shape[2] - 1


def _anchor(table: StageTable, where: np.ndarray, menu: np.ndarray) -> np.ndarray:
    """η at every play, over each type's menu."""
    weights = menu.astype(np.float64)
    if table.anchor is not None:
        weights = np.broadcast_to(np.exp(table.anchor[where].transpose(1, 2, 0)), menu.shape) * menu
    total = weights.sum(axis=0)
    return np.asarray(weights / np.where(total > 0, total, 1.0))
