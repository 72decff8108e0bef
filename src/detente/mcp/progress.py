"""Progress of work in another thread, told to whoever waits for it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from detente.analysis.results import Forecast
from detente.service import span_in_words

Notify = Callable[[float, str], None]
"""Called with a number that only rises, and what is being done."""

_SECONDS_BETWEEN = 0.25
"""Between two messages; a reader needs no more of them."""


class Reporter:
    """Turns the shares of many phases into one number that rises: the phases that are over, and the share of this one.

    Args:
        notify: what tells it. check: called each time, so that it can raise where nobody waits any longer.
    """

    def __init__(self, notify: Notify, check: Callable[[], None]) -> None:
        self._notify = notify
        self._check = check
        self._phases: dict[str, float] = {}
        self._told = 0.0
        self._last = float("-inf")
        self._process, self._thread = os.getpid(), threading.get_ident()

    def __call__(self, what: str, fraction: float) -> None:
        """Tell how much of the phase `what` is done, from 0 to 1."""
        if (os.getpid(), threading.get_ident()) != (self._process, self._thread):
            # In a copy of this process, or a helper's thread, nobody listens.
            return
        self._check()
        self._phases[what] = max(self._phases.get(what, 0.0), fraction)
        now = time.monotonic()
        is_due = now - self._last >= _SECONDS_BETWEEN
        if is_due and (done := sum(self._phases.values())) > self._told:
            self._told, self._last = done, now
            self._notify(done, f"{what}: {100 * fraction:.0f} %")

    def tell(self, forecast: Forecast) -> None:
        """Tell how long the work will take."""
        least = "at least " if forecast.is_least else ""
        self._told += 1e-3
        self._notify(self._told, f"This takes {least}{span_in_words(forecast.seconds)} on this machine.")
