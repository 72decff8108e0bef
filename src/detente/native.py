"""Compiled functions, kept in the user's cache folder: compiled once for a user, not once for a run.

A file of compiled code is a program. It is run only if nobody but the user can have written it, and if it is what was
written: the folder is the user's alone, and every file begins with the digest of what it is for and of its content.
Whatever else is found there is compiled anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from numba import config, njit
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from detente.files import cache_folder, private_folder, read_regular, remove_folder, remove_leftovers, write_whole

Entrance = Callable[..., Any]

_LOCK = threading.Lock()
_COMPILING = threading.RLock()
_KNOWN: dict[tuple[Any, ...], tuple[Entrance, ...]] = {}
_DIGEST_BYTES = 32

OPTIMISATION = 2
"""Of LLVM, in place of 3: it compiles in five sixths of the time what computes as fast (benchmarks/README.md)."""

UNUSED_DAYS = 30
_NAME = re.compile("[0-9a-f]{16}")


def kept(functions: tuple[Any, ...], options: dict[str, Any], sources: Sequence[Path]) -> tuple[Entrance, ...]:
    """Functions that Python calls, the same ones for all threads; each is compiled, or read, at its first call.

    The folder is named after all that goes in. Without a folder they are compiled for this process alone.

    Args:
        functions: jitted ones. sources: the files of all that goes in.
    """
    with _LOCK:
        if functions not in _KNOWN:
            folder = _own_folder(sources)
            _KNOWN[functions] = tuple(_entrance(function.py_func, options, folder) for function in functions)
        return _KNOWN[functions]


def is_kept(name: str, sources: Sequence[Path]) -> bool:
    """Whether a function of this name and these sources has been compiled before."""
    if any(each.py_func.__name__ == name and each.signatures for each in _entrances()):
        return True
    try:
        folder = _folder(sources)
        return folder is not None and any(folder.glob(f"{name}-*"))
    except OSError:
        return False


def keeps(sources: Sequence[Path]) -> bool:
    """Whether what is compiled from these sources is kept in a folder."""
    return _own_folder(sources) is not None


def plain(array: np.ndarray, kind: type) -> np.ndarray:
    """The array as compiled functions take it: of this kind, in C order, writable. Others would be compiled anew."""
    if array.dtype == kind and array.flags.carray:
        return array
    return np.require(array, kind, ["C", "W"])


def _entrances() -> list[Any]:
    return [entrance for entrances in tuple(_KNOWN.values()) for entrance in entrances]


def _entrance(function: Any, options: dict[str, Any], folder: Path | None) -> Entrance:
    dispatcher = njit(**options)(function)
    compile_at_default = dispatcher.compile

    def compile_at_level(signature: Any) -> Any:
        with _COMPILING:
            default, config.OPT = config.OPT, type(config.OPT)(OPTIMISATION)
            try:
                return compile_at_default(signature)
            finally:
                config.OPT = default

    dispatcher.compile = compile_at_level
    if folder is not None:
        dispatcher._cache = CompiledCode(function, options, folder)
    entrance: Entrance = dispatcher
    return entrance


def _own_folder(sources: Sequence[Path]) -> Path | None:
    """The folder of what is compiled from these sources, made if need be; None if there can be none."""
    try:
        folder = _folder(sources)
        if folder is None:
            raise OSError("there is no home folder; DETENTE_CACHE names another")
        remove_leftovers(private_folder(folder))
        folder.touch()
        remove_unused(folder.parent, folder.name)
        return folder
    except OSError as error:
        _warn(str(error))
        return None


def remove_unused(whole: Path, own: str) -> None:
    """Remove the folders of other versions' compiled code that nobody used for `UNUSED_DAYS`.

    A folder's time is that of its last use. Only what this package names, and what is the user's own, is removed; a
    folder is renamed first, so that two processes never remove the same one, and none reads half of one.
    """
    remove_leftovers(whole)
    before = time.time() - UNUSED_DAYS * 86400
    with suppress(OSError), os.scandir(whole) as entries:
        for entry in entries:
            with suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                is_ours = entry.is_dir(follow_symlinks=False) and _NAME.fullmatch(entry.name) is not None
                if hasattr(os, "geteuid"):
                    is_ours = is_ours and found.st_uid == os.geteuid()
                if is_ours and entry.name != own and found.st_mtime < before:
                    remove_folder(Path(entry.path))


@cache
def _warn(reason: str) -> None:
    """One warning for each reason."""
    warnings.warn(
        f"Compiled code cannot be kept: {reason}. So every run compiles the solver, which takes a minute or two.",
        stacklevel=2,
    )


def _folder(sources: Sequence[Path]) -> Path | None:
    whole = cache_folder()
    if whole is None:
        return None
    digest = hashlib.sha256(repr(_versions()).encode())
    for path in sources:
        digest.update(path.read_bytes())
    return whole / "numba" / digest.hexdigest()[:16]


def _versions() -> tuple[str, ...]:
    libraries = (numba.__version__, llvmlite.__version__, np.__version__, str(OPTIMISATION))
    return (*libraries, str(sys.implementation.cache_tag), getattr(sys, "abiflags", ""), sys.platform)


class CompiledCode(_Cache):
    """Where a dispatcher of Numba looks for a function's compiled code, by signature and processor, and leaves it.

    In place of Numba's own cache, which trusts its folder, and which a damaged file brings to a halt.
    """

    def __init__(self, function: Any, options: dict[str, Any], folder: Path) -> None:
        self._name, self._folder = function.__name__, folder
        self._function = f"{function.__module__} {function.__qualname__} {sorted(options.items())}"
        self._is_enabled = True

    @property
    def cache_path(self) -> str:
        return str(self._folder)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled code, if there is any that is sound."""
        if not self._is_enabled:
            return None
        target_context.refresh()
        key = self._key(sig, target_context.codegen())
        try:
            content = read_regular(self._path(key))
            code = content[_DIGEST_BYTES:]
            if content[:_DIGEST_BYTES] != _seal(key, code):
                return None
            return CompileResult._rebuild(target_context, *pickle.loads(code))
        except Exception:
            # Whatever is wrong with it: it can be compiled again, and is then replaced.
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Write the compiled code, whole or not at all."""
        if not self._is_enabled or data.lifted or data.library.has_dynamic_globals:
            return
        key = self._key(sig, data.codegen)
        code = dumps(data._reduce())
        try:
            write_whole(self._path(key), _seal(key, code) + code)
        except OSError as error:
            _warn(str(error))

    def enable(self) -> None:
        self._is_enabled = True

    def disable(self) -> None:
        self._is_enabled = False

    def flush(self) -> None:
        """Nothing: what is no longer wanted is under another key."""

    def _key(self, sig: Any, codegen: Any) -> bytes:
        """All that the compiled code depends on, beside what the folder is named after."""
        return f"{self._folder.name} {self._function} {sig!r} {codegen.magic_tuple()}".encode()

    def _path(self, key: bytes) -> Path:
        return self._folder / f"{self._name}-{hashlib.sha256(key).hexdigest()[:32]}"


def _seal(key: bytes, code: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(key).digest() + code).digest()
