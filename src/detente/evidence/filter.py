"""A particle filter over plays: plays of a solved crisis, given what is known to have happened.

N plays move stage by stage. Where an event is one act, the act is drawn so that it agrees (`guides.py`); all other ones
are read off at the end of their period, and multiply a play's weight by s where the play agrees and by 1 − s where it
does not. When the effective number of plays (Σw)² / Σw² falls below half, plays are drawn anew by their weights,
systematically. The product of the mean weights estimates the probability of all events without bias; its logarithm
splits into a term for every event, the surprise −log₂ P(event | what was known before it): events are taken up in the
order of their dates, and within a period in that of the stages whose acts they are, others at its end.

Every combination of types has filters of its own, weighted by its prior, so that no type dies out, and the probability
of a type is exact wherever that of the events given the types is: with every public message coded it is the public
belief. Each of them is run several times; the spread over these runs is the error. Plays that come from the same play
at the start by being drawn anew are a *family* (`outlook.py`). Sources: N. Gordon, D. Salmond and A. Smith, IEE
Proceedings F 140 (1993) 107–113; P. Del Moral, Feynman–Kac Formulae (2004).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from detente.claims.readings import Readings
from detente.cores import share_out
from detente.evidence.filtered import AFTER_IMPOSSIBLE, Filtered, Surprise
from detente.evidence.guides import ActEvent, Guide, choose_guided, take_up
from detente.evidence.impossible import why_no_act, why_no_play
from detente.evidence.on_tree import filter_on_tree
from detente.evidence.weighing import choose_systematically, join_records, log_sum, take_plays
from detente.game.frame import Frame, build_frame
from detente.game.tables import Game
from detente.scenario.model import DatedEvent
from detente.simulate.batch import PlayBatch
from detente.simulate.lookup import StageLookup
from detente.simulate.paths import Paths
from detente.simulate.paying import add_flows
from detente.simulate.play import CHUNK, empty_record, end_record, play_stage, record_beliefs
from detente.simulate.prepared import PreparedGame, prepare
from detente.solve.equilibrium import Equilibrium

NUM_RUNS = 4
"""Independent runs, whose spread is the error."""

MOST_COMBINATIONS = 256
"""Of types; where there are more, types are drawn."""


def filter_plays(
    equilibrium: Equilibrium,
    events: Sequence[DatedEvent],
    num_plays: int = 20_000,
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
    to_the_end: bool = True,
    with_messages: bool = False,
    num_runs: int | None = None,
) -> Filtered:
    """Plays of a solved crisis given events, and how likely these are; without error if it is solved on its game tree.

    Args:
        to_the_end: whether plays go on after the last event, to the last period that is asked about; without, there
            is only the likelihood.
        num_runs: independent runs; one has no error (0). Default: four, or as many as plays are too many for.
        with_messages: whether the plays keep what was seen at every stage (`Paths.message`).
        num_plays: of all filters together. progress: called with the task under way and the share that is done.

    Raises:
        ValueError: `num_plays` is below one for every filter.
    """
    if num_plays < 1:
        raise ValueError(f"filter: num_plays must be at least 1, not {num_plays}")
    if equilibrium.on_tree is not None:
        return filter_on_tree(equilibrium, events, num_plays, seed, progress, to_the_end)
    prepared = prepare(equilibrium)
    frame = build_frame(prepared.game.scenario)
    combinations = list_combinations(prepared.game)
    share = -(-num_plays // len(combinations))
    num_runs = max(num_runs or NUM_RUNS, -(-share // CHUNK))
    size = -(-share // num_runs)
    streams = np.random.SeedSequence([seed, 1]).spawn(num_runs * len(combinations))
    ordered = take_up(events, prepared.game)
    told = prepared.game.scenario.calendar.told.num_periods
    num_periods = told if to_the_end else max((each.period for each in ordered), default=-1) + 1
    chunks = [
        _Chunk(
            (prepared, frame),
            ordered,
            size,
            streams[number],
            combinations[number % len(combinations)],
            num_periods,
            with_messages,
        )
        for number in range(len(streams))
    ]
    found = [each.run() for each in chunks] if num_plays <= CHUNK else _run_together(chunks, progress)
    return _joined(found, ordered, num_runs, np.random.default_rng([seed, 2]), to_the_end)


def _run_together(chunks: Sequence[_Chunk], progress: Callable[[str, float], None] | None) -> list[_ChunkResult]:
    """All filters on all cores; a few small ones would only wait for one another."""
    found: dict[int, _ChunkResult] = {}

    def run(number: int) -> None:
        found[number] = chunks[number].run()

    for done, _ in enumerate(share_out(run, range(len(chunks))), start=1):
        if progress is not None:
            progress("Filtering", done / len(chunks))
    return [found[number] for number in range(len(chunks))]


@dataclass(frozen=True)
class TypeCombination:
    """Types of all actors, None if they are drawn; and the logarithm of their prior."""

    types: tuple[int, ...] | None
    log_prior: float


def list_combinations(game: Game) -> list[TypeCombination]:
    """The combinations of types that are possible, with their priors."""
    possible = [[int(kind) for kind in np.flatnonzero(prior > 0)] for prior in game.prior]
    if np.prod([len(kinds) for kinds in possible]) > MOST_COMBINATIONS:
        return [TypeCombination(None, 0.0)]
    return [
        TypeCombination(types, float(sum(np.log(prior[kind]) for prior, kind in zip(game.prior, types, strict=True))))
        for types in itertools.product(*possible)
    ]


@dataclass
class _ChunkResult:
    """What one filter found.

    Args:
        terms: log of the mean weight, by event. log_reached: their sum at every period's end, and 0 before the first.
        num_effective: independent plays that would say as much, as if what was drawn anew never forgot its past.
        ancestor: which of the plays at the start every play has come from, by being drawn anew.
    """

    combination: TypeCombination
    record: Paths
    log_weight: Float[np.ndarray, " play"]
    terms: Float[np.ndarray, " event"]
    log_reached: Float[np.ndarray, " boundary"]
    type_shares: list[Float[np.ndarray, "boundary _type"]]
    least_effective: float
    num_effective: float
    ancestor: Int[np.ndarray, " play"]
    reasons: dict[int, str]


class _Chunk:
    """One filter."""

    def __init__(
        self,
        of: tuple[PreparedGame, Frame],
        events: Sequence[DatedEvent],
        num_plays: int,
        stream: np.random.SeedSequence,
        combination: TypeCombination,
        num_periods: int,
        with_messages: bool,
    ) -> None:
        self.num_periods, (prepared, self.frame) = num_periods, of
        self.prepared, self.game, self.events, self.combination = prepared, prepared.game, events, combination
        play_stream, draw_stream = stream.spawn(2)
        self.plays = PlayBatch.from_the_start(prepared, num_plays, play_stream, combination.types)
        self.random = np.random.default_rng(draw_stream)
        self.record = empty_record(prepared, 0, num_plays, (), until=num_periods - 1)
        self.record.types[:] = self.plays.types
        if with_messages:
            shape = (num_periods, len(prepared.game.stage_names), num_plays)
            self.record = replace(self.record, message=np.empty(shape, np.int16).transpose(2, 0, 1))
        self.num_plays = num_plays
        self.ancestor = np.arange(num_plays)
        self.log_weight = np.zeros(num_plays)
        self.terms = np.zeros(len(events))
        self.least_effective = self.kept = 1.0
        self.reasons: dict[int, str] = {}
        self.seen: dict[tuple[str, str], np.ndarray] = {}
        self.shares: list[list[np.ndarray]] = []
        self.log_reached: list[float] = []

    def run(self) -> _ChunkResult:
        """Plays the periods."""
        game = self.game
        span = slice(0, self.num_plays)
        self.note_shares()
        for period, tables in enumerate(game.periods[: self.num_periods]):
            plays = self.plays
            record_beliefs(self.record, span, period, plays)
            payoffs = np.zeros((len(game.prior), self.num_plays))
            here = [(number, each) for number, each in enumerate(self.events) if each.period == period]
            guided = choose_guided(game, period, here)
            self.seen = {}
            for stage in range(len(game.stage_names)):
                self.play(period, stage, guided.get(stage), payoffs)
            self.end_period(period, payoffs, [number for number, _ in here if number not in dict(guided.values())])
            self.plays.state = tables.end.next_state[self.plays.state]
            self.note_shares()
        end_record(self.prepared, self.record, span, self.plays)
        return self.result()

    def result(self) -> _ChunkResult:
        """What was found."""
        game = self.game
        shares = [np.array([at[actor] for at in self.shares]) for actor in range(len(game.prior))]
        return _ChunkResult(
            self.combination,
            self.record,
            self.log_weight,
            self.terms,
            np.array(self.log_reached),
            shares,
            self.least_effective,
            self.kept * self.effective() * self.num_plays,
            self.ancestor,
            self.reasons,
        )

    def play(self, period: int, stage: int, guided: tuple[int, ActEvent] | None, payoffs: np.ndarray) -> None:
        """One stage, and what it says of the event that guides it."""
        record, plays = self.record, self.plays
        record.state[:, period, stage] = plays.state
        if record.known is not None:
            record.known[:, period, stage] = plays.types
        lookup, before = self.prepared.lookups[period][stage], plays.state
        guide = None if guided is None else Guide(guided[1], self.game.scenario, self.num_plays)
        mover, act = play_stage(self.prepared, period, stage, plays, payoffs, guide=guide)
        record.mover[:, period, stage], record.act[:, period, stage] = mover, act
        if record.message is not None:
            record.message[:, period, stage] = plays.message
        self.note_seen(lookup, before)
        if guided is not None and guide is not None:
            self.weigh(guided[0], guide.log_weight, lambda: why_no_act(guided[1], lookup, before))

    def note_seen(self, lookup: StageLookup, before: np.ndarray) -> None:
        """What was seen at this stage, for the events that ask about it."""
        wanted = {(each.stage, each.seen) for each in self.events if each.seen}
        for number, table in enumerate(lookup.tables):
            words = [word for stage, word in wanted if stage == table.name]
            who = np.flatnonzero(lookup.table[before] == number) if words else np.zeros(0, dtype=np.int64)
            for word in words if len(who) else ():
                has = np.array([word in each for each in (*table.seen, ())])
                shown = has[table.message_seen[lookup.position[before[who]], self.plays.message[who]]]
                self.seen.setdefault((table.name, word), np.zeros(self.num_plays, dtype=bool))[who] = shown

    def end_period(self, period: int, payoffs: np.ndarray, numbers: Sequence[int]) -> None:
        """Records a period's end, and weighs what is read off it."""
        record, plays = self.record, self.plays
        record.state[:, period, -1] = plays.state
        if record.known is not None:
            record.known[:, period, -1] = plays.types
        if record.apart is not None:
            record.apart[:, period] = plays.apart.measure(self.game.grid, plays.log_odds[0])
        add_flows([each.periods[period].end.flow for each in self.prepared.payoffs.games], plays, payoffs)
        record.payoffs[:, period] = payoffs.T
        readings = Readings(record, self.frame)
        for number in numbers:
            event = self.events[number]
            if event.condition is None:
                happened = self.seen.get((event.stage, event.seen), np.zeros(self.num_plays, dtype=bool))
            else:
                happened = readings.holds(event.condition, period, readings.num_stages)
            with np.errstate(divide="ignore"):
                agreement = np.log(np.where(np.asarray(happened), event.sure, 1 - event.sure))
            self.weigh(number, agreement, partial(why_no_play, event, readings, period))
        self.draw_anew(period)

    def weigh(self, number: int, log_weight: np.ndarray, why: Callable[[], str]) -> None:
        """Multiplies the weights of plays by the likelihood of an event."""
        after = self.log_weight + log_weight
        self.terms[number] = log_sum(after) - log_sum(self.log_weight)
        if not np.isfinite(self.terms[number]):
            # What follows is conditioned on what is possible.
            self.terms[number] = -np.inf
            self.reasons[number] = why()
            return
        self.log_weight = after

    def effective(self) -> float:
        """The effective number of plays, as a share of all."""
        weight = np.exp(self.log_weight - self.log_weight.max())
        return float(weight.sum() ** 2 / (weight**2).sum() / self.num_plays)

    def draw_anew(self, period: int) -> None:
        """Draws plays by their weights if too few of them count."""
        effective = self.effective()
        self.least_effective = min(self.least_effective, effective)
        if effective >= 0.5:
            return
        self.kept *= effective
        weight = np.exp(self.log_weight - self.log_weight.max())
        chosen = choose_systematically(weight, self.num_plays, self.random.random())
        self.plays, self.ancestor = self.plays.take(chosen), self.ancestor[chosen]
        self.record = take_plays(self.record, chosen, period + 1)
        self.log_weight = np.zeros(self.num_plays)

    def note_shares(self) -> None:
        """P(actor is of type | events so far), of every actor."""
        weight = np.exp(self.log_weight - self.log_weight.max())
        weight /= weight.sum()
        shares = [
            np.bincount(self.plays.types[:, actor], weight, minlength=len(prior))
            for actor, prior in enumerate(self.game.prior)
        ]
        self.shares.append(shares)
        self.log_reached.append(float(self.terms.sum()))


