"""Answers to questions, displayed: the section of a page, and the table as a data frame."""

from __future__ import annotations

import html

import pandas as pd

from detente.analysis.asked import Asked, TabledAnswer
from detente.report.answers import Section, show_answer
from detente.report.answers.section import TableOfText


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
