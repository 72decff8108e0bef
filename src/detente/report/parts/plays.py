"""What happens in the plays: groups of figures, and what each actor can expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from detente.analysis.end_effects import collect_shares, find_end_effects
from detente.analysis.results import Run
from detente.analysis.telling import find_names
from detente.claims.numbers import format_decimals, format_number
from detente.report import charts
from detente.report.answers.forecast import tell_end
from detente.report.figures import Figure
from detente.report.pictures import NOT_DRAWN
from detente.report.words import capitalize, in_words


def group_figures(run: Run) -> list[dict[str, Any]]:
    """The groups that have figures, each with `id`, `title`, `lead` and its figures by name."""
    return [group for group in _groups(run) if group["figures"]]


def _groups(run: Run) -> Iterator[dict[str, Any]]:
    step = run.scenario.calendar.step
    shares = collect_shares((row["variable"], row["level"], row["share"]) for row in run.played.tables.states)
    end = tell_end(find_end_effects(shares), run.scenario.calendar.told.labels[-1], find_names(run.scenario))
    if "forecast" in run.answers:
        start = run.scenario.calendar.labels[0]
        end.insert(0, f"These are plays of the crisis alone from {start} on, without the events of the forecast.")
    yield _group(
        "state",
        "How the state evolves",
        " ".join([f"Share of plays at each level, at the start and at the end of every {step}.", *end]),
        charts.draw_states(run.scenario, run.played.tables),
    )
    yield _group(
        "beliefs",
        "How beliefs evolve",
        "The public belief about an actor's private type: its mean over plays, and the band from the 10th to the 90th "
        "percentile, for each true type. Where the lines separate, the actor's moves reveal its type.",
        charts.draw_beliefs(run.scenario, run.played.tables),
    )
    yield _group(
        "acts",
        "What each actor does",
        "Share of each act among the plays in which the decision is taken at that date.",
        charts.draw_acts(run.scenario, run.played.tables),
    )
    yield _group(
        "payoffs",
        "Payoffs by date",
        f"Mean payoff of a {step}, not discounted. Every actor has its own unit.",
        charts.draw_payoffs(run.scenario, run.played.tables),
    )


def _group(name: str, title: str, lead: str, drawn: Iterable[Figure]) -> dict[str, Any]:
    return {"id": name, "title": title, "lead": lead, "figures": {f"{name}-{i}": f for i, f in enumerate(drawn)}}


def show_groups(groups: Sequence[Mapping[str, Any]], pictures: Mapping[str, str]) -> list[dict[str, Any]]:
    """The groups with the pictures of their figures."""
    return [{**group, "figures": show_figures(group["figures"], pictures)} for group in groups]


def show_figures(figures: Mapping[str, Figure], pictures: Mapping[str, str]) -> list[dict[str, Any]]:
    """The figures as templates take them."""
    return [
        {
            "id": name,
            "title": figure.title,
            "says": figure.description,
            "svg": Markup(pictures[name]) if name in pictures else NOT_DRAWN,
        }
        for name, figure in figures.items()
    ]


def show_values(run: Run) -> list[dict[str, str]]:
    """What each type of each actor can expect at the start."""
    titles = {actor.name: capitalize(actor.title) for actor in run.scenario.actors}
    return [
        {
            "actor": titles[value.actor],
            "type": in_words(value.type) if value.type else "—",
            "prior": format_number(value.prior, True) if value.type else "—",
            "value": format_decimals(value.value, 2),
        }
        for value in run.values
    ]
