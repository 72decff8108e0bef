"""What would have happened, as a record: a moment of the game gone on from many times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.analysis.story import find_typical
from detente.analysis.telling import tell_play
from detente.claims.numbers import format_share
from detente.report.telling import date_in_words, play_in_sentences, title_of
from detente.report.words import in_words
from detente.simulate.paths import Paths
from detente.simulate.replay import Hidden, replay
from detente.table.judged import Replayed, ReplayedLevel, ReplayedPayoff
from detente.table.moves import TableError
from detente.table.words import amount_in_words

if TYPE_CHECKING:
    from detente.table.session import Table

MOST_TIMES = 100_000


def replay_table(table: Table, turn: int, times: int, act: str | None, hidden: Hidden, seed: int) -> Replayed:
    """See `Table.replay`."""
    turn = table.require_turn(turn)
    if table.ended and turn == table.turn:
        raise TableError("the play is over; name an earlier turn")
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= MOST_TIMES:
        raise TableError(f"replay: {times!r} is not a whole number of times from 1 to {MOST_TIMES:,}")
    if hidden not in ("true", "believed"):
        raise TableError(f"replay: hidden is `true` or `believed`, not '{hidden}'")
    acts = _choose_acts(table, turn, act)
    paths = draw_replays(table, turn, times, acts, hidden, seed)
    number = turn - 1
    period = number // table.course.num_stages
    levels = _levels(table, paths)
    ends = [each for each in levels if each.share >= 0.5]
    what = f"with {' and '.join(map(in_words, acts.values()))} there, " if acts else ""
    date = table.scenario.calendar.labels[period]
    return Replayed(
        turn=turn,
        date=date,
        act=" ".join(acts.values()),
        times=times,
        hidden=hidden,
        levels=levels,
        payoffs=_payoffs(table, paths, hidden),
        story=_story(table, paths),
        words=f"From turn {turn} ({date_in_words(date)}) on, {what}{times:,} times: "
        + ("; ".join(f"{each.words} in {format_share(each.share)}" for each in ends) or "no level in more than half")
        + ".",
    )


def draw_replays(table: Table, turn: int, times: int, acts: dict[int, str], hidden: Hidden, seed: int) -> Paths:
    """The plays behind a replay. acts: by place of the stage in its period."""
    number = turn - 1
    stage = number % table.course.num_stages
    owners = {moment.mover for moment in table.course.moments if moment.number == number} | {
        due.actor for due in table.course.list_due() if due.stage == stage and table.turn == turn
    }
    knows = {actor for chair in table.chairs.values() if chair.actors & owners for actor in chair.actors}
    observer = next(iter(sorted(owners & knows)), -1)
    return replay(table.course, number, times, acts, hidden=hidden, knows=knows, observer=observer, seed=seed)


def _choose_acts(table: Table, turn: int, act: str | None) -> dict[int, str]:
    """By stage what is done at the turn.

    Raises:
        TableError: nobody decides there who has the act.
    """
    number, num = turn - 1, table.course.num_stages
    stands = {moment.stage: moment.stand for moment in table.course.moments if moment.number in _both(table, number)}
    if turn == table.turn:
        stands = {due.stage: due.stand for due in table.course.list_due() if due.comes_up}
    if act is None:
        played = {moment.number: moment for moment in table.course.moments}
        made = {place: table.made(place) for place in _both(table, number)}
        return {place % num: played[place].act for place, given in made.items() if given is not None and given.act}
    for stage, stand in stands.items():
        if stand is not None and act in stand.acts and stand.menu[stand.acts.index(act), stand.kind]:
            return {stage: act}
    can = [
        stand.acts[place]
        for stand in stands.values()
        if stand is not None
        for place in np.flatnonzero(stand.menu[:, stand.kind])
    ]
    raise TableError(f"replay: nobody can do '{act}' at turn {turn} ({', '.join(can) or 'nobody decides there'})")


def _both(table: Table, number: int) -> list[int]:
    """The stage, and the one that is decided at the same time."""
    is_pair = table.scenario.is_first_of_two(number % table.course.num_stages)
    return [number, number + 1] if is_pair else [number]


def _levels(table: Table, paths: Paths) -> tuple[ReplayedLevel, ...]:
    scenario, found = table.scenario, []
    ends = paths.levels(paths.game.num_periods - 1)
    final = table.course.record.levels(paths.game.num_periods - 1)[0] if table.ended else None
    for column, variable in enumerate(scenario.variables):
        if variable.lasts != "always":
            continue
        for place, level in enumerate(variable.levels):
            share = float((ends[:, column] == place).mean())
            is_played = final is not None and int(final[column]) == place
            if share > 0 or is_played:
                words = f"{variable.title} {in_words(level)}"
                found.append(ReplayedLevel(variable.name, level, words, share, is_played))
    return tuple(found)


def _payoffs(table: Table, paths: Paths, hidden: Hidden) -> tuple[ReplayedPayoff, ...]:
    """Of every actor where all types are the true ones; else of those in chairs, which know their own."""
    discounted = paths.discounted()
    realised = table.course.record.discounted()[0] if table.ended else None
    found = []
    for index, actor in enumerate(table.scenario.actors):
        if actor.is_deputy or (hidden == "believed" and table.seat_of(index) is None):
            continue
        own = discounted[:, index]
        got = None if realised is None else float(realised[index])
        found.append(
            ReplayedPayoff(
                actor=actor.name,
                who=title_of(actor.name, table.names),
                mean=float(own.mean()),
                error=float(own.std() / np.sqrt(len(own))),
                realised=got,
                share_below=None if got is None else float((own < got - 1e-9).mean()),
            )
        )
    return tuple(found)


def _story(table: Table, paths: Paths) -> tuple[str, ...]:
    """The play whose states are nearest to those of all others."""
    ((number, share),) = find_typical(paths, np.ones(paths.num_plays, dtype=bool), num_told=1)
    return tuple(play_in_sentences(tell_play(paths, number, share=share), table.names))


def payoff_in_words(payoff: ReplayedPayoff) -> str:
    """`Moscow: 1.2 on average (± 0.05); in this play 0.7, more than in 20 % of them.`"""
    words = f"{payoff.who}: {amount_in_words(payoff.mean)} on average (± {amount_in_words(1.96 * payoff.error)})"
    if payoff.realised is None or payoff.share_below is None:
        return f"{words}."
    below = format_share(payoff.share_below)
    return f"{words}; in this play {amount_in_words(payoff.realised)}, more than in {below}."
