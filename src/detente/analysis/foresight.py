"""What comes next, given events up to a date: the probability of every act and state.

Two models are held against the events: the crisis as written, and everybody at base rates. Neither is known to be
right; with even odds before the events, those after them are the Bayes factor, and the forecast is the mean of both,
weighed by it. The logarithms of such forecasts, summed over all events, are never worse than those of the better model
by more than log 2. Source: J. Hoeting, D. Madigan, A. Raftery and C. Volinsky, Statistical Science 14 (1999) 382–417.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from scipy.special import expit

from detente.analysis.at_random import play_at_random
from detente.analysis.explanation import CrisisNames
from detente.analysis.hindsight import Expected, TypeSays, find_expected, find_types
from detente.analysis.telling import find_names
from detente.analysis.workbench import Workbench
from detente.claims.estimates import Z_95
from detente.errors import DetenteError
from detente.evidence.filter import filter_plays
from detente.evidence.filtered import Filtered
from detente.evidence.impossible import refuse_impossible
from detente.evidence.outlook import Outlook, read_outlook
from detente.scenario import calendars
from detente.scenario.model import DatedEvent, Scenario
from detente.solve.equilibrium import Equilibrium

_NOT_TOLD = ("alone", "prior", "at_base_rates", "spread", "names")
"""What every row has, or the scenario."""


@dataclass(frozen=True)
class Foresight:
    """What the coming periods hold.

    Args:
        as_of: the first date that is forecast. num_events: earlier events, which are known. learned_to: the date of the
            last of them; "" if there are none.
        chances: of every date from then on, by both models weighed. dates: of the calendar, by index.
        alone: of the same, by the crisis alone. prior: before any event is known, by the crisis alone. at_base_rates:
            given the events, with everybody at base rates; what there is no such state or menu for counts as 0.
        weight: of the crisis, the rest that of base rates; 1 if no events weigh them.
        under: the variant that is forecast, whose calendar may begin earlier than that of the crisis.
        log_factor: natural logarithm of the Bayes factor of everybody at base rates against the crisis as written, by
            the events; error: its standard error. None: there are no events, or one of the two cannot have them.
        num_worlds: over so many worlds of the posterior the probabilities are means; 0: all numbers have their base
            values. num_independent: how many independent worlds these are worth. spread: of every probability of the
            crisis alone, where nine of ten worlds lie. grid_change: the largest change of one, on average over a few
            worlds, on a belief grid with twice the intervals; None where there is no grid.
        types: what the events say of private types. expected: how far both models had expected each of them, from the
            earlier ones. Empty over worlds. names: of actors and variables.
    """

    as_of: str
    num_events: int
    learned_to: str
    num_plays: int
    dates: tuple[str, ...]
    chances: tuple[Outlook, ...]
    alone: tuple[float, ...] = ()
    prior: tuple[float, ...] = ()
    at_base_rates: tuple[float, ...] = ()
    weight: float = 1.0
    under: str | None = None
    log_factor: float | None = None
    error: float = 0.0
    num_worlds: int = 0
    num_independent: float = 0.0
    spread: tuple[tuple[float, float], ...] = ()
    grid_change: float | None = None
    types: tuple[TypeSays, ...] = ()
    expected: tuple[Expected, ...] = ()
    names: CrisisNames = field(default_factory=CrisisNames)

    def rows(self) -> list[dict[str, Any]]:
        """A row for every date and every act or level."""
        beside: dict[str, Sequence[float]] = {}
        if self.prior:
            beside = {"crisis_alone": self.alone, "prior": self.prior, "at_base_rates": self.at_base_rates}
        if self.spread:
            beside |= {"low_world": [each[0] for each in self.spread], "high_world": [each[1] for each in self.spread]}
        return [
            {
                "date": self.dates[each.period],
                "kind": each.kind,
                "event": each.statement,
                "probability": each.probability,
                "low": each.interval[0],
                "high": each.interval[1],
                **{name: column[place] for name, column in beside.items()},
            }
            for place, each in enumerate(self.chances)
        ]

    def to_json(self) -> dict[str, Any]:
        document = {**asdict(self), "chances": self.rows()}
        return {name: value for name, value in document.items() if name not in _NOT_TOLD}


def find_date(scenario: Scenario, text: str | None, events: Sequence[DatedEvent]) -> int:
    """The first period that is forecast: that of the date, or the one after the last event.

    Raises:
        DetenteError: the date lies outside the calendar, or nothing is left to forecast.
    """
    labels = scenario.calendar.told.labels
    if text is None:
        first = max((each.period for each in events), default=-1) + 1
        if first >= len(labels):
            raise DetenteError("forecast: the last event lies in the calendar's last period; nothing is left.")
        return first
    return find_period(scenario, text, "forecast")


def find_period(scenario: Scenario, text: str, task: str) -> int:
    """The period in which a date lies.

    Raises:
        DetenteError: it is no date, or lies outside the calendar.
    """
    told = scenario.calendar.told
    labels = told.labels
    try:
        date = calendars.find_date(text, told)
    except calendars.DateError as error:
        raise DetenteError(f"{task}: {error}") from None
    if not date.is_inside:
        raise DetenteError(f"{task}: '{text}' is not a date of the calendar ({labels[0]} … {labels[-1]}).")
    return date.latest


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
    labels = scenario.calendar.told.labels
    given = read_outlook(filtered.paths, first, filtered.families)
    before = bench.paths() if name == bench.base.variant else bench.play(name, ())
    random = filter_known(bench, play_at_random(bench, name), known)
    odds = Odds(random.log_likelihood - filtered.log_likelihood, math.hypot(random.error, filtered.error))
    has_odds = bool(known) and random.paths is not None
    at_base_rates = () if random.paths is None else read_outlook(random.paths, first, random.families)
    last = max((each.period for each in known), default=-1)
    return Foresight(
        as_of=labels[first],
        num_events=len(known),
        learned_to=labels[last] if known else "",
        num_plays=bench.options.num_plays,
        dates=tuple(labels),
        chances=weigh_outlooks(given, at_base_rates, odds) if has_odds else given,
        alone=tuple(each.probability for each in given),
        prior=find_same(given, read_outlook(before, first)),
        at_base_rates=find_same(given, at_base_rates),
        weight=odds.weight if has_odds else 1.0,
        under=name,
        log_factor=odds.log_factor if has_odds else None,
        error=odds.error,
        types=find_types(filtered, bench.equilibrium(name), last) if known else (),
        expected=find_expected(filtered, random, labels),
        names=find_names(scenario),
    )


@dataclass(frozen=True)
class Odds:
    """How much better everybody at base rates explains the events than the crisis: log Bayes factor, standard error."""

    log_factor: float
    error: float

    @property
    def weight(self) -> float:
        """Of the crisis, after even odds before the events."""
        return float(expit(-self.log_factor))


def weigh_outlooks(given: Sequence[Outlook], at_base_rates: Sequence[Outlook], odds: Odds) -> tuple[Outlook, ...]:
    """The forecasts of both models, weighed; what the second one does not have counts as impossible in it.

    Intervals are the weighed means of the ends, which is not less than they can be apart, and what the error of the
    weight changes.
    """
    other, weight = {each.about: each for each in at_base_rates}, odds.weight
    found = []
    for each in given:
        same = other.get(each.about)
        probability, interval = (0.0, (0.0, 0.0)) if same is None else (same.probability, same.interval)
        unsure = Z_95 * abs(each.probability - probability) * weight * (1 - weight) * odds.error
        low, high = (
            weight * one + (1 - weight) * another for one, another in zip(each.interval, interval, strict=True)
        )
        mean = weight * each.probability + (1 - weight) * probability
        found.append(replace(each, probability=mean, interval=(max(low - unsure, 0.0), min(high + unsure, 1.0))))
    return tuple(found)


def find_same(chances: Sequence[Outlook], others: Sequence[Outlook]) -> tuple[float, ...]:
    """The probabilities of the same acts and levels by another model; 0 of what it does not have."""
    found = {each.about: each.probability for each in others}
    return tuple(found.get(each.about, 0.0) for each in chances)


def condition(bench: Workbench, events: Sequence[DatedEvent], *, under: str | None = None) -> Filtered:
    """Plays of a crisis given events, with what was seen in them; the workbench keeps them for who asks again.

    Args:
        under: the variant; None: the base of the workbench.

    Raises:
        DetenteError: the events are impossible.
    """
    name = bench.base.variant if under is None else under
    key = name, tuple(events)
    if key not in bench.conditioned:
        bench.conditioned[key] = filter_known(bench, bench.equilibrium(name), events, with_messages=True)
    filtered = bench.conditioned[key]
    if filtered.paths is None:
        raise refuse_impossible(filtered.impossible, bench.scenario(name).calendar.labels)
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
