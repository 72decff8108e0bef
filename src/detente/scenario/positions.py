"""Places in a scenario file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """A place: file, line and column (both from 1), and the path of the field, such as `actors.moscow.wants.relief`."""

    file: str
    line: int
    column: int
    field: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.field}"
