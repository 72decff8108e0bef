"""A façade for notebooks and scripts: `detente.load("sochi-2015").solve().simulate()`, with tables and pictures."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import xarray as xr

from detente.analysis.compare import Line, lines, meant, rows, unbeaten
from detente.analysis.policies import Beliefs, policy_rows
from detente.analysis.results import NUM_PLAYS_OF_CLAIMS, Judgement, Options, Stopwatch, Tables
from detente.analysis.tables import tables_of
from detente.analysis.workbench import Workbench, start_values
from detente.report import charts
from detente.report.bars import interval_bar
from detente.report.comparison_page import drawn
from detente.report.comparison_words import difference, number
from detente.report.figures import Figure
from detente.report.filled_in import as_yaml
from detente.report.words import certificate_in_words, in_words, part_in_words
from detente.scenario import library, loading
from detente.scenario.model import Scenario
from detente.simulate.paths import Paths
from detente.solve.certificate import Certificate
from detente.solve.equilibrium import Equilibrium
from detente.trees.behaviour import compute_behaviour
from detente.trees.openspiel import as_openspiel, as_openspiel_policy
from detente.trees.tree import Tree
from detente.trees.unfold import MOST_NODES, unfold


def load(name_or_path: str | Path, variant: str | None = None) -> Crisis:
    """A bundled crisis, a file or a folder.

    Raises:
        ScenarioError: all mistakes in it.
    """
    return Crisis(loading.load(library.find(name_or_path), variant))


def loads(text: str, name: str = "scenario", variant: str | None = None) -> Crisis:
    """A crisis from its text.

    Raises:
        ScenarioError: all mistakes in it.
    """
    return Crisis(loading.loads(text, name, variant))


class Crisis:
    """A crisis to be varied, solved and asked about its claims."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of its variants."""
        return tuple(variant.name for variant in self.scenario.variants)

    def variant(self, name: str) -> Crisis:
        """The crisis changed as the variant says."""
        return Crisis(loading.with_variant(self.scenario, name))

    def solve(self, points: int | Mapping[str, int] | None = None, allow_unsolved: bool = False) -> Solution:
        """Everybody's policy, with its certificate.

        Args:
            points: belief points on each log-odds axis, for all informed actors or by actor.

        Raises:
            UnsolvedError: nodes are left over, unless that is allowed.
        """
        options = Options(points, allow_unsolved=allow_unsolved)
        return Solution(_bench(self.scenario, options).equilibrium(self.scenario.variant))

    def check_claims(
        self,
        num_plays: int = NUM_PLAYS_OF_CLAIMS,
        seed: int = 0,
        points: int | Mapping[str, int] | None = None,
        allow_unsolved: bool = False,
        fresh: bool = False,
        *,
        plays: int | None = None,
    ) -> Claims:
        """The verdicts on all claims; variants that they speak of are solved too.

        Args:
            fresh: whether to judge claims anew whose answers an earlier call left in the cache folder.
            plays: `num_plays` by its name on the command line.
        """
        number = num_plays if plays is None else plays
        bench = _bench(self.scenario, Options(points, number, seed, allow_unsolved, fresh))
        return Claims(bench.judgements())

    def tree(self, most_nodes: int = MOST_NODES) -> Tree:
        """The crisis as an explicit game tree.

        Raises:
            DetenteError: it would have more nodes.
            ScenarioError: a payoff depends on the public belief itself.
        """
        return unfold(self.scenario, most_nodes)

    def as_openspiel(self, most_nodes: int = MOST_NODES) -> Any:
        """The crisis as a `pyspiel.Game`, so that OpenSpiel's algorithms run on it; actors are its players, in order.

        Raises:
            DetenteError: OpenSpiel is not installed; or see `tree`.
        """
        return as_openspiel(self.tree(most_nodes))

    def compare(
        self,
        *variants: str,
        num_plays: int = NUM_PLAYS_OF_CLAIMS,
        seed: int = 0,
        points: int | Mapping[str, int] | None = None,
        allow_unsolved: bool = False,
        plays: int | None = None,
    ) -> Comparison:
        """The crisis and variants of it side by side: `crisis.compare("isolation", "respect")`.

        Args:
            variants: names, or beginnings of names that only one variant has; none: all.
            plays: `num_plays` by its name on the command line.
        """
        options = Options(points, num_plays if plays is None else plays, seed, allow_unsolved)
        found = _bench(self.scenario, options).compared(meant(variants, self.scenario))
        return Comparison(self.scenario, lines(self.scenario, found), unbeaten(self.scenario, found))

    def __str__(self) -> str:
        return as_yaml(self.scenario)

    def __repr__(self) -> str:
        variant = f", variant {self.scenario.variant}" if self.scenario.variant else ""
        return f"<Crisis: {self.scenario.title}{variant}>"

    def _repr_html_(self) -> str:
        facts = {
            "Dates": f"{self.scenario.calendar.labels[0]} to {self.scenario.calendar.labels[-1]}",
            "Actors": ", ".join(actor.title for actor in self.scenario.actors),
            "State": ", ".join(in_words(variable.name) for variable in self.scenario.variables),
            "Variants": ", ".join(map(in_words, self.variants)) or "none",
            "Claims": str(len(self.scenario.claims)),
        }
        rows = "".join(f"<tr><th>{k}</th><td>{html.escape(v)}</td></tr>" for k, v in facts.items())
        question = html.escape(self.scenario.question)
        return f"<h3>{html.escape(self.scenario.title)}</h3><p><i>{question}</i></p><table>{rows}</table>"


