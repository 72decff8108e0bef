"""Files are written whole or not at all, and what is generated has a folder of the user's choice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente import files
from detente.files import cache_folder, check_writable, write_whole


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "report.html"
    assert write_whole(target, "é") == target
    assert target.read_bytes() == b"\xc3\xa9"
    assert write_whole(target, b"\x00").read_bytes() == b"\x00"
    assert [path.name for path in target.parent.iterdir()] == ["report.html"]


def test_what_is_interrupted_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.html"
    target.write_text("old", encoding="utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert target.read_text(encoding="utf-8") == "old"


def test_checking_makes_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write to"):
        check_writable(tmp_path)
    with pytest.raises(OSError, match="cannot write to"):
        write_whole(tmp_path, "text")


def test_the_cache_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("DETENTE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "detente"


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = files.write_whole(tmp_path / "report.html", "old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert target.read_text(encoding="utf-8") == "old"
