"""Progress on standard error: bars for a person at a terminal, nothing for a file or a pipe."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

# A bar that flashes up for something quick only distracts.
_PATIENCE_SECONDS = 1.0


class Bars:
    """One bar for each phase of the work, shown once the work has lasted a second."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=32),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._since = time.monotonic()
        self._is_shown = False

    def __call__(self, what: str, fraction: float) -> None:
        """Say how far the phase `what` has come, from 0 to 1."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=1.0)
        self._progress.update(self._tasks[what], completed=fraction)
        if not self._is_shown and time.monotonic() - self._since > _PATIENCE_SECONDS:
            self._is_shown = True
            self._progress.start()

    def __enter__(self) -> Bars:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_shown:
            self._progress.stop()
