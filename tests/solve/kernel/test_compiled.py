"""The entrances of the kernel are compiled once for a user."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import native
from detente.solve.kernel.compiled import compiled, is_first_use


def test_in_an_empty_cache_folder_everything_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    monkeypatch.setattr(native, "_KNOWN", {})
    assert is_first_use("judge")
    assert not is_first_use(), "nothing is needed, so nothing has to be compiled"


def test_all_threads_and_calls_share_the_same_entrances() -> None:
    assert compiled() is compiled()
    assert len({id(entrance) for entrance in compiled()}) == len(compiled())
