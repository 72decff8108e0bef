"""Wants that dwarf all others of their actor, and wants that never bite.

What counts is not how large a want is but how much of the difference between acts it makes: at decisions drawn from
play every act is tried, and what it brings is kept apart by want (`simulate/by_term.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analysis.diagnosis import Finding
from detente.claims.numbers import format_plain, format_share
from detente.scenario.model import Actor
from detente.simulate.by_term import ActValues, TermFlows, split_flows, try_acts
from detente.simulate.paths import Paths
from detente.simulate.played_out import draw_histories
from detente.simulate.prepared import prepare
from detente.solve.equilibrium import Equilibrium

HISTORIES_OF_ACTOR = 25
MOST_HISTORIES = 150
NUM_ROLLOUTS = 100
FEWEST_HISTORIES = 8
"""Decisions of an actor at which its acts have to be tried for anything to be said of its wants."""

DWARFS = 0.999
"""Of the squares of all differences between acts, the share of one want from which it leaves the others no say: they
are then about a thirtieth of its size together."""

BITES = 0.01
"""The odds between acts that a want changes by less than this share, everywhere, it leaves as they are."""

FEWEST_VARIED = 200
"""Plays in which a want has to be another one than usually for its doing nothing to show, unless it never is: what is
rare may be what an actor acts upon."""


@dataclass(frozen=True)
class _Weight:
    """What the parts of an actor's payoffs do to its choices. Parts: acts themselves, then its wants.

    Args:
        squares: the sum of squared differences between acts. odds: the largest change of log-odds between acts.
    """

    squares: np.ndarray
    odds: np.ndarray
    num_decisions: int
    num_varied: np.ndarray


def find_unequal_wants(equilibrium: Equilibrium, paths: Paths, seed: int) -> Iterator[Finding]:
    """The wants that dwarf the others of their actor, and those that change no choice.

    Args:
        paths: plays of the equilibrium, from which it is read which wants are ever another one than usually.
    """
    split = split_flows(equilibrium.game)
    for index, weight in _weigh(equilibrium, split, seed).items():
        actor = equilibrium.game.scenario.actors[index]
        if weight.num_decisions >= FEWEST_HISTORIES:
            is_constant = [_is_constant(paths, split, index, place) for place in range(len(actor.wants))]
            yield from _of_actor(actor, weight, is_constant)


def _is_constant(paths: Paths, split: TermFlows, actor: int, place: int) -> bool:
    """Whether a want is the same in all plays, at every date, for each of the actor's types."""
    game, number = paths.game, split.owners.index((actor, place))
    rows = game.rows_of(actor)
    for period, flows in enumerate(split.flows):
        flow = flows[number]
        if flow is None:
            continue
        if flow.belief_values is not None:
            return False
        seen = flow.values[np.unique(paths.state[:, period, -1])][:, rows]
        if (game.precision[rows] * np.ptp(seen, axis=0)).max() >= BITES:
            return False
    return True


def _of_actor(actor: Actor, weight: _Weight, is_constant: Sequence[bool]) -> Iterator[Finding]:
    total = weight.squares.sum()
    shares = weight.squares / total if total > 0 else np.zeros(len(weight.squares))
    for place, want in enumerate(actor.wants, start=1):
        evidence = {
            "share_of_squares": float(shares[place]),
            "log_odds": float(weight.odds[place]),
            "decisions": float(weight.num_decisions),
        }
        subject = f"{actor.name} wants {want.name}"
        where = want.formula.where
        if weight.odds[place] < BITES and (is_constant[place - 1] or weight.num_varied[place] >= FEWEST_VARIED):
            says = (
                f"'{want.name}' never matters: at {weight.num_decisions} decisions of {actor.name} it changes the odds "
                f"between acts by at most {format_share(float(weight.odds[place]))}."
            )
            advice = "Nothing that the actor can do changes it, or it is too small beside its precision; check it."
            yield Finding("want that never matters", subject, where, says, advice, evidence)
        # Behind the wants there may be what is paid after the calendar.
        others = [each.name for at, each in enumerate(actor.wants, start=1) if at != place and shares[at] > 0]
        if shares[place] > DWARFS and len(actor.wants) > 1:
            rest = 1 - shares[place]
            says = (
                f"'{want.name}' dwarfs everything else that {actor.name} wants: it accounts for "
                f"{format_share(shares[place])} of the differences between acts (squared, at {weight.num_decisions} "
                "decisions)."
            )
            dwarfed = f", so that {', '.join(others)} might as well be left out" if others else ""
            advice = f"Check its unit and size{dwarfed}; all else accounts for {format_plain(rest, 2)} of them."
            yield Finding("want that dwarfs the others", subject, where, says, advice, evidence)


def _weigh(equilibrium: Equilibrium, split: TermFlows, seed: int) -> Mapping[int, _Weight]:
    """By actor that decides, how much each part of its payoffs does."""
    game, prepared = equilibrium.game, prepare(equilibrium)
    movers = {table.mover for period in game.periods for tables in period.stages for table in tables} - {-1}
    number = min(MOST_HISTORIES, HISTORIES_OF_ACTOR * len(movers))
    first, second = np.random.SeedSequence(seed).spawn(2)
    histories = draw_histories(prepared, number, first)
    tried: dict[int, list[ActValues]] = {}
    for at, stream in zip(histories, second.spawn(len(histories)), strict=True):
        values = try_acts(prepared, at, split, NUM_ROLLOUTS, stream)
        if values.menu.sum(axis=0).max(initial=0) > 1:
            tried.setdefault(values.mover, []).append(values)
    return {mover: _sum_up(equilibrium, mover, own) for mover, own in sorted(tried.items())}


def _sum_up(equilibrium: Equilibrium, mover: int, tried: list[ActValues]) -> _Weight:
    game = equilibrium.game
    num_parts = len(tried[0].values)
    squares, odds = np.zeros(num_parts), np.zeros(num_parts)
    for each in tried:
        menu = np.broadcast_to(each.menu, each.values.shape)
        count = np.maximum(each.menu.sum(axis=0), 1)
        mean = np.where(menu, each.values, 0.0).sum(axis=1) / count
        apart = np.where(menu, each.values - mean[:, None], 0.0)
        squares += (apart**2).sum(axis=(1, 2))
        precision = game.precision[game.rows_of(mover)][each.kinds]
        most = np.where(menu, each.values, -np.inf).max(axis=1) - np.where(menu, each.values, np.inf).min(axis=1)
        odds = np.maximum(odds, (precision * np.where(np.isfinite(most), most, 0.0)).max(axis=1))
    return _Weight(squares, odds, len(tried), np.sum([each.num_varied for each in tried], axis=0))
