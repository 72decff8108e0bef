"""Crises and files of one folder, for a front end whose users must not reach anything outside it."""

from __future__ import annotations

from pathlib import Path

from detente.errors import DetenteError
from detente.scenario import library
from detente.scenario.names import listed


def find_inside(root: str | Path, name: str) -> str | Path:
    """The crisis of this name: a bundled one by its name, or a file or folder that lies in `root`.

    Links are followed before the place is looked at, those in a folder too.

    Args:
        name: of a bundled crisis, or a path, which is relative to `root` unless it is absolute.

    Raises:
        DetenteError: the path leads out of `root`, or there is no such crisis.
    """
    if name in library.bundled():
        return name
    path = _resolved(root, name)
    if path.is_file():
        return path
    if path.is_dir() and (files := sorted(path.glob("*.yaml"))):
        for file in files:
            _require_inside(Path(root), file.resolve(), f"{name}/{file.name}")
        return path
    if meant := library.find_bundled(name):
        return meant
    hint = library.nearest_bundled(name)
    raise DetenteError(
        f"there is no crisis '{name}' in the folder {root}, and none is bundled{hint} "
        f"(bundled: {listed(library.bundled(), 30)})"
    )


def find_file_inside(root: str | Path, name: str) -> Path:
    """The file at a path that lies in `root`.

    Raises:
        DetenteError: the path leads out of `root`, or there is no file.
    """
    path = _resolved(root, name)
    if not path.is_file():
        raise DetenteError(f"there is no file '{name}' in the folder {root}")
    return path


def _resolved(root: str | Path, name: str) -> Path:
    folder = Path(root).resolve()
    try:
        path = (folder / name).resolve()
        _require_inside(folder, path, name)
        path.exists()
    except (OSError, ValueError, RuntimeError):
        raise DetenteError(f"{name!r:.80} cannot be read") from None
    return path


def _require_inside(root: Path, path: Path, name: str) -> None:
    """Nothing is said of what is outside, not even whether it exists."""
    if not path.is_relative_to(root.resolve()):
        raise DetenteError(f"'{name}' is outside the folder that may be read ({root})")
