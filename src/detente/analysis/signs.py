"""Records of indicators: which acts and signals tell one type of an actor from the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from detente.analysis.explanation import CrisisNames


@dataclass(frozen=True)
class Indicator:
    """One thing that can be seen on a date, and how much it tells about an actor's type.

    Args:
        actor, type: whom it is about, and the type that it speaks for most.
        date, stage, owner: when and where in the period it is seen; `owner` is who decides there, "" for a signal.
        seen: what is seen; parts that are not seen are left out.
        share: P(seen | the type), share_else: P(seen | any other type), where the stage is reached on that date.
        ratio: of the two, None where it is seen in no play of another type. low, high: its 95 % interval; high is None
            where nothing bounds it.
        bits: what seeing this, and not something else there, is expected to tell: its part of `TellingStage.bits`.
    """

    actor: str
    type: str
    date: str
    stage: str
    owner: str
    seen: str
    share: float
    share_else: float
    ratio: float | None
    low: float
    high: float | None
    bits: float


@dataclass(frozen=True)
class TellingStage:
    """A decision or signal, and how much of an actor's type it is expected to tell.

    Args:
        date: on which it tells most. bits: expected then, over all plays; 0 in plays that do not reach it.
        total: summed over all dates, which counts twice what is told twice.
    """

    actor: str
    stage: str
    owner: str
    date: str
    bits: float
    total: float


@dataclass(frozen=True)
class Season:
    """Neighbouring dates, from the first to the last, and the signs that tell most in them, the most telling first."""

    first: str
    last: str
    signs: tuple[Indicator, ...]


@dataclass(frozen=True)
class Indicators:
    """What to watch: the stages that tell most, and for each thing seen there the date on which it tells most.

    Args:
        entropy: by actor, the bits that there are to be told at the start.
        seasons: of a calendar of many dates, in order. names: of actors.
    """

    indicators: tuple[Indicator, ...]
    stages: tuple[TellingStage, ...]
    entropy: Mapping[str, float]
    num_plays: int
    seasons: tuple[Season, ...] = ()
    names: CrisisNames = field(default_factory=CrisisNames)

    def to_json(self) -> dict[str, Any]:
        return {
            "indicators": [asdict(each) for each in self.indicators],
            "stages": [asdict(each) for each in self.stages],
            "seasons": [asdict(each) for each in self.seasons],
            "entropy": dict(self.entropy),
            "num_plays": self.num_plays,
        }
