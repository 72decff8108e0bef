"""Several runs of one solved game, which differ in the moves made for their owners, played side by side.

Runs with one seed have the same random numbers play by play (`play.py`), so that a batch can hold them one after the
other. Of a stage of few plays most of the time goes into what does not depend on their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from detente.simulate.batch import PlayBatch
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import CHUNK, empty_record, play_period, record_beliefs, simulate
from detente.simulate.prepared import PreparedGame, prepare
from detente.solve.equilibrium import Equilibrium

PLAYS_TOGETHER = 4 * CHUNK
"""Of all runs that are played side by side, at most: 60 MB for a large crisis."""


def simulate_runs(
    equilibrium: Equilibrium,
    runs: Sequence[tuple[ForcedMove, ...]],
    num_plays: int,
    seed: int = 0,
    until: Sequence[int | None] | None = None,
) -> Iterator[Paths]:
    """The plays of several runs, in order: of each the same as `simulate` draws.

    Runs of few plays are played side by side: what a stage costs whatever is played is paid once, and a decision that
    plays of several runs come to is solved once.

    Args:
        runs: of each the moves made for their owners.
        until: of each the last period that somebody asks about, the latest first; default: the calendar's.

    Raises:
        ValueError: a run goes on longer than one before it.
    """
    num_periods = equilibrium.game.num_periods
    ends = [num_periods - 1 if end is None else end for end in (until or [None] * len(runs))]
    if ends != sorted(ends, reverse=True):
        raise ValueError("simulate_runs: those that go on longest must come first")
    together = PLAYS_TOGETHER // num_plays
    if equilibrium.on_tree is not None or num_plays > CHUNK or together < 2:
        for forced, end in zip(runs, ends, strict=True):
            yield simulate(equilibrium, num_plays, seed, forced, until=end)
        return
    for first in range(0, len(runs), together):
        chosen, own = runs[first : first + together], ends[first : first + together]
        record = _play_together(prepare(equilibrium, chosen), own, num_plays, seed)
        for number, (forced, end) in enumerate(zip(chosen, own, strict=True)):
            part = record.part(slice(number * num_plays, (number + 1) * num_plays)).cut(end + 1)
            yield replace(part, forced=forced)


def _play_together(prepared: PreparedGame, ends: Sequence[int], num_plays: int, seed: int) -> Paths:
    """The plays of all runs in one record, one run after the other. ends: of each its last period, the latest first."""
    record = empty_record(prepared, seed, len(ends) * num_plays, (), until=ends[0])
    (stream,) = np.random.SeedSequence(seed).spawn(1)
    plays = PlayBatch.from_the_start(prepared, record.num_plays, stream)
    record.types[:] = plays.types
    for period in range(record.num_periods):
        going = num_plays * sum(end >= period for end in ends)
        if going < plays.num_plays:
            # Where the others have come to belongs to their last period.
            record_beliefs(record, slice(0, plays.num_plays), period, plays)
            record.state[: plays.num_plays, period, 0] = plays.state
            plays = plays.take(np.arange(going))
        play_period(prepared, record, slice(0, going), period, plays)
    return record
