"""Records of the indicators board: what to watch for after what has happened, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from detente.analysis.explanation import CrisisNames

AHEAD = 6
"""Periods that are watched, if nobody says how many."""

HypothesisKind = Literal["type", "outcome", "claim", "model"]


@dataclass(frozen=True)
class Hypothesis:
    """Something that is open, and how probable it is now.

    Args:
        name: `ACTOR is TYPE`, `VARIABLE == LEVEL`, the id of a claim, or the name of a variant.
        words: in words. probability: given all events so far; of a variant, against the crisis as written if the two
            were equally probable before them. bits: of doubt that are left (the entropy of yes or no).
    """

    kind: HypothesisKind
    name: str
    words: str
    probability: float
    bits: float


@dataclass(frozen=True)
class Sign:
    """One thing that may be seen on a date, and what it says of one hypothesis.

    Args:
        source: the decision or signal, or the variable whose level at the period's end is looked at. owner: who
            decides. seen: the act, trace, result, message or level.
        probability: of seeing it. ratio: P(seen | hypothesis) / P(seen | otherwise), with its 95 % interval; without:
            the same of not seeing it.
        now, if_seen, if_not: the probability of the hypothesis. bits: expected of looking whether it is seen.
    """

    date: str
    source: str
    owner: str
    is_state: bool
    seen: str
    kind: HypothesisKind
    hypothesis: str
    probability: float
    ratio: float
    low: float
    high: float
    without: float
    now: float
    if_seen: float
    if_not: float
    bits: float

    @property
    def is_silence(self) -> bool:
        """Whether not seeing it says more than seeing it."""
        return abs(self.if_not - self.now) > abs(self.if_seen - self.now)


@dataclass(frozen=True)
class Lookout:
    """A decision, a signal or a variable on a date, and what looking there is expected to tell of one hypothesis."""

    date: str
    source: str
    owner: str
    kind: HypothesisKind
    hypothesis: str
    bits: float


@dataclass(frozen=True)
class Board:
    """What to watch.

    Args:
        as_of: the first date that is watched, last: the last one. until: the date of outcomes. num_events: earlier
            events, which are known; learned_to: the date of the last of them, "" if there are none.
        signs, lookouts: the most telling first. names: of actors and variables.
    """

    as_of: str
    last: str
    until: str
    num_events: int
    learned_to: str
    num_plays: int
    hypotheses: tuple[Hypothesis, ...]
    signs: tuple[Sign, ...]
    lookouts: tuple[Lookout, ...]
    names: CrisisNames = field(default_factory=CrisisNames)

    @property
    def words(self) -> Mapping[tuple[str, str], str]:
        """Every hypothesis in words, by kind and name."""
        return {(each.kind, each.name): each.words for each in self.hypotheses}

    def rows(self) -> list[dict[str, Any]]:
        """A row for every sign."""
        return [asdict(each) for each in self.signs]

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "names"}
