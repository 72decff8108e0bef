"""Several runs of one solved game, which differ in the moves made for their owners, played side by side.

Runs with one seed have the same random numbers play by play (`play.py`), so that a batch can hold them one after the
other. Of a stage of few plays most of the time goes into what does not depend on their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from detente.scenario.calendars import furthest
from detente.simulate.moves import ForcedMove
from detente.simulate.paths import Paths
from detente.simulate.play import CHUNK, empty_record, play_chunk, simulate
from detente.simulate.prepared import prepare
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
        until: of each the last period that somebody asks about; default: the calendar's. Runs that are played side by
            side are played as far as the longest of them.
    """
    ends = [None] * len(runs) if until is None else until
    together = PLAYS_TOGETHER // num_plays
    if equilibrium.on_tree is not None or num_plays > CHUNK or together < 2:
        for forced, end in zip(runs, ends, strict=True):
            yield simulate(equilibrium, num_plays, seed, forced, until=end)
        return
    for first in range(0, len(runs), together):
        chosen, last = runs[first : first + together], furthest(ends[first : first + together])
        prepared = prepare(equilibrium, chosen)
        record = empty_record(prepared, seed, len(chosen) * num_plays, (), until=last)
        (stream,) = np.random.SeedSequence(seed).spawn(1)
        play_chunk(prepared, record, slice(0, record.num_plays), stream, 1.0)
        for number, forced in enumerate(chosen):
            yield replace(record.part(slice(number * num_plays, (number + 1) * num_plays)), forced=forced)
