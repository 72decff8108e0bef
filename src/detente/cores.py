"""How many cores this process uses."""

from __future__ import annotations

import os

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
