"""A browser, and one server with many tables for all tests of pages: both take seconds to start."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from support.browser import CHROMIUM, Served, a_browser, serving
from support.hostile import HOSTILE

NUM_TABLES = 12

MOST_SECONDS = 300
"""Of one test; a browser that does not answer would keep it for ever."""


@pytest.fixture(autouse=True)
def _watchdog() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TimeoutError(f"the test took more than {MOST_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(MOST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


# Playwright keeps an event loop running in this thread, so that it is ended before the tests of another module begin.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed (apt install chromium)")
    with a_browser() as made:
        yield made


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hostile crisis at many tables; every test takes tables of its own."""
    file = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    file.write_text(HOSTILE, encoding="utf-8")
    with serving(str(file), "--tables", str(NUM_TABLES), "--points", "5") as found:
        yield found


# The first and the third are for the test that compares two draws.
_TAKEN = iter([number for number in range(1, NUM_TABLES + 1) if number not in (1, 3)])


@pytest.fixture
def table_number() -> int:
    """A table at which nobody has sat."""
    return next(_TAKEN)
