"""What to watch: likelihood ratios of everything that can be seen, for the types of every actor.

For a stage of a period let G_k be the plays that reach it in which the actor is then of type k, and p(m | play) the
probability that message m is seen there, given what the play's mover chose, its state and its types. Then

    P(m | k) = mean of p(m | play) over G_k,        ratio of k = P(m | k) / P(m | not k),

where "not k" pools all other plays. The plays weigh types by how likely they are when the stage is reached. What the
stage tells is the mutual information of type and message, Σ_k Σ_m P(k) P(m | k) log2 P(m | k) / P(m), times the share
of plays that reach it. Histories are averaged over: somebody who has followed the crisis knows more, and should weigh a
message at the beliefs of the day. Signals and traces are not sampled but averaged, so that only states, types and acts
carry Monte Carlo error; the interval of a ratio is that of its logarithm (delta method). Where no play of another type
shows a message, its share there is at most 3 / n (95 %, the rule of three), which bounds the ratio from below.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.analysis.signs import Indicator, Indicators, Season, TellingStage
from detente.analysis.telling import find_names
from detente.analysis.workbench import Workbench
from detente.evidence.observables import describe_seen
from detente.game.tables import StageTable
from detente.scenario.model import Decision
from detente.simulate.lookup import build_lookup
from detente.simulate.paths import Paths

LEAST_SHARE = 0.01
"""What is seen less often, of the type that it speaks for, is no indicator: nobody waits for it."""

FEWEST_PLAYS = 30
"""Of a type, and of the others, below which means say too little."""

MOST = 12
MOST_SEASONS = 8
MOST_OF_SEASON = 3
_NORMAL = 1.959964
_RULE_OF_THREE = 3.0


def find_indicators(bench: Workbench) -> Indicators:
    """The indicators of the base crisis, from the plays that are there already."""
    paths = bench.paths().told()
    with bench.watch.phase("indicators"):
        return measure_indicators(paths)


def measure_indicators(paths: Paths) -> Indicators:
    """The stages and messages that tell most about anybody's type, the most telling first."""
    best: dict[tuple[str, str, str], Indicator] = {}
    by_date: dict[str, list[Indicator]] = {}
    stages: dict[tuple[str, str], TellingStage] = {}
    for seen in _seen(paths):
        indicators = list(_indicators(paths, seen))
        bits = float(seen.parts().sum())
        key = seen.actor, seen.stage
        before = stages.get(key)
        total = bits + (before.total if before is not None else 0.0)
        is_most = before is None or bits > before.bits
        date, most = (seen.date, bits) if is_most or before is None else (before.date, before.bits)
        stages[key] = TellingStage(seen.actor, seen.stage, seen.owner, date, most, total)
        for each in indicators:
            known = best.get((each.actor, each.stage, each.seen))
            if known is None or each.bits > known.bits:
                best[each.actor, each.stage, each.seen] = each
            by_date.setdefault(each.date, []).append(each)
    return Indicators(
        tuple(sorted(best.values(), key=lambda each: -each.bits)[:MOST]),
        tuple(sorted(stages.values(), key=lambda each: -each.total)[:MOST]),
        _entropies(paths),
        paths.num_plays,
        _seasons(paths.dates, by_date),
        find_names(paths.game.scenario),
    )


