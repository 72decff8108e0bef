"""Results as notebooks display them: tables, charts and labelled data."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import xarray as xr

from detente import service
from detente.analysis.comparison import Compared, Line
from detente.analysis.results import Judged, Run, Shown, Tables
from detente.claims.verdict import Verdict
from detente.notebook.advice import advised
from detente.report import charts
from detente.report.bars import interval_bar
from detente.report.certificates import certificate_sentence
from detente.report.comparison_page import draw_figures
from detente.report.comparison_words import format_cell, format_difference
from detente.report.figures import Figure
from detente.report.pictures import NOT_DRAWN, draw_pictures
from detente.report.words import (
    at_random_in_words,
    comparison_in_words,
    effects_in_words,
    robustness_in_words,
    rules_in_words,
    standing_in_words,
    workings_in_words,
)
from detente.service import DEFAULTS

if TYPE_CHECKING:
    import pyspiel
    from open_spiel.python.policy import TabularPolicy

    from detente.analysis.policies import Beliefs
    from detente.analysis.results import Worlds
    from detente.simulate.paths import Paths
    from detente.solve.certificate import Certificate
    from detente.solve.equilibrium import Equilibrium

Chart = alt.Chart | alt.LayerChart


class Solution:
    """A solved crisis: policies, values, certificate, and plays."""

    def __init__(self, equilibrium: Equilibrium) -> None:
        self.equilibrium = equilibrium

    @property
    def certificate(self) -> Certificate:
        return self.equilibrium.certificate

    @cached_property
    def values(self) -> pd.DataFrame:
        """What each actor of each type can expect at the start; from plays where actors act on perceptions."""
        return pd.DataFrame([vars(value) for value in service.start_values(self.equilibrium)])

    @advised()
    def policy(
        self, actor: str, date: str | int | None = None, *, beliefs: Beliefs | None = None, **levels: str
    ) -> pd.DataFrame:
        """What each type of the actor does on a date: `policy("moscow", "2015-11", front="held")`.

        Args:
            date: a date, or the number of a round; default: the first.
            beliefs: `{"moscow": {"defender": 0.9, "revisionist": 0.1}}`; default: the priors.
            levels: of public variables; the others are at their start.

        Returns:
            A row for every decision, situation and type, a column for every act; empty if it is not in the menu. Of a
            crisis that is solved on its game tree a row for all that the actor may know then (`knows`), and no beliefs.
        """
        policy = pd.DataFrame(service.policy(self.equilibrium, actor, date, levels=levels, beliefs=beliefs))
        acts = list(dict.fromkeys(policy["act"]))
        index = [name for name in ("decision", "situation", "knows", "type") if name in policy]
        wide = policy.pivot_table(index=index, columns="act", values="probability", sort=False, observed=True)
        return wide[acts]

    @advised()
    def simulate(self, *, num_plays: int = DEFAULTS.num_plays, seed: int = 0) -> Plays:
        """Plays of the solved crisis."""
        return Plays(service.plays(self.equilibrium, num_plays=num_plays, seed=seed))

    @advised()
    def as_openspiel_policy(self, game: pyspiel.Game, *, most_nodes: int | None = None) -> TabularPolicy:
        """The equilibrium as a `TabularPolicy` of OpenSpiel, for the game that `Crisis.as_openspiel` returns."""
        return service.openspiel_policy(self.equilibrium, game, most_nodes=most_nodes)

    def __repr__(self) -> str:
        return f"<Solution of {self.equilibrium.game.scenario.title}: {certificate_sentence(self.certificate)}>"

    def _repr_html_(self) -> str:
        title = html.escape(self.equilibrium.game.scenario.title)
        return f"<h3>{title}</h3><p>{certificate_sentence(self.certificate)}</p>{self.values.to_html(index=False)}"


class Plays:
    """Recorded plays, as tables, charts, and a labelled data set."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.tables: Tables = service.tables(paths)

    @property
    def dataset(self) -> xr.Dataset:
        """Every play with its labels."""
        return self.paths.to_dataset()

    @property
    def states(self) -> pd.DataFrame:
        """Share of plays at each level, by date."""
        return pd.DataFrame(list(self.tables.states))

    @property
    def acts(self) -> pd.DataFrame:
        """What is chosen at every decision, by date."""
        return pd.DataFrame(list(self.tables.acts))

    @property
    def beliefs(self) -> pd.DataFrame:
        """The public belief in each type, by date and true type."""
        return pd.DataFrame(list(self.tables.beliefs))

    @property
    def payoffs(self) -> pd.DataFrame:
        """Mean payoff of every actor, by date."""
        return pd.DataFrame(list(self.tables.payoffs))

    @property
    def assertions(self) -> pd.DataFrame:
        """What was said: how often, how often it was true, how far it was believed, how often lies were found out."""
        return pd.DataFrame(list(self.tables.assertions))

    @property
    def promises(self) -> pd.DataFrame:
        """What was promised: how often it came due, was kept and broken."""
        return pd.DataFrame(list(self.tables.promises))

    @advised()
    def write(self, out: str | Path) -> Path:
        """Write the plays to `FILE.nc` (netCDF), or their shares and means by date to `FILE.csv`."""
        return service.write_plays(self.paths, out)

    def charts(self) -> Mapping[str, Chart]:
        """Altair charts by title: of every variable, belief, decision and payoff."""
        return {figure.title: figure.chart for figure in self._figures()}

    def _figures(self) -> Iterator[Figure]:
        scenario = self.paths.game.scenario
        for draw in (charts.draw_states, charts.draw_beliefs, charts.draw_acts, charts.draw_payoffs):
            yield from draw(scenario, self.tables)

    def __repr__(self) -> str:
        return f"<{self.paths.num_plays:,} plays of {self.paths.game.scenario.title}, seed {self.paths.seed}>"

    def _repr_html_(self) -> str:
        figures = {f"f{number}": figure for number, figure in enumerate(self._figures())}
        pictures = draw_pictures(figures)
        drawn = "".join(
            f'<figure style="display:inline-block;margin:0 1em 1em 0"><figcaption><b>{html.escape(figure.title)}</b>'
            f"</figcaption>{pictures.get(name, NOT_DRAWN)}</figure>"
            for name, figure in figures.items()
        )
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{drawn}"


