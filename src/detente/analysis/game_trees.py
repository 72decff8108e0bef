"""What tasks on files of game trees return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from detente.analysis.options import Origin
from detente.errors import Mistake
from detente.trees.answers import TreeAnswer


@dataclass(frozen=True)
class SolvedTree:
    """A game tree with its equilibrium and certificate.

    Args:
        warnings: what is solved, and probably not meant. trace_file: of the points on the way, if it was written.
    """

    origin: Origin
    answer: TreeAnswer
    warnings: tuple[Mistake, ...] = ()
    trace_file: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            **self.answer.to_json(),
            "warnings": [{**asdict(each.where), "message": each.message} for each in self.warnings],
            "trace_file": self.trace_file,
        }


@dataclass(frozen=True)
class ImportedGame:
    """A game tree as a scenario: its text, and the file if it was written; `counts` as of a checked scenario."""

    title: str
    text: str
    file: str | None
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return {"title": self.title, "file": self.file, "scenario": self.text, "counts": dict(self.counts)}
