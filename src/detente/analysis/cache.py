"""Verdicts remembered from run to run: one small file for every answer, under a key that says all it depends on.

An answer is what a reader is shown of a claim, and the certificates of the games that it was judged on; no policies and
no plays. The key covers the package's own source, so that an answer never outlives the code that gave it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from detente.analysis.results import Judgement, Options
from detente.files import write_whole
from detente.scenario.model import Scenario
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Settings

MOST_ANSWERS = 30_000
"""Files kept: some 60 MB; a crisis with three dozen claims leaves 2,000 in 64 worlds.
Beyond it the half that has waited longest goes."""

_SOURCE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("detente", "equinox", "jax", "jaxlib", "numba", "numpy")
# Parts of a document that say what the analysis is, not what the crisis is. A variant that is asked about counts as a
# crisis of its own.
_SPOKEN = ("crisis", "question", "about", "sources", "worlds", "measures", "variants", "claims")


@dataclass(frozen=True)
class Answer:
    """A judgement that was reached.

    Args:
        key: of everything that it depends on.
        certificates: of the games it was judged on, by variant.
    """

    key: str
    judgement: Judgement
    certificates: Mapping[str, Certificate]


class Answers:
    """The answers in a folder. One that cannot be read is as good as none, and none has to be writable.

    Args:
        fresh: whether to forget what is there, and only to write.
    """

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self._folder, self._fresh = folder, fresh
        self._has_counted = False

    def recall(self, key: str) -> Answer | None:
        """The answer with this key, if there is a sound one."""
        if self._fresh:
            return None
        path = self._path(key)
        try:
            answer = _reader()(path.read_bytes(), strict=True)
        except (OSError, ValidationError):
            return None
        # The time of the last use decides what goes when there are too many.
        with suppress(OSError):
            os.utime(path)
        return answer if answer.key == key else None

    def keep(self, answer: Answer) -> None:
        """Write the answer, whole or not at all."""
        with suppress(OSError):
            self._make_room()
            write_whole(self._path(answer.key), json.dumps(asdict(answer), ensure_ascii=False))

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _make_room(self) -> None:
        """Once for every run, for a folder grows by the claims of a run at most."""
        if self._has_counted or not self._folder.is_dir():
            return
        self._has_counted = True
        with os.scandir(self._folder) as entries:
            found = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith(".json")]
        if len(found) > MOST_ANSWERS:
            for _, path in sorted(found)[: len(found) - MOST_ANSWERS // 2]:
                Path(path).unlink(missing_ok=True)


def key_of(
    statement: str,
    base: Scenario,
    variants: Iterable[Scenario],
    options: Options,
    settings: Settings,
    pictures: Mapping[str | None, Mapping[str, Scenario]],
) -> str:
    """SHA-256 of everything that the answer to a statement depends on.

    Args:
        statement: as written. variants: the changed crises that it speaks of.
        pictures: by variant, and by actor, how the crisis looks to those who do not see it as it is.
    """

    def game(scenario: Scenario) -> dict[str, Any]:
        seen = {actor: _game(picture, options) for actor, picture in pictures[scenario.variant].items()}
        return {**_game(scenario, options), "seen": seen}

    games = [game(base), *sorted(map(game, variants), key=lambda each: str(each["name"]))]
    depends_on = {
        "made by": _makers(),
        "statement": statement,
        "measures": _measures(statement, base),
        "games": games,
        "plays": options.num_plays,
        "seed": options.seed,
        "settings": asdict(settings),
    }
    return hashlib.sha256(json.dumps(depends_on, ensure_ascii=False).encode()).hexdigest()


def _measures(statement: str, base: Scenario) -> Any:
    """What the statement can mean by `measure(…)`; nothing if it has no such word."""
    return base.document.get("measures") if "measure" in statement else None


def _game(scenario: Scenario, options: Options) -> dict[str, Any]:
    document = {name: entry for name, entry in scenario.document.items() if name not in _SPOKEN}
    return {"name": scenario.variant or "", "document": document, "points": options.points_of(scenario)}


@cache
def _reader() -> Callable[..., Answer]:
    """What turns JSON into an answer; a validation error if it is none."""
    return TypeAdapter(Answer).validate_json


@cache
def _makers() -> dict[str, str]:
    """The package's source and the libraries that its numbers come from."""
    source = hashlib.sha256()
    for path in sorted(_SOURCE.rglob("*.py")):
        content = path.read_bytes()
        source.update(f"{path.relative_to(_SOURCE).as_posix()} {len(content)}\n".encode() + content)
    return {"source": source.hexdigest(), **{name: metadata.version(name) for name in _LIBRARIES}}
