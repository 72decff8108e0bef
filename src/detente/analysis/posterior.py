"""What events say of the uncertain numbers, and of variants that may be true: their posterior over worlds.

Worlds move from the prior to the posterior (`sampler.py`) by the likelihood of all events in each of them
(`world_likelihoods.py`). What is found is kept in the user's cache after every step, so that a run that was ended goes
on from there, and one that was finished is read. Source for filters in place of likelihoods: C. Andrieu and G. Roberts,
Annals of Statistics 37 (2009) 697–725.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.special import kolmogorov, ndtri

from detente.analysis.cache import code_digest
from detente.analysis.evidence import require_events
from detente.analysis.forecast import TOLD_FROM
from detente.analysis.results import Forecast, Tell
from detente.analysis.sampler import NUM_MOVES, SamplerState, sample
from detente.analysis.workbench import Workbench
from detente.analysis.world_claims import require_uncertain
from detente.analysis.world_likelihoods import GridError, WorldLikelihoods, WorldValues
from detente.cores import num_cores
from detente.errors import DetenteError
from detente.files import read_regular, verdicts_folder, write_whole
from detente.scenario.model import DatedEvent, NumberEntry, Shape
from detente.scenario.shapes import find_quantile
from detente.workers import can_copy

NUM_PLAYS = 2_000
"""Of the filter of one world, at most."""

NUM_QUANTILES = 1_000
"""Of a prior, as which it is compared with worlds."""

NUM_ON_FINER_GRID = 4
"""Worlds of the posterior in which the error of the grid is looked at."""

CONFOUNDED = 0.6
"""Two numbers with a rank correlation beyond this cannot be told apart well, if it is not by chance."""

BY_CHANCE = 0.05
"""The probability that anything at all is said of the numbers where the events say nothing: of all numbers together,
and of all pairs together (Bonferroni)."""


@dataclass(frozen=True)
class NumberSays:
    """What the events say of one number.

    Args:
        low, high: where the prior has 90 % of its probability. mean: of the posterior. interval: its middle 90 %.
        width_left: the interval's width, as a share of the prior's.
        is_clear: whether the worlds differ from the prior by more than as many independent ones may by chance.
    """

    name: str
    low: float
    high: float
    mean: float
    interval: tuple[float, float]
    width_left: float
    is_clear: bool = True

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is known that was not known before, as far as the worlds tell."""
        return not self.is_clear


@dataclass(frozen=True)
class VariantSays:
    """A variant that may be true: its probability before and after the events."""

    name: str
    prior: float
    posterior: float


@dataclass(frozen=True)
class EventFit:
    """How surprising an event is over worlds, in bits.

    Args:
        before: given the events before it, over worlds that these have weighed: a forecast. after: over the worlds of
            the posterior, which know it already: what no numbers within their ranges explain stays surprising.
    """

    date: str
    text: str
    says: str
    before: float
    after: float


@dataclass(frozen=True)
class Posterior:
    """What events say of all uncertain numbers.

    Args:
        fits: of every event. confounded: pairs of numbers, with their rank correlation.
        worlds, first_worlds: the numbers of equally likely worlds, of the posterior and of the prior; variants that may
            be true have 1 or 0. event_terms: of every world of the posterior log P(event | earlier events).
        num_solved: games that were solved, now or earlier. betas: the steps by which the likelihood was let in.
        accepted: share of moves. num_independent: how many independent worlds these are worth.
        log_evidence: natural logarithm of the mean likelihood over the prior.
        num_points: of the belief grid, by actor. grid_error: what a finer one changes; None where there is none.
    """

    numbers: tuple[NumberSays, ...]
    variants: tuple[VariantSays, ...]
    fits: tuple[EventFit, ...]
    confounded: tuple[tuple[str, str, float], ...]
    worlds: tuple[Mapping[str, float], ...]
    first_worlds: tuple[Mapping[str, float], ...]
    event_terms: tuple[tuple[float, ...], ...]
    num_worlds: int
    num_solved: int
    num_plays: int
    betas: tuple[float, ...]
    accepted: float
    num_independent: float
    log_evidence: float
    num_points: Mapping[str, int]
    grid_error: GridError | None

    def rows(self) -> list[dict[str, Any]]:
        """A row for every world; all are equally likely."""
        return [dict(each) for each in self.worlds]

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        for name in ("worlds", "first_worlds"):
            document[name] = [dict(each) for each in getattr(self, name)]
        document["event_terms"] = [[_finite(term) for term in terms] for terms in self.event_terms]
        for fit in document["fits"]:
            fit |= {name: _finite(fit[name]) for name in ("before", "after")}
        return document


def _finite(number: float) -> float | str:
    """JSON has no infinity."""
    return number if np.isfinite(number) else ("inf" if number > 0 else "-inf")