class Solution:
    """A solved crisis: policies, values, certificate, and plays."""

    def __init__(self, equilibrium: Equilibrium) -> None:
        self.equilibrium = equilibrium

    @property
    def certificate(self) -> Certificate:
        return self.equilibrium.certificate

    def as_openspiel_policy(self, game: Any, most_nodes: int = MOST_NODES) -> Any:
        """The equilibrium as a `TabularPolicy` of OpenSpiel, for the game that `Crisis.as_openspiel` gives."""
        tree = unfold(self.equilibrium.game.scenario, most_nodes)
        return as_openspiel_policy(tree, game, compute_behaviour(tree, self.equilibrium))

    @property
    def values(self) -> pd.DataFrame:
        """What each actor of each type can expect at the start; from plays where actors act on pictures."""
        paths = self.simulate().paths if self.equilibrium.perceptions else None
        return pd.DataFrame([vars(value) for value in start_values(self.equilibrium, paths)])

    def policy(
        self, actor: str, date: str | int | None = None, beliefs: Beliefs | None = None, **levels: str
    ) -> pd.DataFrame:
        """What each type of the actor does on a date: `policy("moscow", "2015-11", front="held")`.

        Args:
            date: a date, or the number of a round; default: the first.
            beliefs: `{"moscow": {"defender": 0.9, "revisionist": 0.1}}`; default: the priors.
            levels: of public variables; those left out are at their start.

        Returns:
            A row for every decision, situation and type, a column for every act; empty where it is not in the menu.
        """
        rows = pd.DataFrame(policy_rows(self.equilibrium, actor, date, levels, beliefs or {}))
        acts = list(dict.fromkeys(rows["act"]))
        wide = rows.pivot_table(
            index=["decision", "situation", "type"], columns="act", values="probability", sort=False, observed=True
        )
        return wide[acts]

    def simulate(self, num_plays: int = 100_000, seed: int = 0, *, plays: int | None = None) -> Plays:
        """Plays of the solved crisis.

        Args:
            plays: `num_plays` by its name on the command line.
        """
        from detente.simulate.play import simulate

        options = Options(num_plays=num_plays if plays is None else plays, seed=seed)
        return Plays(simulate(self.equilibrium, num_plays=options.num_plays, seed=options.seed))

    def __repr__(self) -> str:
        return f"<Solution of {self.equilibrium.game.scenario.title}: {certificate_in_words(self.certificate)}>"

    def _repr_html_(self) -> str:
        title = html.escape(self.equilibrium.game.scenario.title)
        return f"<h3>{title}</h3><p>{certificate_in_words(self.certificate)}</p>{self.values.to_html(index=False)}"


