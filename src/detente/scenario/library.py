"""Where scenarios are: those that come with the package, and files and folders."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from detente.errors import DetenteError
from detente.scenario.names import find_closest, listed, nearest
from detente.scenario.reading import list_files

_CRISES = Path(__file__).resolve().parent.parent / "crises"
_DURATIONS = _CRISES / "durations.json"
TEMPLATE = Path(__file__).resolve().parent / "template.yaml"


@dataclass(frozen=True)
class BundledEntry:
    """What is known of a bundled crisis without reading it.

    Args:
        digest: of its files as they were then (`compute_digest`). hash: of its scenario.
        seconds: what `run` takes on the machine of the constants.
        counts: how much there is of what makes a crisis large.
    """

    digest: str
    hash: str
    seconds: float
    title: str
    question: str
    counts: Mapping[str, int]


def bundled() -> dict[str, Path]:
    """The scenarios that come with the package: name -> file or folder, by name."""
    scenarios = {}
    for folder in sorted(_CRISES.rglob("*")) if _CRISES.is_dir() else []:
        files = list_files(folder) if folder.is_dir() else []
        if files:
            scenarios[folder.relative_to(_CRISES).as_posix().replace("_", "-")] = (
                files[0] if len(files) == 1 else folder
            )
    return dict(sorted(scenarios.items()))


def find_entries() -> dict[str, BundledEntry]:
    """By bundled crisis, what `scripts/durations.py` has written down of it; nothing if that cannot be read."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        document = json.loads(_DURATIONS.read_text(encoding="utf-8"))
        return {name: BundledEntry(**entry) for name, entry in document.items()}
    return {}


def compute_digest(path: Path) -> str:
    """SHA-256 of the files that a scenario consists of, their order and lengths included; first 16 hex digits."""
    total = hashlib.sha256()
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.name} {len(content)}\n".encode() + content)
    return total.hexdigest()[:16]


def find_bundled(name: str) -> str:
    """The bundled scenario that a name means, without its folder or with `_` for `-` too; "" if none."""
    scenarios = bundled()
    key = name.rstrip("/").replace("_", "-")
    short = {known.rsplit("/", 1)[-1]: known for known in scenarios}
    return key if key in scenarios else short.get(key, "")


def find(name_or_path: str | Path) -> Path:
    """The file or folder of a scenario, given as the name of a bundled one or as a path.

    A name in `bundled` means that one, and there is a warning if a file or folder here has the same name; `./NAME`,
    `NAME/` and a `Path` always mean what is here.

    Raises:
        DetenteError: there is none; the message names the nearest.
    """
    scenarios = bundled()
    name = str(name_or_path)
    path = _expanded(name_or_path)
    if name in scenarios and isinstance(name_or_path, str):
        if path.exists():
            warnings.warn(
                f"'{name}' is the bundled crisis; for the file or folder of that name here write './{name}'.",
                stacklevel=2,
            )
        return scenarios[name]
    if path.suffix.lower() == ".efg" and path.is_file():
        raise DetenteError(
            f"'{name}' is a game tree in Gambit's format, not a scenario: it can be solved as it is, or imported as one"
        )
    if path.is_file() or (path.is_dir() and list_files(path)):
        return path
    if path.is_dir():
        raise DetenteError(f"the folder '{name}' holds no *.yaml file")
    if os.path.lexists(path):
        is_lost = path.is_symlink() and not path.exists()
        what = "a link that leads nowhere" if is_lost else "neither a file nor a folder"
        raise DetenteError(f"'{name}' is {what}")
    if isinstance(name_or_path, str) and (meant := find_bundled(name)):
        return scenarios[meant]
    beside = [path.with_name(path.name + ending) for ending in (".yaml", ".yml")]
    found = next((each for each in beside if each.is_file()), None)
    if found is None:
        found = _find_alike(path)
    hint = f" — did you mean '{found}'?" if found else nearest_bundled(name)
    raise DetenteError(f"there is no file and no bundled scenario '{name}'{hint} (bundled: {listed(scenarios, 30)})")


def is_bundled(path: Path) -> bool:
    """Whether a file or folder came with the package, and is nobody's to change."""
    return path.resolve().is_relative_to(_CRISES)


def nearest_bundled(name: str) -> str:
    """` — did you mean 'x'?` for the bundled scenario most like the name, or nothing."""
    key = name.rstrip("/").replace("_", "-")
    return nearest(key, bundled()) or nearest(key, (known.rsplit("/", 1)[-1] for known in bundled()))


def _find_alike(path: Path) -> Path | None:
    """A file beside this one whose name is much like it, with or without its ending."""
    with suppress(OSError):
        files = {each.name: each for each in path.parent.iterdir() if each.suffix in (".yaml", ".yml")}
        names = {each.stem: each for each in files.values()} if path.suffix not in (".yaml", ".yml") else files
        closest = find_closest(path.name, names)
        return names[closest] if closest else None
    return None


def _expanded(name_or_path: str | Path) -> Path:
    """The path, with the user's own folder in the place of `~`."""
    path = Path(name_or_path)
    try:
        return path.expanduser()
    except RuntimeError:
        # There is no such user, but there may be such a file.
        return path
