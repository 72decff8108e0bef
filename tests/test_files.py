"""Files are written whole or not at all, and what is generated has a folder of the user's choice."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from detente import files
from detente.files import (
    cache_folder,
    check_writable,
    parse_json,
    private_folder,
    read_regular,
    remove_leftovers,
    verdicts_folder,
    write_together,
    write_whole,
)


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
        check_writable(tmp_path / "a\0b")
    with pytest.raises(OSError, match=r"(?i)name too long"):
        check_writable(tmp_path / ("x" * 300))
    with pytest.raises(OSError, match="cannot write to"):
        write_whole(tmp_path, "text")


def test_the_cache_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DETENTE_VERDICTS")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("DETENTE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "detente"
    assert verdicts_folder() == tmp_path / "detente" / "verdicts"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "detente"
    monkeypatch.setenv("DETENTE_CACHE", "~/mine")
    assert cache_folder() == tmp_path / "mine"
    assert verdicts_folder() == tmp_path / "mine" / "verdicts"


def test_where_there_is_no_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nowhere)
    for name in ("DETENTE_CACHE", "XDG_CACHE_HOME", "DETENTE_VERDICTS"):
        monkeypatch.delenv(name, raising=False)
    assert cache_folder() is verdicts_folder() is None
    monkeypatch.setenv("DETENTE_CACHE", "~nosuchuser/x")
    assert cache_folder() is verdicts_folder() is None
    monkeypatch.setenv("DETENTE_VERDICTS", "~nosuchuser/x")
    assert verdicts_folder() is None


def test_a_private_folder_is_the_users_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    made.chmod(0o755)
    assert stat.S_IMODE(private_folder(made).stat().st_mode) == 0o700


def test_bytes_of_file_names_that_are_no_text_survive_in_json(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    written = write_whole(tmp_path / "x.json", json.dumps({"é": name}, ensure_ascii=False))
    assert json.loads(written.read_bytes()) == {"é": name}
    assert os.fsencode(json.loads(written.read_bytes())["é"]) == b"caf\xe9.yaml"


def test_a_name_as_long_as_the_file_system_allows_can_be_written(tmp_path: Path) -> None:
    assert write_whole(tmp_path / ("x" * 255), "text").read_bytes() == b"text"


def test_left_over_files_and_folders_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".old.detente.tmp", ".new.detente.tmp", "kept.detente.tmp", ".kept.tmp", "report.html"):
        (tmp_path / name).touch()
    (tmp_path / ".folder.detente.tmp").mkdir()
    (tmp_path / ".folder.detente.tmp" / "x").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x").touch()
    (tmp_path / ".link.detente.tmp").symlink_to(tmp_path / "elsewhere")
    for path in tmp_path.iterdir():
        if "new" not in path.name:
            os.utime(path, (1e9, 1e9), follow_symlinks=False)
    remove_leftovers(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {".new.detente.tmp", "kept.detente.tmp", ".kept.tmp", "report.html", "elsewhere"}
    assert (tmp_path / "elsewhere" / "x").exists()
    remove_leftovers(tmp_path / "nowhere")


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = files.write_whole(tmp_path / "report.html", "old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert target.read_text(encoding="utf-8") == "old"


def in_folder(folder: Path) -> dict[str, str]:
    """All files below a folder with their content."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


FIRST = {"report.html": "report 1", "result.json": "result 1", "times.json": "times 1"}
SECOND = {"report.html": "report 2", "result.json": "result 2", "times.json": "times 2"}
AGAIN = {"report.html": "report 1b", "result.json": "result 1", "times.json": "times 1b"}


def test_another_result_is_kept_and_the_same_one_replaced(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    assert write_together(out, FIRST, "result.json") is None
    assert in_folder(out) == FIRST
    assert write_together(out, AGAIN, "result.json") is None
    assert in_folder(out) == AGAIN
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert write_together(out, SECOND, "result.json") == out / "earlier-1"
    earlier = {f"earlier-1/{name}": text for name, text in AGAIN.items()}
    assert in_folder(out) == {**SECOND, **earlier, "notes.txt": "mine"}
    assert write_together(out, FIRST, "result.json") == out / "earlier-2"
    assert in_folder(out)["earlier-2/report.html"] == "report 2"
    assert in_folder(out)["earlier-1/report.html"] == "report 1b"


def test_a_file_that_a_result_lacks_is_not_taken_from_another(tmp_path: Path) -> None:
    write_together(tmp_path, FIRST, "result.json")
    write_together(tmp_path, {**SECOND, "report.html": None}, "result.json")
    assert not (tmp_path / "report.html").exists()
    write_together(tmp_path, {**SECOND, "report.html": None, "times.json": "again"}, "result.json")
    assert (tmp_path / "times.json").read_text(encoding="utf-8") == "again"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["earlier-1", "result.json", "times.json"]


KILLED = """
import os, sys
from pathlib import Path
from detente import files
left = int(sys.argv[2])
replace = os.replace
def dying(*arguments):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    replace(*arguments)
os.replace = dying
files.write_together(Path(sys.argv[1]), {SECOND!r}, "result.json")
""".replace("{SECOND!r}", repr(SECOND))


@pytest.mark.parametrize("num_renames", range(10))
def test_wherever_a_process_is_killed_the_folder_has_files_of_one_result(tmp_path: Path, num_renames: int) -> None:
    write_together(tmp_path, FIRST, "result.json")
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(num_renames)]
    code = subprocess.run(command, check=False).returncode
    assert code == (0 if num_renames == 9 else 9), "three files are written, three moved away, three moved in"
    own = {name: text for name, text in in_folder(tmp_path).items() if "/" not in name}
    assert own.items() <= FIRST.items() or own.items() <= SECOND.items()
    # A report comes last, and goes first: where there is one, the rest is there as well.
    assert "report.html" not in own or len(own) == 3
    everything = sorted(in_folder(tmp_path).values())
    assert set(FIRST.values()) <= set(everything), "nothing of the earlier result is lost"
    # What was left over goes, and the next result comes, whole.
    for path in tmp_path.glob(".new.*"):
        os.utime(path, (1e9, 1e9))
    write_together(tmp_path, SECOND, "result.json")
    assert {name: text for name, text in in_folder(tmp_path).items() if "/" not in name} == SECOND
    assert set(FIRST.values()) <= set(in_folder(tmp_path).values())
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("num_renames", range(3, 9))
def test_where_a_file_cannot_be_moved_none_is(
    tmp_path: Path, num_renames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_together(tmp_path, FIRST, "result.json")
    replace, calls = os.replace, iter(range(100))

    def failing(*paths: Path) -> None:
        if next(calls) == num_renames:
            raise OSError("no")
        replace(*paths)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="cannot write to"):
        write_together(tmp_path, SECOND, "result.json")
    assert in_folder(tmp_path) == FIRST
    assert len(list(tmp_path.iterdir())) == 3


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError, match=r"regular|directory"):
            read_regular(path)
    (tmp_path / "file").write_bytes(b"x")
    assert read_regular(tmp_path / "file") == b"x"


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "{", "", b"\xff"])
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)
    assert parse_json('{"a": [1]}') == {"a": [1]}