def learn_numbers(
    bench: Workbench, events: Sequence[DatedEvent], num_worlds: int = 64, tell: Tell | None = None
) -> Posterior:
    """The posterior of the uncertain numbers of a workbench's base crisis, and of the variants that may be true.

    Args:
        tell: called early with how long it takes at least, if that is long.

    Raises:
        DetenteError: nothing is uncertain, there are no events, or they are impossible in every world.
    """
    sampled = sample_worlds(bench, events, num_worlds, tell=tell)
    likelihoods = sampled.likelihoods
    grid_error = likelihoods.find_grid_error(likelihoods.find_values(sampled.choose_few()))
    bench.progress("Worlds given the events", 1.0)
    return _describe(bench, likelihoods, sampled.state, grid_error)


@dataclass(frozen=True)
class SampledWorlds:
    """Worlds of the prior and of the posterior (`state`), and what they are made and solved with."""

    likelihoods: WorldLikelihoods
    state: SamplerState

    def choose_few(self) -> Float[np.ndarray, "world coordinate"]:
        """Worlds of the posterior, far apart, in which the error of the grid is looked at."""
        distinct = np.unique(self.state.points, axis=0)
        chosen = np.linspace(0, len(distinct) - 1, min(NUM_ON_FINER_GRID, len(distinct))).astype(int)
        return np.asarray(distinct[chosen])


def sample_worlds(
    bench: Workbench,
    events: Sequence[DatedEvent],
    num_worlds: int,
    *,
    at_base_rates: bool = False,
    tell: Tell | None = None,
    num_after: int = 0,
) -> SampledWorlds:
    """Worlds of a workbench's base crisis, moved from the prior to the posterior; where an earlier run stands is kept.

    Args:
        at_base_rates: whether everybody plays at base rates in them.
        tell: called early with how long it takes at least, if that is long: one step of the sampler, and `num_after`
            worlds that are evaluated afterwards.

    Raises:
        DetenteError: nothing is uncertain, there are no events, or they are impossible in every world.
    """
    require_events(events)
    numbers = [each for each in require_uncertain(bench.base) if each.shape is not None]
    num_plays = min(bench.options.num_plays, NUM_PLAYS)
    likelihoods = WorldLikelihoods(bench, events, numbers, num_plays, at_base_rates=at_base_rates)
    kept = _Kept(bench, likelihoods, num_worlds)
    start = None if bench.options.fresh else kept.read()
    if tell is not None:
        least = (0 if start is not None and start.is_done else num_worlds * (1 + NUM_MOVES)) + num_after
        likelihoods.on_pace = partial(_tell_least, tell, least)
    task = "Worlds at base rates given the events" if at_base_rates else "Worlds given the events"
    bench.progress(task, 0.0)
    try:
        state = sample(
            likelihoods,
            num_worlds,
            likelihoods.num_coordinates,
            bench.options.seed,
            start=start,
            keep=kept.write,
            progress=lambda share: bench.progress(task, 0.95 * share),
        )
    except ValueError:
        raise DetenteError("events: impossible in every world that was drawn; `detente evidence` names them") from None
    return SampledWorlds(likelihoods, state)


def _tell_least(tell: Tell, num_worlds: int, seconds: float) -> None:
    """Say how long so many worlds take on all cores, if that is long. seconds: of one world on one core."""
    whole = seconds * num_worlds / (num_cores() if can_copy() else 1)
    if whole >= TOLD_FROM:
        tell(Forecast(whole, is_least=True))


class _Kept:
    """The file in which a run keeps where it stands; one for everything that the numbers depend on."""

    def __init__(self, bench: Workbench, likelihoods: WorldLikelihoods, num_worlds: int) -> None:
        folder = verdicts_folder()
        identity = {
            "scenario": bench.base.hash,
            "variant": bench.base.variant,
            "events": [[each.period, each.text, each.sure] for each in likelihoods.events],
            "points": dict(likelihoods.points),
            "plays": likelihoods.num_plays,
            "at base rates": likelihoods.at_base_rates,
            "worlds": num_worlds,
            "seed": bench.options.seed,
            "settings": repr(bench.settings_of(bench.base)),
            "code": code_digest(),
        }
        digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:24]
        self.path: Path | None = None if folder is None else folder / f"posterior-{digest}.json"

    def read(self) -> SamplerState | None:
        """Where an earlier run of the same stands; None if there was none, or it cannot be read."""
        if self.path is None:
            return None
        with suppress(OSError, ValueError, TypeError, KeyError):
            return SamplerState.from_text(read_regular(self.path).decode("utf-8"))
        return None

    def write(self, state: SamplerState) -> None:
        """Keep it; a folder that cannot be written to keeps nothing."""
        if self.path is not None:
            with suppress(OSError):
                write_whole(self.path, state.to_text())


