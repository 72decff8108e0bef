"""What dated events say: how surprising each is, and the plays that agree with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from detente.scenario.model import DatedEvent
from detente.simulate.paths import Paths

AFTER_IMPOSSIBLE = "an earlier event is impossible"
"""Why nothing can be said of an event."""


@dataclass(frozen=True)
class Surprise:
    """What one event says.

    Args:
        event: the event. log_likelihood: log P(event | the events before it), natural, over all plays; −∞ if no play
            agrees with it. error: its standard error from independent filters.
        reason: why no play agrees; "" if some do.
    """

    event: DatedEvent
    log_likelihood: float
    error: float
    reason: str = ""

    @property
    def bits(self) -> float:
        """−log₂ of its probability."""
        return -self.log_likelihood / float(np.log(2)) + 0.0


@dataclass(frozen=True)
class Filtered:
    """Plays given events.

    Args:
        paths: equally likely plays, to the end of the calendar; None if the events are impossible, or nobody asked.
        surprises: of the events, in the order in which they were taken up.
        log_likelihood: of all events, natural; error: its standard error.
        type_shares: P(actor is of type | events to the period) at every period's end and before the first.
        least_effective: the smallest effective number of plays before a new draw, as a share of all.
        num_effective: as many plays, independent of one another, would say as much as `paths` of what was before the
            last event; 0 without any.
        families: of every play of `paths` the family that it is of; those of one have had a past in common, and are
            not independent. None: every play is alone.
    """

    paths: Paths | None
    surprises: tuple[Surprise, ...]
    log_likelihood: float
    error: float
    type_shares: tuple[Float[np.ndarray, "boundary _type"], ...]
    least_effective: float
    num_effective: float = 0.0
    families: Int[np.ndarray, " play"] | None = None

    @property
    def impossible(self) -> tuple[tuple[DatedEvent, str], ...]:
        """The events with which no play agrees, with the reasons."""
        return tuple((each.event, each.reason) for each in self.surprises if each.reason)
