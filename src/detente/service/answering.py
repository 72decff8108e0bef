"""The answer to a question with where it comes from, and as a file: a page for readers, or the record for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.analysis.certificates import certificate_to_json
from detente.analysis.explanation import Told
from detente.analysis.options import Origin
from detente.errors import DetenteError
from detente.files import check_writable, write_whole
from detente.solve.certificate import Certificate

_ENDINGS = {".html": "a page", ".json": "the record", ".csv": "its rows"}


@dataclass(frozen=True)
class Answered:
    """The answer to a question with where it comes from.

    Args:
        command: gives it again. file: what was written, if anything.
    """

    origin: Origin
    question: str
    command: str
    num_plays: int
    answer: Told
    certificate: Certificate
    file: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "command": self.command,
            "num_plays": self.num_plays,
            "certificate": certificate_to_json(self.certificate),
            "answer": self.answer.to_json(),
            "file": self.file,
        }


def require_writable_answer(out: str | Path | None) -> None:
    """Refuse a file that an answer cannot be written to; checked before solving, which may take minutes.

    Raises:
        DetenteError: its name ends in anything else.
        OSError: it cannot be written.
    """
    if out is None:
        return
    if Path(out).suffix not in _ENDINGS:
        endings = ", ".join(f"{ending} ({what})" for ending, what in _ENDINGS.items())
        raise DetenteError(f"out: '{out}' ends in none of {endings}")
    check_writable(Path(out))


def write_answer(out: str | Path, done: Answered, kicker: str) -> str:
    """Write an answer; returns the path."""
    path = Path(out)
    if path.suffix == ".json":
        text = json.dumps(done.to_json(), ensure_ascii=False, indent=2) + "\n"
    elif path.suffix == ".csv":
        from detente.analysis.tables import as_csv

        text = as_csv(done.answer.rows())
    else:
        from detente.report.certificates import certificate_sentence
        from detente.report.page import render_answer

        text = render_answer(
            done.answer,
            kicker=kicker,
            title=done.origin.title,
            origin=done.origin,
            command=done.command,
            question=done.question,
            certificate=certificate_sentence(done.certificate),
        )
    return str(write_whole(path, text))
