"""What everybody can see in the coming periods, play by play: acts, traces, results, signals, and states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from detente.game.tables import StageTable
from detente.scenario.model import Decision
from detente.simulate.lookup import build_lookup
from detente.simulate.paths import Paths

NOTHING_SEEN = ""
"""The label of plays in which nothing is seen there, or which do not come there."""


@dataclass(frozen=True)
class Observable:
    """One thing to look at in one period, and what is seen of it in every play.

    Args:
        source: the stage, or the variable whose level at the period's end is looked at. owner: who decides at the
            stage; "" where nobody does.
        labels: what can be seen; `NOTHING_SEEN` where nothing is.
        seen: by play, an index into the labels.
    """

    period: int
    source: str
    owner: str
    is_state: bool
    labels: tuple[str, ...]
    seen: Int[np.ndarray, " play"]


def list_observables(paths: Paths, first: int, last: int) -> Iterator[Observable]:
    """Everything of the periods from `first` to `last` that is not the same in all plays, in the order of time.

    Raises:
        ValueError: the plays have no record of what was seen (`Paths.message`).
    """
    if paths.message is None:
        raise ValueError("list_observables: the plays have no record of what was seen")
    for period in range(first, last + 1):
        for each in (*_of_stages(paths, period), *_of_states(paths, period)):
            if len(each.labels) > 1:
                yield each


def _of_stages(paths: Paths, period: int) -> Iterator[Observable]:
    owners = {stage.name: stage.owner for stage in paths.game.scenario.stages if isinstance(stage, Decision)}
    for stage, name in enumerate(paths.game.stage_names):
        labels, seen = _seen_at(paths, period, stage)
        yield Observable(period, name, owners.get(name, ""), False, labels, seen)


def _seen_at(paths: Paths, period: int, stage: int) -> tuple[tuple[str, ...], Int[np.ndarray, " play"]]:
    """What is seen of one stage, in words, and in which plays."""
    assert paths.message is not None
    lookup = build_lookup(paths.game, period, stage)
    state, message = paths.state[:, period, stage], paths.message[:, period, stage]
    table_of, position = lookup.table[state], lookup.position[state]
    numbers: dict[str, int] = {}
    seen = np.full(len(state), -1, dtype=np.int64)
    for number, table in enumerate(lookup.tables):
        plays = np.flatnonzero(table_of == number)
        if not len(plays):
            continue
        kinds = table.message_seen[position[plays], message[plays]]
        if table.mover >= 0:
            # A decision that does not come up shows nothing.
            kinds = np.where(paths.mover[plays, period, stage] >= 0, kinds, _untaken(table, kinds))
        for kind in np.unique(kinds):
            label = describe_seen(table, int(kind))
            seen[plays[kinds == kind]] = numbers.setdefault(label, len(numbers))
    if (seen < 0).any():
        seen[seen < 0] = numbers.setdefault(NOTHING_SEEN, len(numbers))
    return tuple(numbers), seen


def _untaken(table: StageTable, kinds: np.ndarray) -> np.ndarray:
    """What is seen where a decision did not come up: of a covert one its traces, of an open one nothing."""
    return np.full_like(kinds, -1) if table.is_overt else kinds


def describe_seen(table: StageTable, kind: int) -> str:
    """What is seen, in the words of the file."""
    return ", then ".join(part for part in table.seen[kind] if part) if kind >= 0 else NOTHING_SEEN


def _of_states(paths: Paths, period: int) -> Iterator[Observable]:
    levels = paths.levels(period)
    for number, variable in enumerate(paths.game.scenario.variables):
        if variable.lasts == "period":
            continue
        there, seen = np.unique(levels[:, number], return_inverse=True)
        yield Observable(period, variable.name, "", True, tuple(variable.levels[each] for each in there), seen)