class Plays:
    """Recorded plays, as tables, pictures, and a labelled data set."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.tables: Tables = tables_of(paths)

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

    def charts(self) -> Mapping[str, alt.Chart | alt.LayerChart]:
        """Altair charts by title: of every variable, belief, decision and payoff."""
        return {figure.title: figure.chart for figure in self._figures()}

    def _figures(self) -> Iterator[Figure]:
        scenario = self.paths.game.scenario
        for draw in (charts.states, charts.beliefs, charts.acts, charts.payoffs):
            yield from draw(scenario, self.tables)

    def __repr__(self) -> str:
        return f"<{self.paths.num_plays:,} plays of {self.paths.game.scenario.title}, seed {self.paths.seed}>"

    def _repr_html_(self) -> str:
        drawn = "".join(
            f'<figure style="display:inline-block;margin:0 1em 1em 0"><figcaption><b>{html.escape(figure.title)}</b>'
            f"</figcaption>{figure.svg(f'f{number}')}</figure>"
            for number, figure in enumerate(self._figures())
        )
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{drawn}"


class Claims:
    """The claims of a crisis with their verdicts."""

    def __init__(self, judgements: tuple[Judgement, ...]) -> None:
        self.judgements = judgements

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.judgements)

    def __len__(self) -> int:
        return len(self.judgements)

    def __getitem__(self, claim: str) -> Judgement:
        """The claim with this id."""
        found = {judgement.id: judgement for judgement in self.judgements}
        if claim not in found:
            raise KeyError(f"no claim '{claim}' (claims: {', '.join(found)})")
        return found[claim]

    @property
    def table(self) -> pd.DataFrame:
        """A row for every claim."""
        columns = ("id", "verdict", "value", "interval", "quote", "statement", "note")
        return pd.DataFrame([{name: getattr(each, name) for name in columns} for each in self.judgements])

    def __repr__(self) -> str:
        return "\n".join(f"{each.verdict:<9}  {each.quote}" for each in self.judgements)

    def _repr_html_(self) -> str:
        rows = "".join(self._row(each) for each in self.judgements)
        heads = "".join(f"<th style='text-align:left'>{name}</th>" for name in ("Verdict", "Claim", "Number"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    @staticmethod
    def _row(each: Judgement) -> str:
        numbers = "".join(
            "".join(f"<div>{value} <small>{interval}</small></div>" for value, interval in part_in_words(part))
            + f"<div style='width:14em'>{interval_bar(part)}</div>"
            for part in each.parts
        )
        note = f"<br><small><i>{html.escape(each.note)}</i></small>" if each.note else ""
        said = f"{html.escape(each.quote)}<br><code>{html.escape(each.statement)}</code>{note}"
        cells = (f"<b>{each.verdict}</b>", said, numbers)
        return "<tr>" + "".join(f"<td style='text-align:left;vertical-align:top'>{c}</td>" for c in cells) + "</tr>"


class Comparison:
    """Policies side by side."""

    def __init__(self, scenario: Scenario, lines: tuple[Line, ...], unbeaten: tuple[str, ...]) -> None:
        self.scenario = scenario
        self.lines = lines
        self.unbeaten = unbeaten

    @property
    def table(self) -> pd.DataFrame:
        """A row for every measure and value under every policy, with its difference from the base."""
        return pd.DataFrame(rows(self.lines, self.unbeaten))

    def charts(self) -> Mapping[str, alt.Chart | alt.LayerChart]:
        """Altair charts by title: of every measure, or of every value where there are no measures."""
        return {figure.title: figure.chart for figure in drawn(self.lines)}

    def __repr__(self) -> str:
        policies = ", ".join(self.lines[0].cells) if self.lines else ""
        return f"<Policies of {self.scenario.title}: {policies}>"

    def _repr_html_(self) -> str:
        shown = self.table
        cells = [
            f"{number(cell, line)}{f' (Δ {difference(cell, line)})' if cell.difference is not None else ''}"
            for line in self.lines
            for cell in line.cells.values()
        ]
        about = shown["name"] + shown["type"].map(lambda kind: f", {kind}" if kind else "")
        wide = shown.assign(cell=cells, about=about).pivot_table(
            index=["kind", "about"], columns="policy", values="cell", aggfunc="first", sort=False
        )
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{wide.to_html()}"


def _bench(scenario: Scenario, options: Options) -> Workbench:
    def quiet(what: str, fraction: float) -> None:
        """Notebooks show results, not progress."""

    return Workbench(scenario, options, quiet, Stopwatch())
