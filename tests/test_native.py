"""Compiled functions are the same for all threads, and are kept where they belong."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import no_type_check

import numba
import pytest
from numba import njit

from detente import native


@njit
@no_type_check
def _twice(x):
    return 2 * x


@pytest.mark.parametrize("num_threads", [1, 8])
def test_threads_that_ask_at_once_get_the_same_functions_and_leave_nothing_elsewhere(
    num_threads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(native, "_KNOWN", {})
    monkeypatch.chdir(tmp_path)
    together = threading.Barrier(num_threads)

    def ask(_: int) -> native.Entrance:
        together.wait()
        (found,) = native.kept((_twice,), {}, [Path(__file__)])
        assert found(21) == 42  # type: ignore[func-returns-value]
        return found

    with ThreadPoolExecutor(num_threads) as pool:
        found = list(pool.map(ask, range(num_threads)))
    assert all(each is found[0] for each in found)
    assert numba.config.CACHE_DIR == ""
    assert [entry.name for entry in tmp_path.iterdir()] == ["cache"]
    assert native.is_kept("_twice", [Path(__file__)])
