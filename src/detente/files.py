"""Where the package keeps what can be made again, and how it writes files."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path:
    """The folder of all that can be made again: $DETENTE_CACHE, or `detente` in the user's cache folder."""
    chosen = os.environ.get("DETENTE_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "detente"


def answers_folder() -> Path:
    """The folder of remembered answers: $DETENTE_ANSWERS, or `answers` in the cache folder."""
    chosen = os.environ.get("DETENTE_ANSWERS")
    return Path(chosen) if chosen else cache_folder() / "answers"


def write_whole(target: Path, content: str | bytes) -> Path:
    """Write a file so that it is there whole or not at all, whatever interrupts."""
    data = content.encode() if isinstance(content, str) else content
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes private files; a report should be as readable as any other file of the user.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    return target
