"""Compiled functions, kept in the user's cache folder: compiled once for a user, not once for a run."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import njit

from detente.files import cache_folder

Entrance = Callable[..., None]


_LOCK = threading.Lock()
_KNOWN: dict[tuple[Any, ...], tuple[Entrance, ...]] = {}


def kept(functions: tuple[Any, ...], options: dict[str, Any], sources: Sequence[Path]) -> tuple[Entrance, ...]:
    """Functions that Python calls, the same ones for all threads; each is compiled, or read, at its first call.

    Numba takes a change of the file that it compiles for a reason to compile anew, but not one of the files beside it,
    so that the folder is named after all that goes in. It has one setting for the folder, for all threads: a second one
    must not come between.

    Args:
        functions: jitted ones. sources: the files of all that goes in.
    """
    with _LOCK:
        if functions not in _KNOWN:
            _KNOWN[functions] = _made(functions, options, sources)
        return _KNOWN[functions]


def _made(functions: tuple[Any, ...], options: dict[str, Any], sources: Sequence[Path]) -> tuple[Entrance, ...]:
    before = numba.config.CACHE_DIR
    with suppress(OSError):
        folder = _folder(sources)
        folder.mkdir(parents=True, exist_ok=True)
        numba.config.CACHE_DIR = str(folder)
    try:
        return tuple(_entrance(function.py_func, options) for function in functions)
    finally:
        numba.config.CACHE_DIR = before


def _entrance(function: Any, options: dict[str, Any]) -> Entrance:
    """The function, kept if there is a folder to keep it in."""
    entrance: Entrance
    try:
        entrance = njit(**options, cache=True)(function)
    except RuntimeError:
        entrance = njit(**options)(function)
    return entrance


def is_kept(name: str, sources: Sequence[Path]) -> bool:
    """Whether a function of this name and these sources has been compiled before."""
    return any(_folder(sources).glob(f"*/*.{name}-*"))


def _folder(sources: Sequence[Path]) -> Path:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return cache_folder() / "numba" / digest[:16]


def plain(array: np.ndarray, kind: type) -> np.ndarray:
    """The array as compiled functions take it: of this kind, in C order, writable. Others would be compiled anew."""
    return np.require(array, kind, ["C", "W"])
