"""Progress on standard error."""

from __future__ import annotations

import os
import time

import pytest


def test_progress_stays_silent_for_what_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    from detente.cli import progress
    from detente.cli.progress import Bars

    console = Console(force_terminal=True, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    with Bars(console) as bars:
        bars("Solving", 0.5)
    assert console.export_text() == ""
    # Work that lasts is shown even without further progress.
    monkeypatch.setattr(progress, "_PATIENCE_SECONDS", 0.05)
    with Bars(console) as bars:
        bars("Solving", 0.0)
        time.sleep(0.3)
        assert "Solving" in console.export_text()
    console.file.close()
