"""A typical play as a story: the medoid of all plays, and the plays that contrast most with it.

The distance of two plays is the sum over dates and public variables of how far apart their levels are: for an ordered
variable the number of steps as a share of its whole range, for any other 1 where they differ. It is a sum over
coordinates, so that the mean distance of one play to all others follows from how often each level occurs: the medoid is
exact, whatever the number of plays (L. Kaufman and P. J. Rousseeuw, Finding Groups in Data, 1990, chapter 2). The
contrasting plays are added one by one, each the one that most reduces the sum of distances of every play to its nearest
(their BUILD), among the first `NUM_CANDIDATES` plays; each stands for the plays that are nearest to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.analysis.explanation import Story
from detente.analysis.telling import find_names, tell_play
from detente.analysis.workbench import Workbench
from detente.claims.events import find_event
from detente.claims.grammar import parse_given
from detente.claims.readings import Readings
from detente.errors import DetenteError
from detente.simulate.paths import Paths

NUM_CANDIDATES = 2_000
"""Plays among which contrasting ones are looked for: their distances are computed pair by pair."""

MOST_BOLD = 100.0
"""With which draws are nearly uniform."""

NUM_TOLD = 3
"""The medoid and two that contrast with it."""


@dataclass(frozen=True)
class PathDistances:
    """Distances between levels: by coordinate (period and variable) a matrix."""

    levels: Int[np.ndarray, "play coordinate"]
    tables: tuple[Float[np.ndarray, "_level _other_level"], ...]

    def mean_to_all(self) -> Float[np.ndarray, " play"]:
        """The mean distance of every play to all."""
        total = np.zeros(len(self.levels))
        for column, table in enumerate(self.tables):
            own = self.levels[:, column]
            shares = np.bincount(own, minlength=len(table)) / len(own)
            total += (table @ shares)[own]
        return total

    def between(self, plays: Int[np.ndarray, " some"], other: int) -> Float[np.ndarray, " some"]:
        """The distances of some plays to one."""
        total = np.zeros(len(plays))
        for column, table in enumerate(self.tables):
            total += table[self.levels[plays, column], self.levels[other, column]]
        return total

    def pairs(self, plays: Int[np.ndarray, " some"]) -> Float[np.ndarray, "some _some"]:
        """The distances of some plays to each other."""
        levels = self.levels[plays]
        to_level = [table[levels[:, column]] for column, table in enumerate(self.tables)]
        is_at = [np.eye(len(table))[levels[:, column]] for column, table in enumerate(self.tables)]
        if not to_level:
            return np.zeros((len(plays), len(plays)))
        return np.asarray(np.concatenate(to_level, axis=1) @ np.concatenate(is_at, axis=1).T)


def tell_story(bench: Workbench, given: str = "", play: int | None = None, boldness: float = 1.0) -> Story:
    """A typical play of the base crisis and two that contrast with it, or one play.

    Args:
        given: what must have happened, and moves that are made, as after `given` in a claim: `front == beyond at
            2015-08 and do(kyiv plays wait at 2015-06)`. play: the number of the only play to be told.
        boldness: with which plays are drawn, to find again what is rare (`simulate.play.simulate`).

    Raises:
        ScenarioError: `given` cannot be read.
        DetenteError: no play fulfils it, or there is no such play.
    """
    if not 1 <= boldness <= MOST_BOLD:
        raise DetenteError(f"story: boldness {boldness:g} is not a number from 1 to {MOST_BOLD:g}")
    event, forced = parse_given(given, bench.base) if given else (None, ())
    num_plays = bench.options.num_plays
    if play is not None and not 0 <= play < num_plays:
        raise DetenteError(f"story: there is no play {play:,}; {num_plays:,} plays are numbered from 0")
    last = bench.base.calendar.told.num_periods - 1
    if bench.keeps_turns and not forced and boldness == 1:
        paths = bench.paths().told()
    else:
        paths = bench.play(bench.base.variant, forced, with_turns=True, boldness=boldness, until=last)
    counts = np.ones(paths.num_plays, dtype=bool)
    if event is not None:
        mask = find_event(event, Readings(paths))
        counts = mask.happened & mask.counts
    if not counts.any():
        raise DetenteError(f"story: in none of {num_plays:,} plays is it true that {given}; with more plays it may be")
    chosen: Sequence[tuple[int, float | None]] = [(play, None)] if play is not None else find_typical(paths, counts)
    told = tuple(tell_play(paths, number, share=share, boldness=boldness) for number, share in chosen)
    return Story(find_names(bench.base), told, given, num_plays, int(counts.sum()), play is not None)


def find_typical(
    paths: Paths, counts: Bool[np.ndarray, " play"], num_told: int = NUM_TOLD
) -> list[tuple[int, float | None]]:
    """The medoid of the plays that count, and contrasting ones, each with the share of plays that are nearest to it."""
    numbers = np.flatnonzero(counts)
    apart = measure_apart(paths, numbers)
    medoids = [int(np.argmin(apart.mean_to_all()))]
    every = np.arange(len(numbers))
    nearest = apart.between(every, medoids[0])[None]
    candidates = every[:NUM_CANDIDATES]
    pairs = apart.pairs(candidates)
    while len(medoids) < num_told:
        saved = np.maximum(nearest.min(axis=0)[candidates] - pairs, 0).sum(axis=1)
        best = int(np.argmax(saved))
        if saved[best] <= 1e-6 * len(candidates):
            break
        medoids.append(best)
        nearest = np.vstack([nearest, apart.between(every, best)])
    own = nearest.argmin(axis=0)
    shares = [float((own == place).mean()) for place in range(len(medoids))]
    return [(int(numbers[medoid]), share) for medoid, share in zip(medoids, shares, strict=True)]


def measure_apart(paths: Paths, numbers: Int[np.ndarray, " some"]) -> PathDistances:
    """How far some plays are apart."""
    variables, periods = paths.game.scenario.variables, range(paths.num_periods)
    columns = [paths.levels(period)[numbers] for period in periods]
    tables = []
    for variable in variables:
        steps = np.abs(np.subtract.outer(np.arange(len(variable.levels)), np.arange(len(variable.levels))))
        scale = max(len(variable.levels) - 1, 1) if variable.is_ordered else 1
        tables.append(steps / scale if variable.is_ordered else np.minimum(steps, 1).astype(float))
    levels = np.concatenate(columns, axis=1) if columns else np.zeros((len(numbers), 0), dtype=np.int64)
    return PathDistances(levels, tuple(table for _ in periods for table in tables))
