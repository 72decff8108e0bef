"""What comes next, given events up to a date: the probability of every act and state, and of the claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.evidence.filter import Filtered, filter_plays
from detente.evidence.outlook import Outlook, read_outlook
from detente.scenario.model import DatedEvent, Scenario
from detente.solve.equilibrium import Equilibrium


@dataclass(frozen=True)
class Foresight:
    """What the coming periods hold.

    Args:
        as_of: the first date that is forecast. num_events: earlier events, which are known. learned_to: the date of the
            last of them; "" if there are none.
        chances: of every date from then on. dates: of the calendar, by index.
    """

    as_of: str
    num_events: int
    learned_to: str
    num_plays: int
    dates: tuple[str, ...]
    chances: tuple[Outlook, ...]

    def rows(self) -> list[dict[str, Any]]:
        """A row for every date and every act or level."""
        return [
            {
                "date": self.dates[each.period],
                "kind": each.kind,
                "event": each.statement,
                "probability": each.probability,
                "low": each.interval[0],
                "high": each.interval[1],
            }
            for each in self.chances
        ]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "chances": self.rows()}


def find_date(scenario: Scenario, text: str | None, events: Sequence[DatedEvent]) -> int:
    """The first period that is forecast: that of the date, or the one after the last event.

    Raises:
        DetenteError: the date lies outside the calendar, or nothing is left to forecast.
    """
    labels = scenario.calendar.labels
    if text is None:
        first = max((each.period for each in events), default=-1) + 1
        if first >= len(labels):
            raise DetenteError("forecast: the last event lies in the calendar's last period; nothing is left.")
        return first
    if text not in labels:
        raise DetenteError(f"forecast: '{text}' is no date of the calendar ({labels[0]} … {labels[-1]}).")
    return labels.index(text)


def foresee(bench: Workbench, events: Sequence[DatedEvent], as_of: str | None = None) -> Foresight:
    """What comes from a date on, given the events before it.

    Raises:
        DetenteError: the date lies outside the calendar, or the events are impossible.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    first = find_date(bench.base, as_of, events)
    known = [each for each in events if each.period < first]
    paths = condition(bench, known).paths
    assert paths is not None
    labels = bench.base.calendar.labels
    return Foresight(
        as_of=labels[first],
        num_events=len(known),
        learned_to=labels[max(each.period for each in known)] if known else "",
        num_plays=bench.options.num_plays,
        dates=tuple(labels),
        chances=read_outlook(paths, first),
    )


def condition(bench: Workbench, events: Sequence[DatedEvent], *, with_messages: bool = False) -> Filtered:
    """Plays of the base crisis given events.

    Args:
        with_messages: whether they keep what was seen.

    Raises:
        DetenteError: the events are impossible.
    """
    filtered = filter_known(bench, bench.equilibrium(bench.base.variant), events, with_messages=with_messages)
    if filtered.paths is None:
        labels = bench.base.calendar.labels
        bad = [
            f"{labels[each.event.period]} '{each.event.text}' ({each.reason})"
            for each in filtered.surprises
            if each.reason
        ]
        raise DetenteError(f"events: impossible in this crisis: {'; '.join(bad)}. `sure: 0.9` lets the coder err.")
    return filtered


def filter_known(
    bench: Workbench, equilibrium: Equilibrium, events: Sequence[DatedEvent], *, with_messages: bool = False
) -> Filtered:
    """Plays of a solved crisis given events, with the plays and the seed of a workbench."""
    options = bench.options
    with bench.watch.phase("filter"):
        return filter_plays(
            equilibrium, events, options.num_plays, options.seed, bench.progress, with_messages=with_messages
        )
