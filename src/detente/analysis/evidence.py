"""What dated events say: how surprising each is, what they tell of types and of rival models, and of the claims.

The events are those of the file, or of a file of their own; `evidence/filter.py` plays the solved crisis given them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from detente.analysis.at_random import play_at_random
from detente.analysis.explanation import CrisisNames
from detente.analysis.foresight import filter_known
from detente.analysis.hindsight import TypeSays, find_types
from detente.analysis.telling import find_names
from detente.analysis.verdicts import read_statements
from detente.analysis.workbench import Workbench
from detente.claims.estimates import widen
from detente.claims.judge import judge
from detente.claims.measure import measure
from detente.claims.readings import Readings
from detente.claims.statements import RunRequest, Statement, Value, list_measurements
from detente.claims.verdict import Interval
from detente.errors import DetenteError
from detente.evidence.filtered import AFTER_IMPOSSIBLE, Filtered
from detente.evidence.guides import find_act
from detente.files import as_plain
from detente.scenario.model import DatedEvent
from detente.solve.equilibrium import Equilibrium

AT_RANDOM = "at base rates"
"""The rival model in which nobody wants anything: precision λ = 0."""


@dataclass(frozen=True)
class EventSays:
    """One event.

    Args:
        date: of the calendar. text: as written. actor: whose act it is; "" if it is more than one act.
        bits: its surprise, −log₂ P(event | earlier events); infinite if impossible. error: of that.
        reason: why it is impossible; "" if it is not. place: of the row, in its file.
    """

    date: str
    text: str
    says: str
    source: str
    sure: float
    actor: str
    bits: float
    error: float
    reason: str
    place: str = ""

    @property
    def is_after_impossible(self) -> bool:
        """Whether nothing can be said of it because an earlier event is impossible."""
        return self.reason == AFTER_IMPOSSIBLE


@dataclass(frozen=True)
class ModelSays:
    """How a model stands to the crisis as it is.

    Args:
        name: of the variant, or `AT_RANDOM`. log_likelihood: natural, of all events. error: its standard error.
        log_factor: natural logarithm of the Bayes factor against the base, and its error.
    """

    name: str
    log_likelihood: float
    error: float
    log_factor: float
    factor_error: float


@dataclass(frozen=True)
class ClaimSays:
    """A claim before and after the events.

    Args:
        is_share, is_difference: of its number: whether it is a share, and a difference of two quantities.
    """

    id: str
    says: str
    before: str
    before_value: float | None
    after: str
    after_value: float | None
    after_interval: Interval | None
    is_share: bool = False
    is_difference: bool = False


@dataclass(frozen=True)
class Evidence:
    """What dated events say.

    Args:
        first, last: dates between which they lie. num_plays: of the filter. least_effective: the smallest effective
            number of plays, as a share of all.
        log_likelihood: natural, of all events; −∞ if one is impossible. error: its standard error.
        by_actor: bits of the events that are one actor's act, and under "" of all others.
        types, claims: empty if the events are impossible.
        num_left: claims about other games, which are as they were. names: of actors and variables.
    """

    first: str
    last: str
    num_plays: int
    least_effective: float
    log_likelihood: float
    error: float
    events: tuple[EventSays, ...]
    by_actor: Mapping[str, float]
    types: tuple[TypeSays, ...]
    models: tuple[ModelSays, ...]
    claims: tuple[ClaimSays, ...]
    num_left: int
    names: CrisisNames = field(default_factory=CrisisNames)

    @property
    def impossible(self) -> tuple[EventSays, ...]:
        return tuple(each for each in self.events if each.reason)

    def rows(self) -> list[dict[str, Any]]:
        """A row for every event."""
        return [asdict(each) for each in self.events]

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        del document["names"]
        plain: dict[str, Any] = as_plain(document)
        return plain


def require_events(events: Sequence[DatedEvent]) -> None:
    """Refuse a crisis without events.

    Raises:
        DetenteError: there are none.
    """
    if not events:
        raise DetenteError(
            "events: there are none. Write them under 'events:' in the file, or name a file of them (YAML with a list "
            "'events', or CSV with the columns date and happened)."
        )


def learn(bench: Workbench, events: Sequence[DatedEvent], models: Sequence[str] = ()) -> Evidence:
    """What the events say of the base crisis of a workbench.

    Args:
        models: variants that are compared with it; everybody at base rates always is.

    Raises:
        DetenteError: there are no events, or no such variant.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    require_events(events)
    bench.check(models)
    base = bench.base.variant
    equilibrium = bench.equilibrium(base)
    filtered = filter_known(bench, equilibrium, events)
    labels, scenario = bench.base.calendar.labels, bench.base
    last = max(each.period for each in events)
    said = tuple(
        EventSays(
            labels[each.event.period],
            each.event.text,
            each.event.says,
            each.event.source,
            each.event.sure,
            act.owner if (act := find_act(each.event, scenario)) is not None else "",
            each.bits,
            each.error / float(np.log(2)),
            each.reason,
            str(each.event.where or ""),
        )
        for each in filtered.surprises
    )
    by_actor: dict[str, float] = {}
    for each in said:
        by_actor[each.actor] = by_actor.get(each.actor, 0.0) + each.bits
    types = find_types(filtered, equilibrium, last) if filtered.paths is not None else ()
    claims, num_left = _claims(bench, equilibrium, filtered) if filtered.paths is not None else ((), 0)
    return Evidence(
        first=labels[min(each.period for each in events)],
        last=labels[last],
        num_plays=bench.options.num_plays,
        least_effective=filtered.least_effective,
        log_likelihood=filtered.log_likelihood,
        error=filtered.error,
        events=said,
        by_actor=by_actor,
        types=types,
        models=tuple(_models(bench, events, models, filtered)),
        claims=claims,
        num_left=num_left,
        names=find_names(bench.base),
    )


