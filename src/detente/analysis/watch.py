"""What to watch next: of everything that can be seen in the coming periods, what it would say of what is open.

N plays agree with the events so far. Of a hypothesis that is true in n of them, a sign that is seen in k of these and
in m of the N − n others has the likelihood ratio

    r = [(k + 1/2) / (n + 1)] / [(m + 1/2) / (N − n + 1)]

(Jeffreys' halves keep it finite). With the odds o of the hypothesis now, the odds are r o if it is seen, and the
expected information of looking is their mutual information, I = H(p) − P(seen) H(p | seen) − P(not) H(p | not), in
bits. Of a whole decision, signal or variable on a date all that may be seen there counts; the estimate is corrected by
its leading bias (G. Miller, Information Theory in Psychology (1955) 95–100). The interval of r is that of its
logarithm; all counts are those of as many plays as are independent (`evidence/filter.py`). A sign is listed if its
ratio is further from one than `CLEAR` standard errors, because many are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from detente.analysis.board import AHEAD, Board, Hypothesis, HypothesisKind, Lookout, Sign
from detente.analysis.foresight import condition, filter_known, find_date
from detente.analysis.telling import find_names
from detente.analysis.verdicts import read_statements
from detente.analysis.workbench import Workbench
from detente.claims.events import find_event
from detente.claims.readings import Readings
from detente.claims.statements import Probability, Statement
from detente.errors import DetenteError
from detente.evidence.filtered import Filtered
from detente.evidence.observables import NOTHING_SEEN, Observable, list_observables
from detente.scenario.model import DatedEvent
from detente.simulate.paths import Paths

OPEN = 0.01
"""What is less probable than this, or more than one minus this, is settled."""

CLEAR = 3.5
LEAST_BITS = 1e-3
MOST_SIGNS = 12
"""Of every hypothesis."""

_NORMAL = 1.959964


def watch(
    bench: Workbench,
    events: Sequence[DatedEvent],
    as_of: str | None = None,
    *,
    ahead: int = AHEAD,
    models: Sequence[str] = (),
    under: str | None = None,
) -> Board:
    """What to watch in the base crisis of a workbench, given the events before a date.

    Args:
        as_of: the first date that is watched; None: the one after the last event. ahead: how many periods are watched.
        models: variants that are held against the crisis as written. under: a variant that is watched in place of it,
            because its calendar begins earlier; claims are then left out.

    Raises:
        DetenteError: there is no such date or variant, the events are impossible, or `ahead` is below one.
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    if ahead < 1:
        raise DetenteError(f"watch: at least 1 period has to be watched, not {ahead}")
    bench.check(models)
    variant = bench.base.variant if under is None else under
    scenario = bench.scenario(variant)
    first = find_date(scenario, as_of, events)
    known = [each for each in events if each.period < first]
    last = min(first + ahead, scenario.calendar.told.num_periods) - 1
    filtered = condition(bench, known, under=variant)
    paths = filtered.paths
    assert paths is not None
    with bench.watch.phase("watch"):
        asked = _list_open(bench, paths, first, with_claims=variant == bench.base.variant)
        observables = list(list_observables(paths, first, last))
        signs, lookouts = _look(asked, observables, scenario.calendar.labels, _independent(filtered))
        hypotheses = [each.hypothesis for each in asked]
    for name in models:
        found = _hold_against(bench, name, known, (first, last), (filtered, observables))
        hypotheses.append(found[0])
        signs, lookouts = [*signs, *found[1]], [*lookouts, *found[2]]
    labels = scenario.calendar.told.labels
    return Board(
        as_of=labels[first],
        last=labels[last],
        until=labels[-1],
        num_events=len(known),
        learned_to=labels[max(each.period for each in known)] if known else "",
        num_plays=paths.num_plays,
        hypotheses=tuple(hypotheses),
        signs=tuple(sorted(signs, key=lambda each: -each.bits)),
        lookouts=tuple(sorted(lookouts, key=lambda each: -each.bits)),
        names=find_names(scenario),
    )


@dataclass(frozen=True)
class _Open:
    """A hypothesis, and the plays in which it is true and in which it is not.

    Args:
        about: the variable that it is about, whose own levels are no news of it.
    """

    hypothesis: Hypothesis
    true: Bool[np.ndarray, " play"]
    false: Bool[np.ndarray, " play"]
    about: str = ""


