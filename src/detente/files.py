"""Where the cache is, and how files are written."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path:
    """The folder of everything that can be computed again: $DETENTE_CACHE, or `detente` in the user's cache folder."""
    chosen = os.environ.get("DETENTE_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "detente"


def verdicts_folder() -> Path:
    """The folder of cached verdicts: $DETENTE_VERDICTS, or `verdicts` in the cache folder."""
    chosen = os.environ.get("DETENTE_VERDICTS")
    return Path(chosen) if chosen else cache_folder() / "verdicts"


def check_writable(target: Path) -> None:
    """Check that a file can be written there, without making the folders that it needs.

    Raises:
        OSError: it cannot; the message has the reason.
    """
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        standing = next(folder for folder in target.absolute().parents if folder.exists())
        # Trying is safer than reading permissions: file systems can be read-only, and some users may do everything.
        with tempfile.TemporaryFile(dir=standing):
            pass
    except OSError as error:
        raise _cannot_write(target, error) from None


def write_whole(target: Path, content: str | bytes) -> Path:
    """Write a file completely or not at all, even if interrupted.

    Raises:
        OSError: it cannot be written; the message has the reason.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
    except OSError as error:
        raise _cannot_write(target, error) from None
    return target


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
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


def _cannot_write(target: Path, error: OSError) -> OSError:
    """The error, without names of temporary files."""
    return OSError(f"cannot write to {target}: {error.strerror or error}")
