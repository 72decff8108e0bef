"""The kernel's entrances, compiled once for a user and kept in the user's cache folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numba
from numba import njit

from detente.files import cache_folder
from detente.solve import response
from detente.solve.kernel import advance, stage
from detente.solve.kernel.lanes import OPTIONS

Entrance = Callable[..., None]


class Compiled(NamedTuple):
    """The functions of the same names."""

    follow: Entrance
    look: Entrance
    prepare: Entrance
    judge: Entrance
    spread: Entrance
    uninformed: Entrance


@cache
def compiled() -> Compiled:
    """The entrances; each is compiled, or read, when it is called for the first time.

    Numba takes a change of the file that it compiles for a reason to compile anew, but not one of the files beside it,
    so that the folder is named after all that goes in.
    """
    functions = (advance.follow, advance.look, stage.prepare, stage.judge, stage.spread, stage.uninformed)
    before = numba.config.CACHE_DIR
    with suppress(OSError):
        folder = cache_folder() / "numba" / _digest()
        folder.mkdir(parents=True, exist_ok=True)
        numba.config.CACHE_DIR = str(folder)
    try:
        return Compiled(*(_kept(function.py_func) for function in functions))
    finally:
        numba.config.CACHE_DIR = before


def _kept(function: Any) -> Entrance:
    """The entrance, kept if there is a folder to keep it in."""
    entrance: Entrance
    try:
        entrance = njit(**OPTIONS, cache=True)(function)
    except RuntimeError:
        entrance = njit(**OPTIONS)(function)
    return entrance


def _digest() -> str:
    """Of all source that is compiled."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(response.__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
