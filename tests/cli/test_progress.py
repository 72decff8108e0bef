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


def test_what_takes_a_minute_is_said_once_even_to_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    from detente.cli.app import bars
    from detente.service import COMPILING

    with bars() as progress:
        progress("Solving", 0.0)
        assert capsys.readouterr().err == ""
        for fraction in (0.0, 0.5, 1.0, 0.0):
            progress(COMPILING, fraction)
    assert capsys.readouterr().err == "Compiling the solver, once for this user; this takes a minute or two.\n"


def test_how_long_it_takes_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    from detente.analysis.results import Forecast
    from detente.cli.app import bars

    with bars() as progress:
        progress.tell(Forecast(240.0, (0.02, 95.0)))
        progress.tell(Forecast(30.0))
        progress.tell(Forecast(7000.0, is_least=True))
    assert capsys.readouterr().err == (
        "About 4 minutes on this machine; `--accuracy 2%` takes about 2 minutes.\n"
        "About 30 seconds on this machine.\n"
        "At least about 2 hours on this machine.\n"
    )
