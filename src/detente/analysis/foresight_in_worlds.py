"""What comes next, over worlds: forecasts that do not know the numbers better than the events tell them.

The posterior's worlds (`posterior.py`) are equally likely. In each of them the events are filtered and the plays go on;
the probability of an act or a level is the mean over worlds, its error that of a mean of as many independent worlds as
these are worth, and its spread where nine of ten worlds lie. Before the events the worlds are those drawn from the
prior. At base rates the numbers are learned from the same events too, so that the Bayes factor compares two models that
know their numbers equally little.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

import numpy as np
from jaxtyping import Float
from scipy.special import logsumexp

from detente.analysis.foresight import Foresight, Odds, find_date, find_same, weigh_outlooks
from detente.analysis.posterior import SampledWorlds, sample_worlds
from detente.analysis.results import Tell
from detente.analysis.telling import find_names
from detente.analysis.workbench import Workbench
from detente.analysis.world_likelihoods import WorldLikelihoods
from detente.claims.estimates import wilson_interval
from detente.cores import num_cores
from detente.evidence.filter import filter_plays
from detente.evidence.outlook import About, Outlook, read_outlook
from detente.scenario.model import DatedEvent
from detente.solve.equilibrium import Equilibrium
from detente.workers import apply_in_turn, can_copy

AT_ONCE = 4
"""Worlds that are solved together, and after which progress is shown."""

SPREAD = (0.05, 0.95)

_Table = Mapping[About, Float[np.ndarray, " world"]]
"""Probabilities in worlds that are equally likely, by what they are of."""


def foresee_in_worlds(
    bench: Workbench,
    events: Sequence[DatedEvent],
    as_of: str | None = None,
    num_worlds: int = 64,
    tell: Tell | None = None,
) -> Foresight:
    """What comes from a date on, given the events before it, over worlds of the posterior.

    Args:
        tell: called early with how long it takes at least, if that is long.

    Raises:
        DetenteError: the date lies outside the calendar, nothing is uncertain, there are no events before the date, or
            they are impossible in every world.
    """
    labels = bench.base.calendar.told.labels
    first = find_date(bench.base, as_of, events)
    known = [each for each in events if each.period < first]
    sampled = sample_worlds(bench, known, num_worlds, tell=tell, num_after=2 * num_worlds)
    state = sampled.state
    given = _look(bench, sampled.likelihoods, state.points, first, "Forecasting in worlds")
    before = _look(bench, sampled.likelihoods, state.first_points, first, "Before the events", is_given=False)
    random = sample_worlds(bench, known, num_worlds, at_base_rates=True)
    of_random = _look(bench, random.likelihoods, random.state.points, first, "Forecasting at base rates")
    odds = Odds(
        random.state.log_evidence - state.log_evidence, math.hypot(_evidence_error(random), _evidence_error(sampled))
    )
    alone, at_base_rates = _describe(given, sampled), _describe(of_random, random)
    return Foresight(
        as_of=labels[first],
        num_events=len(known),
        learned_to=labels[max(each.period for each in known)],
        num_plays=sampled.likelihoods.num_plays,
        dates=tuple(labels),
        chances=weigh_outlooks(alone, at_base_rates, odds),
        alone=tuple(each.probability for each in alone),
        prior=find_same(alone, _describe(before, sampled)),
        at_base_rates=find_same(alone, at_base_rates),
        weight=odds.weight,
        under=bench.base.variant,
        log_factor=odds.log_factor,
        error=odds.error,
        num_worlds=num_worlds,
        num_independent=state.num_independent,
        spread=tuple(_spread(own) for own in given.values()),
        grid_change=_find_grid_change(bench, sampled, first),
        names=find_names(bench.base),
    )


def _look(
    bench: Workbench,
    likelihoods: WorldLikelihoods,
    points: Float[np.ndarray, "world coordinate"],
    first: int,
    task: str,
    *,
    is_given: bool = True,
    is_finer: bool = False,
) -> _Table:
    """What happens from a period on in worlds, given the events or not; worlds that are alike are solved once.

    Args:
        is_finer: whether on a belief grid with twice the intervals.
    """
    distinct, count = np.unique(points, axis=0, return_counts=True)
    worlds = likelihoods.find_values(distinct)
    parts = [range(begin, min(begin + AT_ONCE, len(worlds))) for begin in range(0, len(worlds), AT_ONCE)]

    def look_at(part: range) -> list[tuple[int, dict[About, float]]]:
        events = likelihoods.events if is_given else ()
        solved = likelihoods.solve([worlds[place] for place in part], is_finer=is_finer)
        return [(part.start + place, own) for place, own in _outlooks(likelihoods, solved, events, first)]

    found: dict[int, dict[About, float]] = {}
    workers = min(num_cores(), len(parts)) if can_copy() else 1
    for done, rows in enumerate(apply_in_turn(look_at, parts, workers) if workers > 1 else map(look_at, parts), 1):
        found.update(rows)
        bench.progress(task, done / len(parts))
    places = sorted(found)
    names = dict.fromkeys(what for place in places for what in found[place])
    return {
        what: np.repeat([found[place].get(what, 0.0) for place in places], count[places])
        for what in sorted(names, key=itemgetter(0))
    }


def _outlooks(
    likelihoods: WorldLikelihoods, solved: Mapping[int, Equilibrium], events: Sequence[DatedEvent], first: int
) -> Iterator[tuple[int, dict[About, float]]]:
    """Of every world in which the events can happen."""
    for place, equilibrium in solved.items():
        paths = filter_plays(equilibrium, events, likelihoods.num_plays, likelihoods.bench.options.seed).paths
        if paths is not None:
            rows = read_outlook(paths, first)
            yield place, {each.about: each.probability for each in rows}


def _find_grid_change(bench: Workbench, sampled: SampledWorlds, first: int) -> float | None:
    """The largest change of a probability, on average over a few worlds, where the belief grid has twice the intervals.

    With the same random numbers; what these make of small changes is in it.
    """
    if not sampled.likelihoods.points:
        return None
    few = sampled.choose_few()
    coarse, fine = (
        _look(bench, sampled.likelihoods, few, first, "On a finer grid", is_finer=is_finer)
        for is_finer in (False, True)
    )
    return max(abs(float(fine[what].mean() - own.mean())) for what, own in coarse.items() if what in fine)


def _describe(table: _Table, sampled: SampledWorlds) -> tuple[Outlook, ...]:
    """Means over worlds."""
    num_independent, num_plays = sampled.state.num_independent, sampled.likelihoods.num_plays
    return tuple(_mean(what, own, num_independent, num_plays) for what, own in table.items())


def _mean(what: About, own: Float[np.ndarray, " world"], num_independent: float, num_plays: int) -> Outlook:
    """With Wilson's interval for as many independent plays as have the same variance."""
    mean, variance = float(own.mean()), float(own.var()) / max(num_independent - 1, 1)
    alike = num_plays * num_independent
    return Outlook(*what, mean, wilson_interval(mean, min(mean * (1 - mean) / variance, alike) if variance else alike))


def _spread(own: Float[np.ndarray, " world"]) -> tuple[float, float]:
    """Where nine of ten worlds lie."""
    low, high = np.quantile(own, SPREAD)
    return float(low), float(high)


def _evidence_error(sampled: SampledWorlds) -> float:
    """The standard error of the logarithm of the mean likelihood, from the worlds drawn from the prior.

    Tempering has less error than these worlds alone would have; it is not known how much less.
    """
    found = sampled.state.first_terms.sum(axis=1)
    share = np.exp(found - logsumexp(found))
    return math.sqrt(max(float((share**2).sum()) - 1 / len(share), 0.0))
