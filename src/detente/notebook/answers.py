"""Answers to questions, displayed: the section of a page, and the table as a data frame."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from detente import service
from detente.analysis.asked import Asked, TabledAnswer
from detente.notebook.advice import advised
from detente.report.answers import Section, show_answer
from detente.report.answers.section import TableOfText
from detente.service import DEFAULTS, DEFAULTS_OF_CLAIMS, Options


class AnswerView:
    """An answer: `record` has its numbers, `table` its long table, `section` its words."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @property
    def record(self) -> TabledAnswer:
        """The answer as a record."""
        return self.asked.answer

    @property
    def section(self) -> Section:
        """The answer as a page shows it."""
        return show_answer(self.record)

    @property
    def table(self) -> pd.DataFrame:
        """One long table."""
        return pd.DataFrame(self.record.rows())

    def __repr__(self) -> str:
        return f"<{self.section.title}: {self.section.lead}>"

    def _repr_html_(self) -> str:
        section = self.section
        words = [f"<h4>{html.escape(section.title)}</h4><p><b>{html.escape(section.lead)}</b></p>"]
        words += [f"<p>{html.escape(sentence)}</p>" for sentence in section.sentences]
        words += [_table_in_html(table) for table in section.tables]
        words += [f"<p><small>{html.escape(note)}</small></p>" for note in section.notes]
        return "".join(words)


def _table_in_html(table: TableOfText) -> str:
    shown = pd.DataFrame([list(row) for row in table.rows], columns=list(table.headings))
    title = f"<p><i>{html.escape(table.title)}</i></p>" if table.title else ""
    return f"{title}{shown.to_html(index=False)}"


@advised()
def diff(
    first: service.Source,
    second: service.Source,
    *,
    variant: str | None = None,
    judges: bool = True,
    out: str | Path | None = None,
    num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
    seed: int = 0,
    num_points: int | Mapping[str, int] | None = None,
    accuracy: float = DEFAULTS.accuracy,
    allow_unsolved: bool = False,
) -> AnswerView:
    """Two versions of a crisis compared: which lines differ, which verdicts, and which line turns which verdict.

    Args:
        first, second: files, folders or bundled crises, `FILE@COMMIT`, or runs by their folder or `result.json`.
        variant: applied to both. judges: whether claims are judged; else the files alone are compared.
        out: `FILE.html`, `FILE.json` or `FILE.csv`. The other options are those of `Crisis.check_claims`.
    """
    options = Options(
        num_points=num_points, accuracy=accuracy, num_plays=num_plays, seed=seed, allow_unsolved=allow_unsolved
    )
    return AnswerView(service.diff(first, second, variant=variant, judges=judges, options=options, out=out))
