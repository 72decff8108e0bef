"""The answer to a question as a file: a page for readers, the record for programs, or its rows."""

from __future__ import annotations

import json
from pathlib import Path

from detente.analysis.asked import Asked
from detente.errors import DetenteError
from detente.files import check_writable, write_whole

_ENDINGS = {".html": "a page", ".json": "the record", ".csv": "its rows"}


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


def write_answer(out: str | Path, done: Asked, kicker: str) -> str:
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
            certificate="" if done.certificate is None else certificate_sentence(done.certificate),
        )
    return str(write_whole(path, text))
