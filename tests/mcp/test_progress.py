"""Progress as one number that rises."""

from __future__ import annotations

import os
import threading

import pytest

from detente.analysis.results import Forecast
from detente.mcp import progress
from detente.mcp.progress import Reporter


def test_it_only_rises_over_phases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN", 0.0)
    told: list[tuple[float, str]] = []
    report = Reporter(lambda done, what: told.append((done, what)), lambda: None)
    for what, fraction in [("Solving", 0.0), ("Solving", 0.5), ("Solving", 1.0), ("Playing", 0.0), ("Playing", 0.25)]:
        report(what, fraction)
    report("Solving", 0.3)  # another game: nothing of it shows before it is further than the first
    report.tell(Forecast(90.0, is_least=True))
    numbers = [done for done, _ in told]
    assert numbers == sorted(set(numbers))
    assert numbers[:3] == [0.5, 1.0, 1.25]
    assert told[1][1] == "Solving: 100 %"
    assert told[-1][1].startswith("This takes at least ")


def test_it_is_not_told_too_often() -> None:
    told: list[float] = []
    report = Reporter(lambda done, _: told.append(done), lambda: None)
    for step in range(1000):
        report("Solving", step / 1000)
    assert 1 <= len(told) <= 100


def test_who_no_longer_waits_is_heard() -> None:
    def gone() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Reporter(lambda *_: None, gone)("Solving", 0.5)


def test_other_threads_and_processes_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    report = Reporter(lambda done, _: told.append(done), lambda: None)
    thread = threading.Thread(target=report, args=("Solving", 0.5))
    thread.start()
    thread.join()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    report("Solving", 0.7)
    assert told == []
