"""How many cores this process uses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")

_only_one = False


def num_cores() -> int:
    """The cores that work is shared out among: those that the system lends this process, or one."""
    if _only_one:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def use_one_core() -> None:
    """From now on this process works on one core, because others like it work beside it."""
    global _only_one
    _only_one = True


def share_out(function: Callable[[T], U], arguments: Sequence[T]) -> Iterator[U]:
    """The function's result for every argument, as they are found, by threads on all cores; in turn if there is one.

    A single thread beside this one would do the same work, and hand it over and back each time.
    """
    if num_cores() == 1 or len(arguments) == 1:
        yield from map(function, arguments)
        return
    with ThreadPoolExecutor(max_workers=num_cores()) as pool:
        jobs = [pool.submit(function, each) for each in arguments]
        for job in as_completed(jobs):
            yield job.result()
