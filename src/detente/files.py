"""Where the cache is, and how files are written."""

from __future__ import annotations

import errno
import itertools
import json
import math
import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_TEMPORARY = ".detente.tmp"
"""The end of the names of temporary files."""

_LEFT_OVER_SECONDS = 600


def cache_folder() -> Path | None:
    """The folder of everything that can be computed again: $DETENTE_CACHE, or `detente` in the user's cache folder.

    None: there is no home folder that it could be in.
    """
    chosen, general = os.environ.get("DETENTE_CACHE"), os.environ.get("XDG_CACHE_HOME")
    try:
        if chosen:
            return Path(chosen).expanduser()
        # By the specification a relative path is ignored.
        return (Path(general) if general and os.path.isabs(general) else Path.home() / ".cache") / "detente"
    except RuntimeError:
        return None


def verdicts_folder() -> Path | None:
    """The folder of cached verdicts: $DETENTE_VERDICTS, or `verdicts` in the cache folder; None as there."""
    chosen = os.environ.get("DETENTE_VERDICTS")
    try:
        if chosen:
            return Path(chosen).expanduser()
    except RuntimeError:
        return None
    whole = cache_folder()
    return None if whole is None else whole / "verdicts"


def private_folder(folder: Path) -> Path:
    """The folder, made if need be: the user's own, and nobody else can look into it or write to it.

    Raises:
        OSError: it cannot be made, or it is another user's, or others can write to it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError as error:
        raise OSError(f"the folder {folder} cannot be used ({error.strerror or error})") from None
    if hasattr(os, "geteuid"):
        if found.st_uid != os.geteuid():
            raise OSError(f"the folder {folder} belongs to another user")
        if found.st_mode & 0o022:
            raise OSError(f"other users can write to the folder {folder}; delete it, and it is made anew")
        if found.st_mode & 0o077:
            folder.chmod(0o700)
    return folder


def check_writable(target: Path) -> None:
    """Check that a file can be written there, without making the folders that it needs.

    Raises:
        OSError: it cannot; the message has the reason.
    """
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            os.lstat(target)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        standing = next(folder for folder in target.absolute().parents if folder.exists())
        # Trying is safer than reading permissions: file systems can be read-only, and some users may do everything.
        with tempfile.TemporaryFile(dir=standing):
            pass
    except (OSError, ValueError) as error:
        # A ValueError: the name has characters that names of files cannot have here.
        raise _cannot_write(target, error) from None


def write_whole(target: Path, content: str | bytes) -> Path:
    """Write a file completely or not at all, even if interrupted.

    Raises:
        OSError: it cannot be written; the message has the reason.
    """
    # Names of files can contain bytes that are no text; JSON and Python write them in the same way.
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
    except OSError as error:
        raise _cannot_write(target, error) from None
    return target


def read_regular(path: Path) -> bytes:
    """The content of a file; a pipe or a device in its place, which may never end, is none.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read()


def parse_json(content: str | bytes) -> Any:
    """The value that a text of JSON stands for.

    Raises:
        ValueError: it is not JSON, or lists and mappings lie in each other too deeply.
    """
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("lists and mappings lie in each other too deeply") from None


def format_json(document: object, *, is_ascii: bool = False) -> str:
    """JSON as files and the terminal have it. It has no infinity: that is the text `inf` or `-inf`, and NaN is null."""
    return json.dumps(as_plain(document), ensure_ascii=is_ascii, indent=2, allow_nan=False)


def as_plain(value: Any) -> Any:
    """The same values, with those that JSON does not have as text."""
    if isinstance(value, Mapping):
        return {name: as_plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(float(value))
    return value


def write_together(folder: Path, contents: Mapping[str, str | bytes | None], identity: str) -> Path | None:
    """Write the files of one result, swapped in together: a folder never has files of two results.

    The files that another result has left there are moved to a folder in it, `earlier-1` or the next one that is free.

    Args:
        contents: by name; None: this result has no such file. The first file comes last, and goes first.
        identity: the name of the file that tells results apart: where it is the same, the old files are replaced.

    Returns:
        The folder that the old files are in now; None if none were kept.

    Raises:
        OSError: they cannot be written; the old files are still in their place.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        staged = Path(tempfile.mkdtemp(prefix=".new.", suffix=_TEMPORARY, dir=folder))
    except OSError as error:
        raise _cannot_write(folder, error) from None
    aside, is_same = None, False
    try:
        new = {name: content for name, content in contents.items() if content is not None}
        for name, content in new.items():
            write_whole(staged / name, content)
        with _uninterrupted():
            old = [name for name in contents if os.path.lexists(folder / name)]
            is_same = identity in old and identity in new and _is_equal(folder / identity, staged / identity)
            aside = _make_aside(staged if is_same else folder) if old else None
            moves = [(folder / name, aside / name) for name in old if aside is not None]
            _move_all([*moves, *((staged / name, folder / name) for name in reversed(new))])
    except OSError as error:
        if aside is not None:
            aside.rmdir()
        raise _cannot_write(folder, error) from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return None if is_same else aside


def _is_equal(first: Path, second: Path) -> bool:
    try:
        return read_regular(first) == read_regular(second)
    except OSError:
        return False


def _make_aside(folder: Path) -> Path:
    """A new folder for files that are to make room."""
    for number in itertools.count(1):
        with suppress(FileExistsError):
            aside = folder / f"earlier-{number}"
            aside.mkdir()
            return aside
    raise AssertionError


def _move_all(moves: Iterable[tuple[Path, Path]]) -> None:
    """Move files; where one cannot be moved, none is."""
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            os.replace(source, target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            os.replace(target, source)
        raise


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C, and a request to end, are heeded a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files that a process which was killed has left in a folder.

    Files of the last minutes stay: they may be another process's, which needs them for a moment only.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            is_temporary = entry.name.startswith(".") and entry.name.endswith(_TEMPORARY)
            if is_temporary and entry.stat(follow_symlinks=False).st_mtime < time.time() - _LEFT_OVER_SECONDS:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        shutil.rmtree(entry.path)
                    else:
                        os.unlink(entry.path)


def remove_folder(folder: Path) -> None:
    """Remove a folder: first from its place, in one step, then from the disk.

    Raises:
        OSError: it cannot be moved, as where another process has just done so.
    """
    aside = folder.with_name(f".{folder.name}{_TEMPORARY}")
    os.replace(folder, aside)
    shutil.rmtree(aside, ignore_errors=True)


def _replace(target: Path, data: bytes) -> None:
    # The prefix is cut, as a name can be as long as the file system allows.
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=_TEMPORARY, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes private files; a report should be as readable as the user's other files.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _cannot_write(target: Path, error: OSError | ValueError) -> OSError:
    """The error, without names of temporary files."""
    reason = error.strerror if isinstance(error, OSError) else None
    return OSError(f"cannot write to {target}: {reason or error}")