def _list_open(bench: Workbench, paths: Paths, first: int, *, with_claims: bool) -> list[_Open]:
    """What is open: types, outcomes, and the events whose probabilities claims are about."""
    claims = _claims(bench, paths) if with_claims else ()
    return [*_types(paths, first), *_outcomes(paths), *claims]


def _ask(
    kind: HypothesisKind, name: str, words: str, true: np.ndarray, counts: np.ndarray | None = None, about: str = ""
) -> Iterator[_Open]:
    """The hypothesis, if it is open."""
    counts = np.ones(len(true), dtype=bool) if counts is None else counts
    if not counts.any():
        return
    share = float(true[counts].mean())
    if OPEN <= share <= 1 - OPEN:
        yield _Open(Hypothesis(kind, name, words, share, _entropy(share)), true & counts, ~true & counts, about)


def _types(paths: Paths, first: int) -> Iterator[_Open]:
    """What every actor is when the first period begins; of two types the second."""
    for number in paths.game.informed:
        actor, kinds = paths.game.scenario.actors[number], paths.types_at(first, 0)[:, number]
        for kind, each in enumerate(actor.types):
            if len(actor.types) != 2 or kind == 1:
                words = f"{actor.title} is {each.name}"
                yield from _ask("type", f"{actor.name} is {each.name}", words, kinds == kind)


def _outcomes(paths: Paths) -> Iterator[_Open]:
    """The levels of every lasting variable at the end; of two levels the one that is not there at the start."""
    scenario = paths.game.scenario
    told = scenario.calendar.told
    levels, date = paths.levels(told.num_periods - 1), told.labels[-1]
    for number, variable in enumerate(scenario.variables):
        if variable.lasts == "period":
            continue
        for level, name in enumerate(variable.levels):
            if len(variable.levels) != 2 or level != variable.start:
                words = f"{variable.title}: {name} in {date}"
                yield from _ask(
                    "outcome", f"{variable.name} == {name}", words, levels[:, number] == level, about=variable.name
                )


def _claims(bench: Workbench, paths: Paths) -> Iterator[_Open]:
    """The events whose probability in the crisis as it is a claim compares with something."""
    readings = Readings(paths)
    for claim, statement in read_statements(bench):
        found = next(_list_probabilities(statement), None)
        if found is None:
            continue
        quantity, words = found
        mask = find_event(quantity.event, readings)
        counts = mask.counts
        if quantity.given is not None:
            given = find_event(quantity.given, readings)
            counts = counts & given.counts & given.happened
        yield from _ask("claim", claim.id, words, mask.happened, counts)


def _list_probabilities(statement: Statement) -> Iterator[tuple[Probability, str]]:
    """The sides of a statement that are one probability in the crisis as it is, with the event in words."""
    for each in statement.comparisons:
        for side, text in ((each.left, each.left_text), (each.right, each.right_text)):
            if isinstance(side, Probability) and not side.forced:
                yield side, text.strip().removeprefix("P(").removesuffix(")").replace(" == ", " is ")


def _entropy(share: float) -> float:
    return sum(-p * math.log2(p) for p in (share, 1 - share) if p > 0)


def _independent(filtered: Filtered) -> float:
    """The share of the plays that count as independent of one another."""
    assert filtered.paths is not None
    return filtered.num_effective / filtered.paths.num_plays


def _look(
    asked: Sequence[_Open], observables: Sequence[Observable], dates: Sequence[str], independent: float
) -> tuple[list[Sign], list[Lookout]]:
    """Every sign that is clear, and every place that is worth a look. independent: share of the plays that are."""
    signs: list[Sign] = []
    lookouts: list[Lookout] = []
    for each in asked:
        own: list[Sign] = []
        for observable in observables:
            if observable.is_state and observable.source == each.about:
                continue
            size = len(observable.labels)
            counts = tuple(
                independent * np.bincount(observable.seen[plays], minlength=size) for plays in (each.true, each.false)
            )
            found, lookout = _weigh(each.hypothesis, observable, counts, each.hypothesis.probability, dates)
            own += found
            lookouts += [lookout] if lookout.bits >= LEAST_BITS else []
        signs += sorted(own, key=lambda sign: -sign.bits)[:MOST_SIGNS]
    return signs, lookouts


