"""Why no play agrees with an event: what a coder has to look at again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.claims.readings import Private, Readings
from detente.errors import DetenteError
from detente.evidence.guides import ActEvent
from detente.scenario.model import DatedEvent, walk
from detente.simulate.lookup import StageLookup


def refuse_impossible(impossible: Sequence[tuple[DatedEvent, str]], labels: Sequence[str]) -> DetenteError:
    """The error that events are impossible, with what to do. labels: of the calendar."""
    return DetenteError(
        f"events: impossible in this crisis: {describe_impossible(impossible, labels)}. If the report may be wrong, "
        "give it a `sure` below 1, such as 0.9."
    )


def describe_impossible(impossible: Sequence[tuple[DatedEvent, str]], labels: Sequence[str]) -> str:
    """Impossible events with their places, dates and reasons."""
    return "; ".join(
        f"{f'{event.where}: ' if event.where else ''}{labels[event.period]} '{event.text}' ({reason})"
        for event, reason in impossible
    )


def why_no_act(act: ActEvent, lookup: StageLookup, before: np.ndarray) -> str:
    """Why no play agrees with an event that is an act.

    Args:
        before: by play the state in which the stage begins.
    """
    reached = set(lookup.table[before].tolist())
    for number in reached:
        table = lookup.tables[number]
        rows = lookup.position[before[lookup.table[before] == number]]
        if act.action in table.actions and table.available[rows, table.actions.index(act.action)].any():
            return "every play that is left does it" if not act.is_taken else "no type of whoever decides can do it"
    return "nobody can do it in any state that is reached by then"


def why_no_play(event: DatedEvent, readings: Readings, period: int) -> str:
    """Why no play has an event that is read off the end of a period."""
    if event.condition is None:
        return "it is seen in no play"
    tree = event.condition.tree
    if any(isinstance(part, Private) for part in walk(tree)):
        return "no play that agrees with the events before it has it"
    by_state = readings.evaluate(tree, {}, readings.decode(period, readings.num_stages), period)
    if not (by_state != 0).any():
        return "no state that can be reached by then shows it"
    return (
        "states that show it can be reached by then, but no play that agrees with the events before it is in one; more "
        "plays would show it if it is only rare"
    )