def _joined(
    chunks: Sequence[_ChunkResult],
    events: Sequence[DatedEvent],
    num_runs: int,
    random: np.random.Generator,
    to_the_end: bool,
) -> Filtered:
    """The filters together: each counts by its prior, and by how likely it found the events."""
    terms = np.stack([each.terms for each in chunks])
    log_prior = np.array([each.combination.log_prior for each in chunks])
    surprises = []
    for number, event in enumerate(events):
        mean, error = _ratio(log_prior + terms[:, :number].sum(axis=1), terms[:, number], num_runs)
        reason = next((each.reasons[number] for each in chunks if number in each.reasons), AFTER_IMPOSSIBLE)
        surprises.append(Surprise(event, mean, error, "" if np.isfinite(mean) else reason))
    log_likelihood, error = _ratio(log_prior, terms.sum(axis=1), num_runs)
    if not np.isfinite(log_likelihood):
        return Filtered(None, tuple(surprises), -np.inf, 0.0, (), 0.0)
    least = min(each.least_effective for each in chunks)
    if not to_the_end:
        return Filtered(None, tuple(surprises), log_likelihood, error, _type_shares(chunks, log_prior), least)
    log_weight = np.concatenate(
        [each.log_weight - log_sum(each.log_weight) + each.combination.log_prior + each.terms.sum() for each in chunks]
    )
    weight = np.exp(log_weight - log_weight.max())
    chosen = choose_systematically(weight, len(weight), random.random())
    joined = join_records([each.record for each in chunks])
    paths = take_plays(joined, chosen, joined.num_periods + 1)
    # Neighbours are of one filter; a part of the plays should be as good as any other.
    order = random.permutation(len(weight))
    paths = take_plays(paths, order, joined.num_periods + 1)
    families = np.concatenate([number * len(each.ancestor) + each.ancestor for number, each in enumerate(chunks)])
    return Filtered(
        paths,
        tuple(surprises),
        log_likelihood,
        error,
        _type_shares(chunks, log_prior),
        least,
        _count_effective(chunks, log_prior),
        families[chosen][order],
    )


