"""Ctrl-C ends the command silently until it is loaded, raises while it runs, and is ignored once all is written."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from detente.cli import entry


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_while_the_command_runs_an_interruption_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: list[Any] = []
    monkeypatch.setattr("detente.cli.main.run", lambda: handlers.append(signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    entry.run()
    assert handlers == [signal.default_int_handler]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_whoever_ignores_interruptions_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: list[Any] = []
    monkeypatch.setattr("detente.cli.main.run", lambda: handlers.append(signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    entry.run()
    assert handlers == [signal.SIG_IGN]


def test_an_error_is_not_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise SystemExit(2)

    monkeypatch.setattr("detente.cli.main.run", fail)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(SystemExit):
        entry.run()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
