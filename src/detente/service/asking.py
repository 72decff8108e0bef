"""What every question that is asked by itself ends with: its answer with its origin, written to one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import DetenteError
from detente.files import check_writable, write_whole
from detente.service.folders import as_text
from detente.solve.certificate import Certificate

if TYPE_CHECKING:
    from detente.analysis.asked import Asked

ENDINGS = (".html", ".json", ".csv")


def require_writable_answer(out: str | Path | None) -> None:
    """Refuse a file that an answer cannot be written to; before solving, which may take minutes.

    Raises:
        DetenteError: it ends in something else than .html, .json or .csv.
        OSError: it cannot be written.
    """
    if out is None:
        return
    if Path(out).suffix not in ENDINGS:
        raise DetenteError(f"'{out}': an answer is written as FILE.html (a page), FILE.json or FILE.csv (its table).")
    check_writable(Path(out))


def join_all(certificates: Mapping[str, Certificate]) -> Certificate | None:
    """One certificate for all games behind an answer; None if there are none."""
    from detente.analysis.certificates import join_certificates

    return join_certificates(certificates) if certificates else None


def write_answer(asked: Asked, out: str | Path | None, *, kicker: str, title: str) -> Asked:
    """Write the answer, if a file is named; it is returned with the place of the file."""
    if out is None:
        return asked
    path = Path(out)
    if path.suffix == ".html":
        from detente.report.certificates import certificate_sentence
        from detente.report.page import render_answer

        text = render_answer(
            asked.answer,
            kicker=kicker,
            title=title,
            origin=asked.origin,
            command=asked.command,
            question=asked.question,
            certificate="" if asked.certificate is None else certificate_sentence(asked.certificate),
        )
    elif path.suffix == ".json":
        text = as_text(asked.to_result())
    else:
        from detente.analysis.tables import as_csv

        text = as_csv(asked.answer.rows())
    return replace(asked, file=str(write_whole(path, text)))