def _count_effective(chunks: Sequence[_ChunkResult], log_prior: Float[np.ndarray, " chunk"]) -> float:
    """Of all filters together: the variance of a share is Σ (weight of a filter)² / (its effective number)."""
    log_weight = log_prior + np.array([each.terms.sum() for each in chunks])
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    return float(1 / (weight**2 / np.array([each.num_effective for each in chunks])).sum())


def _type_shares(
    chunks: Sequence[_ChunkResult], log_prior: Float[np.ndarray, " chunk"]
) -> tuple[Float[np.ndarray, "boundary _type"], ...]:
    """P(type | events to the boundary), of every actor."""
    log_weight = log_prior[:, None] + np.stack([each.log_reached for each in chunks])
    weight = np.exp(log_weight - log_weight.max(axis=0))
    weight /= weight.sum(axis=0)
    return tuple(
        np.einsum("cb,cbk->bk", weight, np.stack([each.type_shares[actor] for each in chunks]))
        for actor in range(len(chunks[0].type_shares))
    )


def _ratio(log_weight: np.ndarray, terms: np.ndarray, num_runs: int) -> tuple[float, float]:
    """log Σ w exp(terms) / Σ w over all filters, and its standard error by the spread over the runs."""
    if not np.isfinite(log_weight).any() or not np.isfinite(log_weight + terms).any():
        return -np.inf, 0.0
    top, top_of_terms = log_weight.max(), terms[np.isfinite(terms)].max()
    weight = np.exp(log_weight - top).reshape(num_runs, -1)
    joint = (np.exp(log_weight - top) * np.exp(terms - top_of_terms)).reshape(num_runs, -1)
    above, below = joint.sum(axis=1), weight.sum(axis=1)
    ratio = above.sum() / below.sum()
    apart = (above - ratio * below) / below.mean()
    error = np.sqrt((apart**2).sum() / (num_runs * (num_runs - 1))) if num_runs > 1 else 0.0
    return float(top_of_terms + np.log(ratio)), float(error / ratio)