def _describe(
    bench: Workbench, likelihoods: WorldLikelihoods, state: SamplerState, grid_error: GridError | None
) -> Posterior:
    worlds, first = (
        [_as_row(each, likelihoods) for each in likelihoods.find_values(points)]
        for points in (state.points, state.first_points)
    )
    names, num_independent = [each.name for each in likelihoods.numbers], state.num_independent
    chance = BY_CHANCE / max(len(names), 1)
    table = np.array([[world[name] for name in names] for world in worlds]).reshape(len(worlds), len(names))
    return Posterior(
        numbers=tuple(
            _say(each, table[:, place], num_independent, chance) for place, each in enumerate(likelihoods.numbers)
        ),
        variants=tuple(
            VariantSays(each.name, each.probability or 0.0, float(np.mean([world[each.name] for world in worlds])))
            for each in likelihoods.variants
        ),
        fits=tuple(_fit(bench, likelihoods.events, state)),
        confounded=tuple(_confounded(names, table, num_independent)),
        worlds=tuple(worlds),
        first_worlds=tuple(first),
        event_terms=tuple(tuple(float(term) for term in row) for row in state.terms),
        num_worlds=len(worlds),
        num_solved=state.num_evaluated,
        num_plays=likelihoods.num_plays,
        betas=tuple(state.betas),
        accepted=state.moved / max(state.tried, 1),
        num_independent=num_independent,
        log_evidence=state.log_evidence,
        num_points=dict(likelihoods.points),
        grid_error=grid_error,
    )


def _as_row(world: WorldValues, likelihoods: WorldLikelihoods) -> dict[str, float]:
    return {**world.numbers, **{each.name: float(each.name in world.variants) for each in likelihoods.variants}}


def _say(entry: NumberEntry, values: Float[np.ndarray, " world"], num_independent: float, chance: float) -> NumberSays:
    assert entry.shape is not None
    low, high = (find_quantile(entry.shape, share) for share in (0.05, 0.95))
    own_low, own_high = (float(each) for each in np.quantile(values, (0.05, 0.95)))
    width = (own_high - own_low) / (high - low) if high > low else 1.0
    is_clear = kolmogorov(num_independent**0.5 * _farthest(entry.shape, values)) < chance
    return NumberSays(entry.name, low, high, float(values.mean()), (own_low, own_high), width, bool(is_clear))


def _farthest(shape: Shape, values: Float[np.ndarray, " world"]) -> float:
    """The largest distance between the distribution functions of the worlds and of the prior (Kolmogorov's D)."""
    prior = np.array([find_quantile(shape, (each + 0.5) / NUM_QUANTILES) for each in range(NUM_QUANTILES)])
    at = np.concatenate([prior, values])
    shares = [np.searchsorted(np.sort(each), at, side="right") / len(each) for each in (prior, values)]
    return float(np.abs(shares[0] - shares[1]).max())


def _fit(bench: Workbench, events: Sequence[DatedEvent], state: SamplerState) -> list[EventFit]:
    """How surprising every event is: forecast over worlds of the prior, and over those of the posterior."""
    reached = np.concatenate([np.zeros((len(state.first_terms), 1)), np.cumsum(state.first_terms, axis=1)], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        totals = np.array([_log_mean(column) for column in reached.T])
        before = np.where(np.isfinite(totals[1:]), totals[1:] - totals[:-1], -np.inf)
        after = np.array([_log_mean(column) for column in state.terms.T])
    bits = -np.stack([before, after]) / np.log(2) + 0.0
    labels = bench.base.calendar.labels
    return [
        EventFit(labels[each.period], each.text, each.says, float(one), float(other))
        for each, one, other in zip(events, *bits, strict=True)
    ]


def _log_mean(values: np.ndarray) -> float:
    top = values.max()
    return float(top + np.log(np.exp(values - top).mean())) if np.isfinite(top) else -np.inf


def _confounded(names: Sequence[str], table: np.ndarray, num_independent: float) -> list[tuple[str, str, float]]:
    """Pairs of numbers whose values in the posterior's worlds have a strong rank correlation, and not by chance.

    By Fisher's transformation, with the variance 1.06 / (n − 3) for ranks: E. Fieller, H. Hartley and E. Pearson,
    Biometrika 44 (1957) 470–481.
    """
    num_pairs = len(names) * (len(names) - 1) // 2
    if num_independent < 8 or not num_pairs:
        return []
    least = np.tanh(ndtri(1 - BY_CHANCE / num_pairs / 2) * (1.06 / (num_independent - 3)) ** 0.5)
    ranks = np.argsort(np.argsort(table, axis=0), axis=0)
    correlation = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    return [
        (names[a], names[b], float(correlation[a, b]))
        for a in range(len(names))
        for b in range(a + 1, len(names))
        if abs(correlation[a, b]) > max(CONFOUNDED, least)
    ]