class Claims:
    """The claims of a crisis with their verdicts."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    @property
    def certificate(self) -> Certificate:
        """Of all games solved for the claims together."""
        return self.judged.certificate

    @property
    def worlds(self) -> Worlds | None:
        """The worlds in which the claims were evaluated too."""
        return self.judged.worlds

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.judged.claims)

    def __len__(self) -> int:
        return len(self.judged.claims)

    def __getitem__(self, claim: str) -> Verdict:
        """The claim with this id."""
        by_id = {each.id: each for each in self.judged.claims}
        if claim not in by_id:
            raise KeyError(f"no claim '{claim}' (claims: {', '.join(by_id)})")
        return by_id[claim]

    @property
    def table(self) -> pd.DataFrame:
        """A row for every claim."""
        columns = ("id", "verdict", "across_worlds", "value", "interval", "quote", "statement", "note")
        return pd.DataFrame(
            [
                {**{name: getattr(each, name) for name in columns}, "effect": "; ".join(effects_in_words(each))}
                for each in self
            ]
        )

    def __repr__(self) -> str:
        return "\n".join(f"{each.verdict:<9}  {each.quote}{self._across(each)}" for each in self)

    def _repr_html_(self) -> str:
        rows = "".join(self._row(each) for each in self)
        heads = "".join(f"<th style='text-align:left'>{name}</th>" for name in ("Verdict", "Claim", "Number"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    @staticmethod
    def _across(each: Verdict) -> str:
        return f" [{each.headline}]" if each.robustness is not None else ""

    @staticmethod
    def _row(each: Verdict) -> str:
        numbers = "".join(
            "".join(f"<div>{value} <small>{interval}</small></div>" for value, interval in comparison_in_words(own))
            + f"<div style='width:14em'>{interval_bar(own)}</div>"
            + "".join(f"<div><small>{working}</small></div>" for working in workings_in_words(own))
            for own in each.comparisons
        )
        remarks = [*effects_in_words(each), standing_in_words(each), at_random_in_words(each)]
        remarks += [rules_in_words(each), each.note]
        if each.robustness is not None:
            remarks += [robustness_in_words(each.robustness), each.headline]
        notes = "".join(f"<br><small><i>{html.escape(remark)}</i></small>" for remark in remarks if remark)
        text = f"{html.escape(each.quote)}<br><code>{html.escape(each.statement)}</code>{notes}"
        cells = (f"<b>{each.verdict}</b>", text, numbers)
        return "<tr>" + "".join(f"<td style='text-align:left;vertical-align:top'>{c}</td>" for c in cells) + "</tr>"


class Comparison:
    """A crisis under several policies."""

    def __init__(self, compared: Compared) -> None:
        self.compared = compared

    @property
    def lines(self) -> tuple[Line, ...]:
        """A line for every measure and value."""
        return self.compared.comparison.lines

    @property
    def replies(self) -> tuple[Line, ...]:
        """A line for every act of the decisions that no policy changes: its share of the occasions for it."""
        return self.compared.comparison.replies

    @property
    def table(self) -> pd.DataFrame:
        """A row for every measure, value and act under every policy, with its difference from the base."""
        return pd.DataFrame(self.compared.comparison.rows())

    def charts(self) -> Mapping[str, Chart]:
        """Altair charts by title: of every measure, or of every value if there are no measures."""
        return {figure.title: figure.chart for figure in draw_figures(self.lines)}

    def __repr__(self) -> str:
        policies = ", ".join(self.compared.comparison.policies)
        return f"<Policies of {self.compared.origin.title}: {policies}>"

    def _repr_html_(self) -> str:
        shown = self.table
        cells = [
            f"{format_cell(cell, line)}{f' (Δ {format_difference(cell, line)})' if cell.difference is not None else ''}"
            for line in (*self.lines, *self.replies)
            for cell in line.cells.values()
        ]
        about = shown["name"] + shown["type"].map(lambda kind: f", {kind}" if kind else "")
        wide = shown.assign(cell=cells, about=about).pivot_table(
            index=["kind", "about"], columns="policy", values="cell", aggfunc="first", sort=False
        )
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{wide.to_html()}"


class Report:
    """Everything about a crisis, written to files."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.claims = Claims(run.judged)

    @property
    def files(self) -> Mapping[str, str]:
        """The files by kind: `report`, `result`, `summary`, `timings`."""
        return self.run.files

    def export(self, to: str | Path) -> tuple[str, ...]:
        """Write the report as `FILE.pdf`, `.docx`, `.pptx` or `.xlsx`, or its figures into a folder: the files written.

        Raises:
            DetenteError: the ending is none of these, or what writes the form is not installed.
        """
        return service.export_report(self.files["result"], to).files

    def __repr__(self) -> str:
        return f"<Report on {self.run.scenario.title}: {self.files['report']}>"

    def _repr_html_(self) -> str:
        address = Path(self.files["report"]).resolve().as_uri()
        return f'<p><a href="{html.escape(address)}">{html.escape(repr(self)[1:-1])}</a></p>{self.claims._repr_html_()}'


class View:
    """A crisis as text, and as a document for programs."""

    def __init__(self, shown: Shown) -> None:
        self.text = shown.text
        self.document: Mapping[str, object] = shown.document

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text)}</pre>"
