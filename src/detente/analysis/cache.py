"""The cache of verdicts: one small file for each, under a key of everything that the verdict depends on.

A file has the verdict and the certificates of the games that the claim was evaluated on; no policies and no plays. The
key covers the package's own source, so that a verdict never outlives the code that computed it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from detente.analysis.accuracy import GridChoice
from detente.analysis.options import Options
from detente.claims.verdict import Verdict
from detente.files import parse_json, read_regular, remove_leftovers, write_whole
from detente.scenario.keys.crisis import WORDS_OF_FILE
from detente.scenario.model import Scenario
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Settings

MOST_FILES = 30_000
"""Some 60 MB; a crisis with three dozen claims leaves 2,000 in 64 worlds.
Of more files, the half that was used least recently is deleted."""

_DIGEST = "digest"
"""The key under which a file has the digest of all else in it."""

Record = TypeVar("Record")

_SOURCE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("detente", "numba", "numpy")
# Parts of a document that describe the analysis, not the crisis. A variant that a claim names counts as a crisis of its
# own.
_NOT_OF_THE_GAME = (*WORDS_OF_FILE, "worlds", "measures", "variants", "designs", "claims")


@dataclass(frozen=True)
class CachedVerdict:
    """A verdict of an earlier run.

    Args:
        key: of everything that it depends on.
        certificates: of the games that the claim was evaluated on, by variant.
        grid: the belief grid of these games.
    """

    key: str
    verdict: Verdict
    certificates: Mapping[str, Certificate]
    grid: GridChoice


class VerdictCache:
    """The verdicts in a folder. A file that cannot be read is ignored, and the folder need not be writable.

    Args:
        folder: None: no verdict is read or written.
        fresh: whether to ignore what is there, and only to write.
    """

    def __init__(self, folder: Path | None, fresh: bool = False) -> None:
        self._folder, self._fresh = folder, fresh
        self._has_counted = False

    @property
    def is_kept(self) -> bool:
        """Whether verdicts are read or written at all."""
        return self._folder is not None

    def get(self, key: str) -> CachedVerdict | None:
        """The verdict with this key, if there is a sound one."""
        if self._fresh or self._folder is None:
            return None
        path = self._folder / f"{key}.json"
        try:
            content = read_regular(path)
            cached = _reader()(content, strict=True)
        except (OSError, ValidationError):
            return None
        if not _is_whole(content):
            return None
        # The time of the last use decides what is deleted when there are too many.
        with suppress(OSError):
            os.utime(path)
        return cached if cached.key == key else None

    def get_document(self, key: str, kind: type[Record]) -> Record | None:
        """The record with this key, if it is there and sound."""
        if self._fresh or self._folder is None:
            return None
        try:
            document = parse_json(read_regular(self._folder / f"{key}.json"))
            digest = document.pop(_DIGEST)
            if document["key"] != key or digest != _digest(document):
                return None
            return TypeAdapter(kind).validate_python(document["record"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put_document(self, key: str, record: object) -> None:
        """Write a record under a key of everything that it depends on."""
        if self.is_kept:
            self._write({"key": key, "record": TypeAdapter(type(record)).dump_python(record, mode="json")})

    def get_numbers(self, key: str) -> list[float] | None:
        """The numbers with this key, if they are there and sound."""
        return self.get_document(key, list[float])

    def put_numbers(self, key: str, numbers: Sequence[float]) -> None:
        """Write numbers under a key of everything that they depend on."""
        self.put_document(key, list(numbers))

    def put(self, cached: CachedVerdict) -> None:
        """Write the verdict, whole or not at all."""
        if self.is_kept:
            self._write(asdict(cached))

    def _write(self, document: Mapping[str, Any]) -> None:
        """Write a document under its `key`, with its digest, whole or not at all."""
        assert self._folder is not None
        with suppress(OSError):
            self._make_room(self._folder)
            text = json.dumps({**document, _DIGEST: _digest(document)}, ensure_ascii=False)
            write_whole(self._folder / f"{document['key']}.json", text)

    def _make_room(self, folder: Path) -> None:
        """Delete old files; once in a run, which adds at most its own claims."""
        if self._has_counted or not folder.is_dir():
            return
        self._has_counted = True
        remove_leftovers(folder)
        with os.scandir(folder) as entries:
            files = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith(".json")]
        if len(files) > MOST_FILES:
            for _, path in sorted(files)[: len(files) - MOST_FILES // 2]:
                Path(path).unlink(missing_ok=True)


def compute_key(
    statement: str,
    base: Scenario,
    variants: Iterable[Scenario],
    options: Options,
    settings: Settings,
    perceptions: Mapping[str | None, Mapping[str, Scenario]],
    grid_of: Scenario | None = None,
) -> str:
    """SHA-256 of everything that the verdict on a statement depends on.

    Args:
        statement: as written. variants: the changed crises that it names.
        perceptions: by variant and actor, the crisis as it looks to those who do not see it as it is.
        grid_of: the crisis whose belief grid is used, if it is not the base.
    """

    def game(scenario: Scenario) -> dict[str, Any]:
        seen = {actor: _game(perception, options) for actor, perception in perceptions[scenario.variant].items()}
        return {**_game(scenario, options), "seen": seen}

    games = [game(base), *sorted(map(game, variants), key=lambda each: str(each["name"]))]
    depends_on = {
        "made by": _versions(),
        "statement": statement,
        "measures": _measures(statement, base),
        "games": games,
        "grid": [options.accuracy, options.has_grid_error, None if grid_of is None else _game(grid_of, options)],
        "plays": options.num_plays,
        "seed": options.seed,
        "settings": asdict(settings),
        "engine": options.engine,
        "rounds": base.calendar.num_periods if base.calendar.is_endless else None,
    }
    return hashlib.sha256(json.dumps(depends_on, ensure_ascii=False).encode()).hexdigest()


def _measures(statement: str, base: Scenario) -> object:
    """What `measure(…)` can mean in the statement; None if it has no such word."""
    return base.document.get("measures") if "measure" in statement else None


def _game(scenario: Scenario, options: Options) -> dict[str, Any]:
    document = {name: entry for name, entry in scenario.document.items() if name not in _NOT_OF_THE_GAME}
    return {"name": scenario.variant or "", "document": document, "points": options.points_of(scenario)}


def _is_whole(content: bytes) -> bool:
    """Whether a file of JSON is as it was written."""
    document = parse_json(content)
    digest: object = document.pop(_DIGEST, None)
    return digest == _digest(document)


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document).encode()).hexdigest()


def code_digest() -> str:
    """The digest of the package's own code and of the versions of the libraries that compute its numbers."""
    return hashlib.sha256(json.dumps(_versions()).encode()).hexdigest()


@cache
def _reader() -> Callable[..., CachedVerdict]:
    """The function that turns JSON into a verdict, or raises a validation error."""
    return TypeAdapter(CachedVerdict).validate_json


@cache
def _versions() -> dict[str, str]:
    """The package's source and the versions of the libraries that compute its numbers."""
    source = hashlib.sha256()
    for path in sorted(_SOURCE.rglob("*.py")):
        content = read_regular(path)
        source.update(f"{path.relative_to(_SOURCE).as_posix()} {len(content)}\n".encode() + content)
    return {"source": source.hexdigest(), **{name: metadata.version(name) for name in _LIBRARIES}}
