"""What would have happened: a play that stands at some stage, gone on from many times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np

from detente.game.beliefs import probabilities_of
from detente.simulate.batch import PlayBatch
from detente.simulate.course import Course, blank
from detente.simulate.paths import Paths
from detente.simulate.play import empty_record, record_period, record_stage
from detente.simulate.sampling import draw

Hidden = Literal["true", "believed"]


def replay(
    course: Course,
    number: int,
    times: int,
    acts: Mapping[int, str],
    *,
    hidden: Hidden = "true",
    knows: Collection[int] = (),
    observer: int = -1,
    seed: int = 0,
) -> Paths:
    """Plays that are the same until a stage, and drawn from the policies from there on, turn by turn.

    Args:
        number: of the stage, counted through all periods; of two decisions made at once the first is meant.
        acts: by place of the stage in its period what is done there, in every play in whose mover's menu it is.
        hidden: what the actors are that are not known: what they truly are at the stage, or drawn from what was
            believed then, in the view of the observer (−1: of everybody). What was paid before is then that of the
            true types.
        knows: the actors whose types are true in either case.
    """
    prepared, game = course.prepared, course.game
    snapshot = course.snapshot(number)
    period, stage = divmod(number, course.num_stages)
    if stage and game.periods[period].stages[stage - 1][0].is_held:
        stage -= 1
    random = np.random.default_rng(np.random.SeedSequence((seed, 2, number))).random
    plays = snapshot.plays.take(np.zeros(times, dtype=np.int64))
    plays.random = random
    if hidden == "believed":
        plays = _redraw(plays, course, set(knows), 0 if observer < 0 else prepared.view_of[observer])
    record = _past(course, times, plays)
    payoffs = np.repeat(snapshot.payoffs, times, axis=1)
    for at in range(period, game.num_periods):
        for place in range(stage if at == period else 0, course.num_stages):
            is_first = at == period and place in acts
            prescribed = _prescribed(course, plays, (at, place), acts[place]) if is_first else None
            record_stage(prepared, record, slice(None), (at, place), plays, payoffs, prescribed)
        record_period(prepared, record, slice(None), at, plays, payoffs)
        payoffs = np.zeros_like(payoffs)
    return record


def _prescribed(course: Course, plays: PlayBatch, at: tuple[int, int], act: str) -> np.ndarray:
    """The act as an index of the menu, which is that of one table: all plays stand at one state."""
    lookup = course.prepared.lookups[at[0]][at[1]]
    table = lookup.tables[int(lookup.table[plays.state[0]])]
    return np.full(plays.num_plays, table.actions.index(act))


def _redraw(plays: PlayBatch, course: Course, known: set[int], view: int) -> PlayBatch:
    """The plays with types drawn from what is believed."""
    game, types = course.game, plays.types.copy()
    for informed, actor in enumerate(game.informed):
        if actor not in known:
            belief = probabilities_of(plays.log_odds[view][0, game.grid.axis_slice(informed)])
            types[:, actor] = draw(belief[:, None], plays.random((plays.num_plays,)))
    return plays.with_types(types)


def _past(course: Course, times: int, plays: PlayBatch) -> Paths:
    """A record that has the play so far in each of its plays."""
    own = course.record
    record = blank(empty_record(course.prepared, own.seed, times, (), with_turns=True))
    for name in ("mover", "act", "state", "log_odds", "payoffs", "chosen", "drawn", "message", "known"):
        array, so_far = getattr(record, name), getattr(own, name)
        if so_far is not None:
            array[:] = so_far
    for array, so_far in zip(record.seen_log_odds, own.seen_log_odds, strict=True):
        array[:] = so_far
    # What is drawn anew is what the plays begin with; where types change, `known` has what they were before.
    record.types[:] = own.types if record.known is not None else plays.types
    return record