def _seasons(dates: Sequence[str], by_date: Mapping[str, Sequence[Indicator]]) -> tuple[Season, ...]:
    """The most telling signs of every season; none where the calendar is hardly longer than they are many."""
    length = -(-len(dates) // MOST_SEASONS)
    if length < 2:
        return ()
    spans = [dates[first : first + length] for first in range(0, len(dates), length)]
    found = [_most_telling([each for date in span for each in by_date.get(date, ())]) for span in spans]
    return tuple(Season(span[0], span[-1], own) for span, own in zip(spans, found, strict=True) if own)


def _most_telling(signs: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Of every act or signal what tells most of an actor when it is seen, and when; the other signs are its reverse."""
    best: dict[tuple[str, str], Indicator] = {}
    for each in sorted(signs, key=lambda each: -each.bits):
        best.setdefault((each.actor, each.stage), each)
    return tuple(best.values())[:MOST_OF_SEASON]


def _entropies(paths: Paths) -> dict[str, float]:
    actors = paths.game.scenario.actors
    return {
        actors[actor].name: float(sum(-p * math.log2(p) for p in paths.game.prior[actor] if p > 0))
        for actor in paths.game.informed
    }


@dataclass(frozen=True)
class _Seen:
    """What can be seen at one stage on one date, by the type of one actor.

    Args:
        counts: plays of every type that reach the stage. mean, spread: of P(label | play), and its standard deviation.
    """

    actor: str
    date: str
    stage: str
    owner: str
    labels: tuple[str, ...]
    counts: Int[np.ndarray, " type"]
    mean: Float[np.ndarray, "type label"]
    spread: Float[np.ndarray, "type label"]
    num_plays: int

    def parts(self) -> Float[np.ndarray, " label"]:
        """What every label is expected to tell, in bits; they sum to the mutual information, times who gets there."""
        weight = self.counts / max(self.counts.sum(), 1)
        whole = weight @ self.mean
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(self.mean > 0, self.mean * np.log2(self.mean / whole), 0.0)
        return np.asarray(weight @ terms * self.counts.sum() / self.num_plays)


def _seen(paths: Paths) -> Iterator[_Seen]:
    """Every stage and date at which something can be learned about somebody, once for each such actor."""
    game, scenario = paths.game, paths.game.scenario
    owners = {stage.name: stage.owner for stage in scenario.stages if isinstance(stage, Decision)}
    for period, date in enumerate(paths.dates):
        for stage, name in enumerate(game.stage_names):
            lookup = build_lookup(game, period, stage)
            actors = sorted({each for table in lookup.tables for each in _about(table)})
            for informed in actors:
                actor = game.informed[informed]
                shown = _shown(paths, period, stage, informed)
                if len(shown.labels) > 1:
                    yield _Seen(
                        scenario.actors[actor].name,
                        date,
                        name,
                        owners.get(name, ""),
                        shown.labels,
                        *shown.by_type(len(game.prior[actor])),
                        paths.num_plays,
                    )


def _about(table: StageTable) -> tuple[int, ...]:
    """The informed actors about whom a table can tell something."""
    return table.pair.about if table.pair is not None else (table.informs,) if table.informs >= 0 else ()


@dataclass(frozen=True)
class _Shown:
    """The probability of every label in every play that reaches a stage, and the type of the actor there."""

    labels: tuple[str, ...]
    prob: Float[np.ndarray, "play label"]
    types: Int[np.ndarray, " play"]

    def by_type(self, num_types: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Plays, means and standard deviations by type."""
        groups = [self.prob[self.types == kind] for kind in range(num_types)]
        zero = np.zeros(len(self.labels))
        counts = np.array([len(own) for own in groups])
        means = np.array([own.mean(axis=0) if len(own) else zero for own in groups])
        return counts, means, np.array([own.std(axis=0) if len(own) else zero for own in groups])


def _shown(paths: Paths, period: int, stage: int, informed: int) -> _Shown:
    """What is seen at one stage, with messages that look alike counted together."""
    game = paths.game
    actor = game.informed[informed]
    lookup = build_lookup(game, period, stage)
    state, act = paths.state[:, period, stage], paths.act[:, period, stage]
    types = paths.types_at(period, stage)
    labels: dict[str, int] = {}
    blocks: list[tuple[np.ndarray, np.ndarray, list[int]]] = []
    for number, table in enumerate(lookup.tables):
        plays = np.flatnonzero(lookup.table[state] == number)
        if informed not in _about(table) or not len(plays):
            continue
        where = lookup.position[state[plays]]
        prob = _message_prob(table, where, act[plays], types[plays], game.informed)
        for kind in range(-1, len(table.seen)):
            label = describe_seen(table, kind)
            own = (prob * (table.message_seen[where] == kind)).sum(axis=1)
            if own.any():
                blocks.append((plays, own, [labels.setdefault(label, len(labels))]))
    reached = np.unique(np.concatenate([plays for plays, _, _ in blocks])) if blocks else np.zeros(0, dtype=np.int64)
    whole = np.zeros((len(reached), len(labels)))
    for plays, own, (column,) in blocks:
        whole[np.searchsorted(reached, plays), column] += own
    return _Shown(tuple(labels), whole, types[reached, actor])


def _message_prob(
    table: StageTable, where: np.ndarray, act: np.ndarray, types: np.ndarray, informed: tuple[int, ...]
) -> Float[np.ndarray, "play message"]:
    """P(message | play) at one table."""
    if table.pair is not None:
        one, other = (types[:, informed[each]] for each in table.pair.about)
        return np.asarray(table.pair.prob[where, :, one, other])
    own = types[:, informed[table.informs]]
    prob = table.message_prob[where, np.maximum(act, 0) if table.mover >= 0 else 0, :, own]
    if table.occasion is not None and table.mover >= 0:
        return np.where((act >= 0)[:, None], prob, table.occasion.message_prob[where, :, own])
    return np.asarray(prob)


def _indicators(paths: Paths, seen: _Seen) -> Iterator[Indicator]:
    """For every label the type that it speaks for, with its likelihood ratio."""
    types = {actor.name: actor.types for actor in paths.game.scenario.actors}[seen.actor]
    bits = seen.parts()
    for column, label in enumerate(seen.labels):
        kind, found = None, None
        for number in range(len(types)):
            ratio = _ratio(seen, number, column)
            if ratio is not None and (found is None or ratio.size > found.size):
                kind, found = number, ratio
        if kind is None or found is None or found.share < LEAST_SHARE or not label:
            continue
        yield Indicator(
            seen.actor,
            types[kind].name,
            seen.date,
            seen.stage,
            seen.owner,
            label,
            found.share,
            found.share_else,
            found.ratio,
            found.low,
            found.high,
            float(bits[column]),
        )


@dataclass(frozen=True)
class _Ratio:
    share: float
    share_else: float
    ratio: float | None
    low: float
    high: float | None

    @property
    def size(self) -> float:
        return self.low if self.ratio is None else self.ratio


def _ratio(seen: _Seen, kind: int, column: int) -> _Ratio | None:
    """How much more often a label is seen of one type than of the others; None where too few plays show it."""
    own, others = seen.counts[kind], np.delete(seen.counts, kind)
    total = int(others.sum())
    if own < FEWEST_PLAYS or total < FEWEST_PLAYS:
        return None
    weight = others / total
    mean = np.delete(seen.mean[:, column], kind)
    share, share_else = float(seen.mean[kind, column]), float(weight @ mean)
    if share == 0:
        return None
    error = float(seen.spread[kind, column]) / math.sqrt(own) / share
    if share_else == 0:
        return _Ratio(share, 0.0, None, share * max(0.0, 1 - _NORMAL * error) * total / _RULE_OF_THREE, None)
    # The variance of the pooled plays: within types, and between them.
    variance = float(weight @ (np.delete(seen.spread[:, column], kind) ** 2 + (mean - share_else) ** 2))
    error = math.hypot(error, math.sqrt(variance / total) / share_else)
    ratio = share / share_else
    return _Ratio(share, share_else, ratio, ratio * math.exp(-_NORMAL * error), ratio * math.exp(_NORMAL * error))
