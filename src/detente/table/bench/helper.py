"""A process beside the server that does one job at a time, so that pages stay alive; a new job ends the one under way.

A job ends where it reports progress, which the solver does several times a second. The process is started for its first
job, which takes as long as Python takes to load the solver, and ends with the server, however that ends.
"""

from __future__ import annotations

import atexit
import multiprocessing
import signal
import sys
import threading
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from detente.errors import DetenteError, Mistake, ScenarioError

DONE, FAILED, ENDED = "done", "failed", "ended"
"""Kinds of news besides those of a job's own: its result, why there is none, and that the process has ended."""


@dataclass(frozen=True)
class News:
    """What a job tells. number: of the job, from 1. kind: the job's own word, or one of the three above."""

    number: int
    kind: str
    content: Any = None


@dataclass(frozen=True)
class Failure:
    """Why a job has no result, in a sentence. mistakes: of the scenario, with their places."""

    message: str
    mistakes: tuple[Mistake, ...] = ()


class Superseded(BaseException):
    """Ends a job: another one waits, or nobody does. No part of a job catches it."""


Report = Callable[[str, Any], None]
"""Tells news of the job under way, and ends the job if another one waits."""

Work = Callable[[Any, Report], Any]
"""Does a job; a function that another process can find by its name."""

SECONDS_TO_END = 5.0
"""A process notices between two steps of its work that it is to end."""


class Helper:
    """One process that does the jobs of one kind.

    Args:
        hear: called with the news, by a thread of its own.

    Attributes:
        number: of the latest job; what earlier ones tell is of no interest any more.
    """

    def __init__(self, work: Work, hear: Callable[[News], None]) -> None:
        self._work, self._hear = work, hear
        self._lock = threading.Lock()
        self._pipe: Connection | None = None
        self._process: Any = None
        self.number = 0
        # Before that of multiprocessing, which waits for processes that wait for this one.
        atexit.register(_close, weakref.ref(self))

    def do(self, job: Any) -> int:
        """Give the process a job, in place of the one under way; its number."""
        with self._lock:
            self.number += 1
            if self._pipe is None:
                self._start()
            assert self._pipe is not None
            self._pipe.send((self.number, job))
            return self.number

    def stop(self) -> None:
        """End the job under way."""
        with self._lock:
            self.number += 1
            if self._pipe is not None:
                self._pipe.send((self.number, None))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            pipe, self._pipe = self._pipe, None
        if pipe is not None:
            # Whoever reads the pipe closes it. Closed here, its number could be another file's while it is still read.
            with suppress(OSError):
                pipe.send(None)

    def end(self) -> None:
        """End the process, whatever it does."""
        self.close()
        if self._process is not None:
            _end(self._process)

    def _start(self) -> None:
        # Not a copy of this process: its threads, among them those of the solver, would be missing.
        context = multiprocessing.get_context("spawn")
        own, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work), name="detente-helper")
        process.start()
        theirs.close()
        self._pipe, self._process = own, process
        threading.Thread(target=self._listen, args=(own, process), daemon=True).start()

    def _listen(self, pipe: Connection, process: Any) -> None:
        with suppress(EOFError, OSError):
            while True:
                news = pipe.recv()
                if news.number == self.number:
                    self._hear(news)
        with self._lock:
            is_unexpected, number = self._pipe is pipe, self.number
            if is_unexpected:
                self._pipe = None
        pipe.close()
        _end(process)
        if is_unexpected:
            # As where memory ran out. The next job starts another process.
            self._hear(News(number, ENDED))


def _close(helper: weakref.ref[Helper]) -> None:
    if (found := helper()) is not None:
        found.end()


def _end(process: Any) -> None:
    """Wait for a process that has been told to end, and not for ever."""
    process.join(SECONDS_TO_END)
    if process.is_alive():
        process.kill()
        process.join()


def _serve(pipe: Connection, work: Work) -> None:
    """The life of the process: jobs, one after another, until the pipe is closed."""
    # Ctrl-C reaches every process of the terminal; the server ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while (message := pipe.recv()) is not None:
            number, job = message
            if job is not None and not pipe.poll():
                _do(pipe, work, number, job)


def _do(pipe: Connection, work: Work, number: int, job: Any) -> None:
    def report(kind: str, content: Any) -> None:
        if pipe.poll():
            raise Superseded
        pipe.send(News(number, kind, content))

    try:
        news = News(number, DONE, work(job, report))
    except Superseded:
        return
    except ScenarioError as error:
        news = News(number, FAILED, Failure(str(error), error.mistakes))
    except (DetenteError, OSError) as error:
        news = News(number, FAILED, Failure(str(error)))
    except MemoryError:
        news = News(number, FAILED, Failure("There is not enough memory."))
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        kind = type(error).__name__
        news = News(number, FAILED, Failure(f"This failed by a fault of the program ({kind}); its window says more."))
    pipe.send(news)
