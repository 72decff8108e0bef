"""Progress on standard error: bars for a person at a terminal; for a file or a pipe, only why it takes so long."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from detente.analysis.results import Forecast
from detente.service import COMPILING, span_in_words

# A bar that appears for a moment only distracts.
_PATIENCE_SECONDS = 1.0


def forecast_in_words(forecast: Forecast) -> str:
    """How long a command will take, and the accuracy at which it would take less."""
    takes = span_in_words(forecast.seconds)
    sentence = f"{'At least ' + takes if forecast.is_least else takes.capitalize()} on this machine"
    if forecast.faster is None:
        return f"{sentence}."
    accuracy, seconds = forecast.faster
    return f"{sentence}; `--accuracy {accuracy * 100:g}%` takes {span_in_words(seconds)}."


class Bars:
    """One bar for each phase of the work, shown once the work has lasted a second."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=32),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._later = threading.Timer(_PATIENCE_SECONDS, self._progress.start)
        self._later.daemon = True

    def __call__(self, what: str, fraction: float) -> None:
        """Show how much of the phase `what` is done, from 0 to 1."""
        if what == COMPILING and what not in self._tasks:
            # Bars come late and only to terminals, and whoever waits for a minute wants to know why.
            self._progress.console.print("Compiling the solver, once for this user; this takes a minute or two.")
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=1.0)
        self._progress.update(self._tasks[what], completed=fraction)

    def tell(self, forecast: Forecast) -> None:
        """Say how long the command will take, also to a file or a pipe."""
        self._progress.console.print(forecast_in_words(forecast), soft_wrap=True)

    def __enter__(self) -> Bars:
        self._later.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._later.cancel()
        self._later.join()
        if self._progress.live.is_started:
            self._progress.stop()