def _weigh(
    hypothesis: Hypothesis,
    observable: Observable,
    counts: tuple[np.ndarray, ...],
    now: float,
    dates: Sequence[str],
) -> tuple[list[Sign], Lookout]:
    """What may be seen at one place.

    Args:
        counts: by label, plays of the hypothesis and others, as many as count as independent.
    """
    date, totals = dates[observable.period], [max(float(each.sum()), 1.0) for each in counts]
    bits = _information([each / total for each, total in zip(counts, totals, strict=True)], now)
    bits -= (len(observable.labels) - 1) / (2 * math.log(2) * sum(totals))
    at = (date, observable.source, observable.owner)
    lookout = Lookout(*at, hypothesis.kind, hypothesis.name, max(bits, 0.0))
    signs = []
    for column, label in enumerate(observable.labels):
        if label == NOTHING_SEEN:
            continue
        shares = [
            (float(each[column]) + 0.5) / (float(each.sum()) + 1.0) for each in counts
        ]  # with Jeffreys' halves, never 0 or 1
        ratio = shares[0] / shares[1]
        error = math.sqrt(sum((1 - p) / (p * (total + 1)) for p, total in zip(shares, totals, strict=True)))
        seen = now * shares[0] + (1 - now) * shares[1]
        told = _information([np.array([p, 1 - p]) for p in shares], now)
        if not OPEN <= seen <= 1 - OPEN or abs(math.log(ratio)) < CLEAR * error or told < LEAST_BITS:
            continue
        signs.append(
            Sign(
                *at,
                observable.is_state,
                label,
                hypothesis.kind,
                hypothesis.name,
                probability=seen,
                ratio=ratio,
                low=ratio * math.exp(-_NORMAL * error),
                high=ratio * math.exp(_NORMAL * error),
                without=(1 - shares[0]) / (1 - shares[1]),
                now=now,
                if_seen=now * shares[0] / seen,
                if_not=now * (1 - shares[0]) / (1 - seen),
                bits=told,
            )
        )
    return signs, lookout


def _information(shares: Sequence[np.ndarray], now: float) -> float:
    """The mutual information of what is seen and a hypothesis, in bits, from the shares under it and otherwise."""
    whole = now * shares[0] + (1 - now) * shares[1]
    total = 0.0
    for weight, own in zip((now, 1 - now), shares, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            total += weight * float(np.where(own > 0, own * np.log2(own / whole), 0.0).sum())
    return total


def _hold_against(
    bench: Workbench,
    name: str,
    known: Sequence[DatedEvent],
    span: tuple[int, int],
    base: tuple[Filtered, Sequence[Observable]],
) -> tuple[Hypothesis, list[Sign], list[Lookout]]:
    """A variant against the crisis as written, the two equally probable before all events."""
    equilibrium = bench.equilibrium(name)
    filtered = filter_known(bench, equilibrium, known, with_messages=True)
    bench.release(name)
    if filtered.paths is None:
        raise DetenteError(
            f"events: impossible under {name}; `detente evidence` compares it with the crisis as written"
        )
    ahead = filtered.log_likelihood - base[0].log_likelihood
    now = 1 / (1 + math.exp(-ahead)) if abs(ahead) < 700 else float(ahead > 0)
    hypothesis = Hypothesis("model", name, f"the crisis is as under {name}", now, _entropy(now))
    theirs = {(each.period, each.source): each for each in list_observables(filtered.paths, *span)}
    ours = {(each.period, each.source): each for each in base[1]}
    signs: list[Sign] = []
    lookouts: list[Lookout] = []
    for key in dict.fromkeys((*ours, *theirs)):
        both = (theirs.get(key), ours.get(key))
        if not OPEN <= now <= 1 - OPEN or None in both:
            continue
        joined, counts = _aligned([each for each in both if each is not None])
        counts = tuple(_independent(each) * own for each, own in zip((filtered, base[0]), counts, strict=True))
        found, lookout = _weigh(hypothesis, joined, counts, now, bench.base.calendar.labels)
        signs += found
        lookouts += [lookout] if lookout.bits >= LEAST_BITS else []
    return hypothesis, sorted(signs, key=lambda each: -each.bits)[:MOST_SIGNS], lookouts


def _aligned(both: Sequence[Observable]) -> tuple[Observable, tuple[np.ndarray, ...]]:
    """The same place in two models, with counts by the labels of both."""
    labels = tuple(dict.fromkeys(label for each in both for label in each.labels))
    counts: list[np.ndarray] = []
    for each in both:
        own: Mapping[str, int] = dict(zip(each.labels, np.bincount(each.seen, minlength=len(each.labels)), strict=True))
        counts.append(np.array([own.get(label, 0) for label in labels]))
    first = both[0]
    return Observable(first.period, first.source, first.owner, first.is_state, labels, first.seen), tuple(counts)
