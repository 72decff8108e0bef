"""What every want brings after an act: payoffs from a history on, kept apart by the term that pays them.

At a public history every act of the mover is tried by every type of it, with the same random numbers, and play goes on
by the solved policies to the horizon, as in the played-out check (`played_out.py`); but the payoffs of the mover's
wants, and of its acts, are added up each on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.game.frame import Reader, build_frame
from detente.game.payoffs import Term, list_aftermath_terms, list_flow_terms, sum_flow
from detente.game.tables import Flow, Game
from detente.simulate.batch import PlayBatch
from detente.simulate.paying import add_flows
from detente.simulate.play import play_stage
from detente.simulate.played_out import History, begin_rollouts, find_possible_types, find_table
from detente.simulate.prepared import PreparedGame

NO_FLOW = -1


@dataclass(frozen=True)
class TermFlows:
    """The wants of every actor, each as a flow of its own.

    Args:
        owners: by want, the actor and the want's place among its wants.
        flows: by period, of every want that is paid then. aftermath: likewise after the last period, if that repeats.
        after: all that follows the last period, where it is no repetition; None if that is nothing.
    """

    owners: tuple[tuple[int, int], ...]
    flows: tuple[tuple[Flow | None, ...], ...]
    aftermath: tuple[Flow | None, ...]
    after: Flow | None


@dataclass(frozen=True)
class ActValues:
    """What each want is expected to bring from a decision on, by the act that is chosen there.

    Args:
        mover: who decides. kinds: its types that are possible there. menu: what each of them can do.
        values: discounted, of what acts cost and give first, then of the mover's wants in their order, then of what
            follows the last period, where that is stated by itself.
        num_varied: in how many of the plays each part is another one than in most, for the same type.
    """

    mover: int
    kinds: Int[np.ndarray, " kind"]
    menu: np.ndarray
    values: Float[np.ndarray, "part action kind"]
    num_varied: Int[np.ndarray, " part"]


def split_flows(game: Game) -> TermFlows:
    """The wants of a game, each on its own, at the states of every period's end."""
    frame = build_frame(game.scenario, game.grid)
    owners = [(index, place) for index, actor in enumerate(game.scenario.actors) for place in range(len(actor.wants))]
    last, terms_after = list_aftermath_terms(frame)
    calendar = game.scenario.calendar
    # Rounds that go on for ever are worth what the solution says, whatever the search for it began with.
    repeats = calendar.afterwards == "repeats" and not calendar.is_endless
    levels_after = game.space.decode(game.final_codes)

    def at(reader: Reader, terms: Sequence[Term], levels: np.ndarray) -> tuple[Flow | None, ...]:
        by_owner: dict[tuple[int, int], Flow] = {}
        for actor in {term.actor for term in terms}:
            own = [term for term in terms if term.actor == actor]
            for place, term in enumerate(own):
                by_owner[actor, place] = sum_flow(reader, [term], levels, NO_FLOW)
        return tuple(by_owner.get(owner) for owner in owners)

    flows = tuple(
        at(Reader(frame, period), list_flow_terms(frame, period), game.space.decode(tables.codes[-1]))
        for period, tables in enumerate(game.periods)
    )
    aftermath = at(last, terms_after, levels_after) if repeats else tuple(None for _ in owners)
    is_stated = calendar.is_endless or calendar.afterwards not in ("repeats", "nothing")
    return TermFlows(tuple(owners), flows, aftermath, game.aftermath if is_stated else None)


def try_acts(
    prepared: PreparedGame, at: History, split: TermFlows, num_rollouts: int, stream: np.random.SeedSequence
) -> ActValues:
    """Every act at a history, tried by every possible type of its mover."""
    here, where = find_table(prepared, at)
    table = here.table
    mover, actions = table.mover, np.flatnonzero(table.available[where])
    kinds = find_possible_types(prepared, at, mover)
    plays, prescribed = begin_rollouts(prepared, at, mover, actions, num_rollouts, stream)
    parts = [number for number, (actor, _) in enumerate(split.owners) if actor == mover]
    game = prepared.game
    num_parts = 1 + len(parts) + (split.after is not None)
    totals, weight = np.zeros((num_parts, plays.num_plays)), np.ones(plays.num_plays)
    first_stage = at.stage - (game.periods[at.period].stages[at.stage][0].joint is not None)
    for period in range(at.period, game.num_periods):
        paid = np.zeros((len(game.prior), plays.num_plays))
        for stage in range(first_stage if period == at.period else 0, len(game.stage_names)):
            is_first = (period, stage) == (at.period, at.stage)
            play_stage(prepared, period, stage, plays, paid, prescribed if is_first else None)
        totals[0] += weight * paid[mover]
        for place, number in enumerate(parts, start=1):
            totals[place] += weight * _paid(split.flows[period][number], plays, mover, len(game.prior))
        weight *= game.patience[plays.rows[:, mover]]
        plays.state = game.periods[period].end.next_state[plays.state]
    endless = 1 / np.maximum(1 - game.patience[plays.rows[:, mover]], 1e-12)
    for place, number in enumerate(parts, start=1):
        totals[place] += weight * endless * _paid(split.aftermath[number], plays, mover, len(game.prior))
    if split.after is not None:
        totals[-1] += weight * _paid(split.after, plays, mover, len(game.prior))
    shape = (len(totals), len(actions), len(game.prior[mover]), num_rollouts)
    by_play = totals.reshape(shape)[:, :, kinds]
    usual = np.median(by_play, axis=(1, 3), keepdims=True)
    num_varied = (np.abs(by_play - usual) > 1e-9 * (1 + np.abs(usual))).sum(axis=(1, 2, 3))
    menu = np.stack([table.menu(int(min(kind, _last(table.anchor))))[where, actions] for kind in kinds], axis=1)
    return ActValues(mover, kinds, menu, by_play.mean(axis=3), num_varied)


def _paid(flow: Flow | None, plays: PlayBatch, mover: int, num_actors: int) -> np.ndarray:
    payoffs = np.zeros((num_actors, plays.num_plays))
    if flow is not None:
        add_flows([flow], plays, payoffs)
    return np.asarray(payoffs[mover])


def _last(anchor: np.ndarray | None) -> int:
    return 0 if anchor is None else anchor.shape[2] - 1
