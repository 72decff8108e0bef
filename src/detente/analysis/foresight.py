"""What comes next, given events up to a date: the probability of every act and state, and of the claims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from detente.analysis.at_random import play_at_random
from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.evidence.filter import filter_plays
from detente.evidence.filtered import Filtered
from detente.evidence.impossible import describe_impossible
from detente.evidence.outlook import Outlook, read_outlook
from detente.scenario.model import DatedEvent, Scenario
from detente.simulate.paths import Paths
from detente.solve.equilibrium import Equilibrium


@dataclass(frozen=True)
class Foresight:
    """What the coming periods hold.

    Args:
        as_of: the first date that is forecast. num_events: earlier events, which are known. learned_to: the date of the
            last of them; "" if there are none.
        chances: of every date from then on. dates: of the calendar, by index.
        prior: of the same, before any event is known. at_base_rates: given the events, with everybody at base rates;
            what there is no such state or menu for counts as 0.
        under: the variant that is forecast, whose calendar may begin earlier than that of the crisis.
        log_factor: natural logarithm of the Bayes factor of everybody at base rates against the crisis as written, by
            the events; error: its standard error. None: there are no events, or one of the two cannot have them.
    """

    as_of: str
    num_events: int
    learned_to: str
    num_plays: int
    dates: tuple[str, ...]
    chances: tuple[Outlook, ...]
    prior: tuple[float, ...] = ()
    at_base_rates: tuple[float, ...] = ()
    under: str | None = None
    log_factor: float | None = None
    error: float = 0.0

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
                **({"prior": prior, "at_base_rates": random} if self.prior else {}),
            }
            for each, prior, random in zip(
                self.chances,
                self.prior or (0.0,) * len(self.chances),
                self.at_base_rates or (0.0,) * len(self.chances),
                strict=True,
            )
        ]

    def to_json(self) -> dict[str, Any]:
        document = {**asdict(self), "chances": self.rows()}
        return {name: value for name, value in document.items() if name not in ("prior", "at_base_rates")}


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
        raise DetenteError(f"forecast: '{text}' is not a date of the calendar ({labels[0]} … {labels[-1]}).")
    return labels.index(text)


def foresee(
    bench: Workbench, events: Sequence[DatedEvent], as_of: str | None = None, under: str | None = None
) -> Foresight:
    """What comes from a date on, given the events before it; beside what was expected before them, and without aims.

    Args:
        under: a variant that is forecast in place of the base crisis, because its calendar begins earlier.

    Raises:
        DetenteError: the date lies outside the calendar, or the events are impossible.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    name = bench.base.variant if under is None else under
    scenario = bench.scenario(name)
    first = find_date(scenario, as_of, events)
    known = [each for each in events if each.period < first]
    filtered = condition(bench, known, under=name)
    assert filtered.paths is not None
    labels = scenario.calendar.labels
    chances = read_outlook(filtered.paths, first, filtered.families)
    before = bench.paths() if name == bench.base.variant else bench.play(name, ())
    random = filter_known(bench, play_at_random(bench, name), known)
    return Foresight(
        as_of=labels[first],
        num_events=len(known),
        learned_to=labels[max(each.period for each in known)] if known else "",
        num_plays=bench.options.num_plays,
        dates=tuple(labels),
        chances=chances,
        prior=_same(chances, before, first),
        at_base_rates=_same(chances, random.paths, first),
        under=name,
        log_factor=random.log_likelihood - filtered.log_likelihood if known and random.paths is not None else None,
        error=math.hypot(random.error, filtered.error),
    )


def _same(chances: Sequence[Outlook], paths: Paths | None, first: int) -> tuple[float, ...]:
    """The probabilities of the same acts and levels in other plays; 0 where the events are impossible in these."""
    rows = () if paths is None else read_outlook(paths, first)
    found = {(each.period, each.kind, each.what, each.which): each.probability for each in rows}
    return tuple(found.get((each.period, each.kind, each.what, each.which), 0.0) for each in chances)


def condition(
    bench: Workbench, events: Sequence[DatedEvent], *, under: str | None = None, with_messages: bool = False
) -> Filtered:
    """Plays of a crisis given events.

    Args:
        under: the variant; None: the base of the workbench.
        with_messages: whether they keep what was seen.

    Raises:
        DetenteError: the events are impossible.
    """
    name = bench.base.variant if under is None else under
    filtered = filter_known(bench, bench.equilibrium(name), events, with_messages=with_messages)
    if filtered.paths is None:
        labels = bench.scenario(name).calendar.labels
        bad = describe_impossible(filtered.impossible, labels)
        raise DetenteError(f"events: impossible in this crisis: {bad}. If the report may be wrong, write `sure: 0.9`.")
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
