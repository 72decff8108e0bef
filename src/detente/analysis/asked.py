"""One question asked by itself: its answer with its origin, and what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from detente.analysis.certificates import certificate_to_json
from detente.analysis.options import Origin
from detente.analysis.results import without
from detente.solve.certificate import Certificate


@runtime_checkable
class TabledAnswer(Protocol):
    """What a question returns that has a table."""

    def to_json(self) -> dict[str, Any]:
        """The record as plain values; the same for the same seed."""

    def rows(self) -> Sequence[dict[str, Any]]:
        """One long table."""


@dataclass(frozen=True)
class Asked:
    """An answer with its origin.

    Args:
        command: what gives the same answer again. certificate: of all games behind it; None if nothing was solved.
        file: what was written, if anything.
    """

    origin: Origin
    question: str
    command: str
    answer: TabledAnswer
    certificate: Certificate | None
    file: str | None = None

    def to_json(self) -> dict[str, Any]:
        certificate = None if self.certificate is None else certificate_to_json(self.certificate)
        return {
            **self.origin.to_json(),
            "command": self.command,
            **self.answer.to_json(),
            "certificate": certificate,
            "file": self.file,
        }

    def to_result(self) -> dict[str, Any]:
        """What is the same for the same seed: all but times and places of files."""
        return without(self.to_json(), "seconds", "file")
