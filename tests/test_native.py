"""Compiled functions are the same for all threads, kept where they belong, and run only if they are what was kept."""

from __future__ import annotations

import errno
import os
import pickle
import stat
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, no_type_check

import pytest
from numba import njit

from detente import files, native

SOURCES = [Path(__file__)]


@njit
@no_type_check
def _twice(x):
    return 2 * x


@njit
@no_type_check
def _thrice(x):
    return 3 * x


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of one test."""
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(native, "_KNOWN", {})
    native._warn.cache_clear()
    return tmp_path / "cache"


def call(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many of two functions a new process would read, and how many it would compile; both give what they should."""
    monkeypatch.setattr(native, "_KNOWN", {})
    entrances: Any = native.kept((_twice, _thrice), {}, SOURCES)
    assert [entrance(14) for entrance in entrances] == [28, 42]
    stats = [entrance.stats for entrance in entrances]
    return sum(len(each.cache_hits) for each in stats), sum(len(each.cache_misses) for each in stats)


def code_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("num_threads", [1, 8])
def test_threads_that_ask_at_once_get_the_same_functions_and_leave_nothing_elsewhere(
    num_threads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    together = threading.Barrier(num_threads)

    def ask(_: int) -> native.Entrance:
        together.wait()
        (found,) = native.kept((_twice,), {}, SOURCES)
        assert found(21) == 42  # type: ignore[func-returns-value]
        return found

    with ThreadPoolExecutor(num_threads) as pool:
        found = list(pool.map(ask, range(num_threads)))
    assert all(each is found[0] for each in found)
    assert [entry.name for entry in tmp_path.iterdir()] == ["cache"]
    assert native.is_kept("_twice", SOURCES)


def test_what_is_kept_is_read_and_nobody_else_can_get_at_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not native.is_kept("_twice", SOURCES)
    assert call(monkeypatch) == (0, 2)
    assert call(monkeypatch) == (2, 0)
    monkeypatch.setattr(native, "_KNOWN", {})
    assert native.is_kept("_twice", SOURCES)
    assert len(code_in(folder)) == 2
    for path in code_in(folder):
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


class Attack:
    """What runs when somebody reads it."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._mark,)


def swap(files: list[Path]) -> None:
    first, second = (file.read_bytes() for file in files)
    files[0].write_bytes(second)
    files[1].write_bytes(first)


def flipped(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


DAMAGES: dict[str, Callable[[list[Path]], object]] = {
    "empty": lambda files: [file.write_bytes(b"") for file in files],
    "cut": lambda files: [file.write_bytes(file.read_bytes()[:-1]) for file in files],
    "cut to its digest": lambda files: [file.write_bytes(file.read_bytes()[:32]) for file in files],
    "one bit": lambda files: [file.write_bytes(flipped(file.read_bytes())) for file in files],
    "text": lambda files: [file.write_text("compiled", encoding="utf-8") for file in files],
    "swapped": swap,
    "a program": lambda files: [file.write_bytes(pickle.dumps(Attack(file.parent / "run"))) for file in files],
    "a program behind a digest": lambda files: [
        file.write_bytes(file.read_bytes()[:32] + pickle.dumps(Attack(file.parent / "run"))) for file in files
    ],
    "a folder": lambda files: [(file.unlink(), file.mkdir()) for file in files],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_compiled_anew(
    damage: Callable[[list[Path]], object], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(monkeypatch)
    own = code_in(folder)
    damage(own)
    if own[0].is_dir():
        with pytest.warns(UserWarning, match="cannot be kept"):
            assert call(monkeypatch) == (0, 2)
        return
    assert call(monkeypatch) == (0, 2)
    assert call(monkeypatch) == (2, 0)
    assert code_in(folder) == own, "and nothing else has been run or written"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such permissions")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_to_is_not_used(
    mode: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(monkeypatch)
    own = code_in(folder)[0].parent
    own.chmod(mode)
    for _ in range(2):
        with pytest.warns(UserWarning, match="other users can write") as caught:
            assert call(monkeypatch) == (0, 2)
        assert len(caught) == 1
        native._warn.cache_clear()
    own.chmod(0o755)
    assert call(monkeypatch) == (2, 0), "others could only read it"
    assert stat.S_IMODE(own.stat().st_mode) == 0o700


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no owners")
def test_another_users_folder_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call(monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: code_in(folder)[0].stat().st_uid + 1)
    with pytest.warns(UserWarning, match="belongs to another user"):
        assert call(monkeypatch) == (0, 2)


def nowhere() -> Path:
    raise RuntimeError("Could not determine home directory.")


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ("/dev/null/cache", "cannot be used"),
        ("/proc/cache", "cannot be used"),
        ("x" * 300, "cannot be used"),
        ("/" + "x/" * 3000, "cannot be used"),
        ("~nosuchuser/cache", "no home folder"),
        (None, "no home folder"),
    ],
)
def test_without_a_folder_it_is_compiled_for_the_process_with_one_warning(
    chosen: str | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(files.Path, "home", nowhere)
    if chosen is None:
        monkeypatch.delenv("DETENTE_CACHE")
    else:
        monkeypatch.setenv("DETENTE_CACHE", chosen)
    assert not native.is_kept("_twice", SOURCES)
    with pytest.warns(UserWarning, match=reason) as caught:
        assert call(monkeypatch) == (0, 2)
    assert len(caught) == 1
    assert call(monkeypatch) == (0, 2), "and it is said once"
    assert native.is_kept("_twice", SOURCES), "it is compiled now"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_warning(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.warns(UserWarning, match="No space left"):
        assert call(monkeypatch) == (0, 2)
    assert code_in(folder) == []


def test_what_was_left_over_by_a_killed_process_is_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call(monkeypatch)
    own = code_in(folder)
    left = [own[0].with_name(f".x{number}.detente.tmp") for number in range(2)]
    for path in left:
        path.touch()
    os.utime(left[0], (1e9, 1e9))
    call(monkeypatch)
    assert sorted([*own, left[1]]) == code_in(folder), "what is new may be another process's"


def test_folders_of_other_versions_that_nobody_uses_are_removed(tmp_path: Path) -> None:
    old, recent, own, foreign = (tmp_path / name for name in ("0" * 16, "1" * 16, "2" * 16, "notes"))
    for folder in (old, recent, own, foreign):
        folder.mkdir()
        (folder / "code").write_bytes(b"x")
    long_ago = time.time() - (native.UNUSED_DAYS + 1) * 86400
    for folder in (old, own, foreign):
        os.utime(folder, (long_ago, long_ago))
    (tmp_path / ("3" * 16)).symlink_to(foreign)
    native.remove_unused(tmp_path, own.name)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["1" * 16, "2" * 16, "3" * 16, "notes"]
    assert (foreign / "code").exists()
