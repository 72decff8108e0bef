"""The dated events that a run was given: what is known, what came out, and the variant in whose calendar they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.scenario.model import DatedEvent, Scenario


@dataclass(frozen=True)
class Dated:
    """Dated events of one crisis.

    Args:
        events: what is known. outcomes: what happened, and is not known to forecasts.
        under: the variant in whose calendar they lie; the base of the workbench, or one that begins earlier.
        as_of: the first date that is forecast; None: the one after the last event, or the first of the base crisis if
            that is later.
    """

    events: Sequence[DatedEvent] = ()
    outcomes: Sequence[DatedEvent] = ()
    under: str | None = None
    as_of: str | None = None

    def of_base(self, bench: Workbench) -> Sequence[DatedEvent]:
        """The events, for what is asked of the base crisis itself.

        Raises:
            DetenteError: they lie in the calendar of a variant.
        """
        if self.under != bench.base.variant:
            raise DetenteError(f"events: they lie in the calendar of {self.under}; ask this question of that variant")
        return self.events


def find_dated(bench: Workbench) -> Dated:
    """What a workbench was given, or the events of its file."""
    return bench.dated or Dated(bench.base.events, (), bench.base.variant)


def find_start(scenario: Scenario, base: Scenario) -> str | None:
    """The first date of the base crisis, if a variant begins earlier; None if they begin together."""
    first = base.calendar.labels[0]
    return first if first in scenario.calendar.labels[1:] else None
