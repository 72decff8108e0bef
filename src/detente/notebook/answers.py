"""The answer to a question as a notebook displays it: its sentences, its tables, and the record behind them."""

from __future__ import annotations

import html

import pandas as pd

from detente.report.answers import Section, show_answer
from detente.service import Answered


class Explained:
    """Why a claim holds or fails, a story, or the reasons of a move.

    Attributes:
        done: the record, with its origin.
    """

    def __init__(self, done: Answered) -> None:
        self.done = done

    @property
    def section(self) -> Section:
        """Its words and tables."""
        return show_answer(self.done.answer)

    @property
    def table(self) -> pd.DataFrame:
        """Its numbers: the acts of a claim, the turns of a story, the payoff terms of a move."""
        return pd.DataFrame(self.done.answer.rows())

    def __str__(self) -> str:
        return "\n".join([self.section.title, self.section.lead, *self.section.sentences])

    def __repr__(self) -> str:
        return f"<{self.section.title}: {self.section.lead}>"

    def _repr_html_(self) -> str:
        shown = self.section
        sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in shown.sentences)
        tables = "".join(
            f"<h4>{html.escape(each.title)}</h4>"
            + pd.DataFrame(list(each.rows), columns=list(each.headings)).to_html(index=False)
            for each in shown.tables
        )
        return f"<h3>{html.escape(shown.title)}</h3><p><b>{html.escape(shown.lead)}</b></p>{sentences}{tables}"
