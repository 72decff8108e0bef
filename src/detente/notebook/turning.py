"""How claims depend on numbers, in a notebook: curves and nearest flips."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from detente import service
from detente.analysis.turning import Answered, Curves, Flips
from detente.notebook.advice import advised
from detente.report.answers import show_answer
from detente.service import DEFAULTS, DEFAULTS_OF_CLAIMS, Options

if TYPE_CHECKING:
    import altair as alt

    from detente.scenario.model import Scenario

Points = int | Mapping[str, int] | None


class NumberAnswer:
    """How verdicts depend on numbers: curves, or nearest flips."""

    def __init__(self, answered: Answered) -> None:
        self.answered = answered

    @property
    def answer(self) -> Curves | Flips:
        """The record, with every point evaluated."""
        return self.answered.answer

    @property
    def table(self) -> pd.DataFrame:
        """A row for every claim at every value of every number; of flips, for every claim and kind of change."""
        return pd.DataFrame(self.answer.table())

    def charts(self) -> Mapping[str, alt.Chart | alt.LayerChart]:
        """Altair charts by title."""
        return {figure.title: figure.chart for figure in show_answer(self.answer).figures.values()}

    def __repr__(self) -> str:
        return f"<{show_answer(self.answer).title}: {self.answered.origin.title}>"

    def _repr_html_(self) -> str:
        section = show_answer(self.answer)
        tables = [
            pd.DataFrame(table.rows, columns=list(table.headings)).to_html(index=False) for table in section.tables
        ]
        return f"<h3>{html.escape(section.title)}</h3><p>{html.escape(section.lead)}</p>{''.join(tables)}"


class NumberQuestions:
    """Questions to a crisis on how its numbers decide its claims."""

    scenario: Scenario

    @advised()
    def curve(
        self,
        claim: str | None = None,
        *numbers: str,
        values: int | None = None,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: str | None = None,
        rounds: int | None = None,
        allow_unsolved: bool = False,
        fresh: bool = False,
        num_worlds: int | None = None,
    ) -> NumberAnswer:
        """Every claim against every number, one at a time: `crisis.curve("no_rout", "doubt")`.

        Args:
            claim: its id; None, or "all": every claim.
            numbers: numbers, or priors as `ACTOR.TYPE`, with `=LOW:HIGH` for another range; none: all that can vary.
            values: how many of each number are evaluated, before crossings of the threshold are narrowed.
            out: `FILE.html`, `FILE.csv` or `FILE.json`. The other options are those of `check_claims`.
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            max_steps=max_steps,
            equilibrium=equilibrium,
            rounds=rounds,
            allow_unsolved=allow_unsolved,
            fresh=fresh,
            num_worlds=num_worlds,
        )
        return NumberAnswer(service.curve(self.scenario, claim, numbers, values=values, options=options, out=out))

    @advised()
    def flip(
        self,
        claim: str | None = None,
        *numbers: str,
        values: int | None = None,
        out: str | Path | None = None,
        num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
        seed: int = 0,
        num_points: Points = None,
        accuracy: float = DEFAULTS.accuracy,
        max_steps: int = DEFAULTS.max_steps,
        equilibrium: str | None = None,
        rounds: int | None = None,
        allow_unsolved: bool = False,
        fresh: bool = False,
        num_worlds: int | None = None,
    ) -> NumberAnswer:
        """The smallest change of one number, of two, and of a prior that turns a verdict: `crisis.flip("no_rout")`.

        The arguments are those of `curve`; worlds test the boundary in two numbers (32 unless given).
        """
        options = Options(
            num_points=num_points,
            accuracy=accuracy,
            num_plays=num_plays,
            seed=seed,
            max_steps=max_steps,
            equilibrium=equilibrium,
            rounds=rounds,
            allow_unsolved=allow_unsolved,
            fresh=fresh,
            num_worlds=num_worlds,
        )
        return NumberAnswer(service.flip(self.scenario, claim, numbers, values=values, options=options, out=out))