def _models(bench: Workbench, events: Sequence[DatedEvent], models: Sequence[str], base: Filtered) -> list[ModelSays]:
    rivals = [(AT_RANDOM, filter_known(bench, play_at_random(bench, bench.base.variant), events))]
    for name in models:
        rivals.append((name, filter_known(bench, bench.equilibrium(name), events)))
        bench.release(name)
    return [
        ModelSays(
            name,
            each.log_likelihood,
            each.error,
            each.log_likelihood - base.log_likelihood
            if np.isfinite(each.log_likelihood) or np.isfinite(base.log_likelihood)
            else 0.0,
            float(np.hypot(each.error, base.error)),
        )
        for name, each in rivals
    ]


def _claims(bench: Workbench, equilibrium: Equilibrium, filtered: Filtered) -> tuple[tuple[ClaimSays, ...], int]:
    """The claims about the base crisis itself, on plays before and after the events."""
    statements = [each for each in read_statements(bench) if _is_about_plays(each[1])]
    assert filtered.paths is not None
    before, after = Readings(bench.play(bench.base.variant, ())), Readings(filtered.paths)
    # Plays that were drawn anew share their past.
    factor = float(np.sqrt(filtered.paths.num_plays / filtered.num_effective))
    found = []
    for claim, statement in statements:
        measurements = list_measurements(statement)
        first = judge(claim, statement, {each: measure(each.quantity, equilibrium, before) for each in measurements})
        known = {each: widen(measure(each.quantity, equilibrium, after), factor) for each in measurements}
        second = judge(claim, statement, known)
        found.append(
            ClaimSays(
                claim.id,
                claim.says,
                first.verdict,
                first.value,
                second.verdict,
                second.value,
                second.interval,
                first.comparisons[first.deciding].is_share,
                first.comparisons[first.deciding].is_difference,
            )
        )
    return tuple(found), len(bench.base.claims) - len(found)


def _is_about_plays(statement: Statement) -> bool:
    """Whether a claim speaks of plays of the crisis as it is alone: no variant, no forced move, no value."""
    measurements = list_measurements(statement)
    return bool(measurements) and all(
        each.run == RunRequest(None) and not isinstance(each.quantity, Value) for each in measurements
    )
