"""A function applied to many arguments by processes of their own, one on every core.

Threads share one interpreter, so that two of them rarely keep two cores busy. The processes are copies of this one
(fork), which have everything in memory that it has; only arguments and results are sent. They end with it, however it
ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from detente.cores import use_one_core
from detente.errors import DetenteError
from detente.signals import outlive_readers

T = TypeVar("T")
U = TypeVar("U")

_function: Callable[[Any], Any] | None = None
"""What a worker applies."""


def can_copy() -> bool:
    """Whether this process can be copied; elsewhere than on Linux, libraries may not survive it."""
    return sys.platform == "linux"


def apply_in_turn(function: Callable[[T], U], arguments: Sequence[T], num_workers: int) -> Iterator[U]:
    """The function's result for every argument, in the order in which they are found.

    Whoever stops asking ends the workers. What is still written to workers that have ended does not end this process.

    Args:
        function: called in copies of this process, which see what it holds now and share no change with it.
        arguments: can be pickled, as results and exceptions can.

    Raises:
        DetenteError: the system has ended a worker.
    """
    outlive_readers()
    executor = ProcessPoolExecutor(
        num_workers, multiprocessing.get_context("fork"), initializer=_begin, initargs=(function,)
    )
    before = set(multiprocessing.active_children())
    try:
        # Python and some libraries warn of copies of processes that have threads; a copy has none, and waits for none.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            jobs: list[Future[U]] = [executor.submit(_apply, argument) for argument in arguments]
        for job in as_completed(jobs):
            yield job.result()
    except BrokenProcessPool:
        raise DetenteError(
            "one of the processes that share the work was ended by the system, perhaps because memory ran out; what "
            "was found before is kept, and the same command goes on from there"
        ) from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()


def _begin(function: Callable[[Any], Any]) -> None:
    """The start of a worker."""
    global _function
    _function = function
    # Ctrl-C reaches every process of the terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    use_one_core()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _apply(argument: Any) -> Any:
    assert _function is not None
    return _function(argument)
