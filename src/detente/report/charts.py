"""Figures of what happens in the plays of a crisis: the state, the beliefs, the acts and the payoffs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.analysis.results import Tables
from detente.claims.numbers import format_number
from detente.report import figures
from detente.report.words import capitalize, in_words
from detente.scenario.model import Scenario


def draw_states(scenario: Scenario, tables: Tables) -> Iterator[figures.Figure]:
    """Share of plays at each level of every variable, at the start and by date."""
    rows = tables.states
    for variable in scenario.variables:
        first = [
            {"date": "start", "level": level, "share": float(number == variable.start)}
            for number, level in enumerate(variable.levels)
        ]
        shown = [*first, *(row for row in rows if row["variable"] == variable.name)]
        own = [{**row, "label": in_words(row["level"])} for row in shown]
        colours = (
            figures.choose_ramp(len(variable.levels))
            if variable.is_ordered
            else figures.choose_hues(len(variable.levels))
        )
        says = (
            _say_end(own) if variable.lasts == "always" else _say_most(own, in_words(variable.levels[variable.start]))
        )
        levels = [in_words(level) for level in variable.levels]
        title = capitalize(variable.title)
        yield figures.draw_stacked(title, says, own, levels, colours, as_bars=False)


def _say_end(rows: Sequence[Mapping[str, Any]]) -> str:
    """The likeliest level of a variable at the end."""
    likely = max((row for row in rows if row["date"] == rows[-1]["date"]), key=lambda row: row["share"])
    return f"At the end: {likely['label']} in {format_number(likely['share'], True)} of plays."


def _say_most(rows: Sequence[Mapping[str, Any]], start: str) -> str:
    """Where a variable that goes back to its start is elsewhere most often."""
    most = max((row for row in rows if row["label"] != start), key=lambda row: row["share"])
    return f"At most, in {most['date']}: {most['label']} in {format_number(most['share'], True)} of plays."


def draw_beliefs(scenario: Scenario, tables: Tables) -> Iterator[figures.Figure]:
    """How the public belief about every informed actor moves, by its true type."""
    rows = tables.beliefs
    actors = {actor.name: actor for actor in scenario.actors}
    for name, eyes in dict.fromkeys((row["actor"], row["eyes"]) for row in rows):
        actor = actors[name]
        # With two types the second figure would be the first one upside down.
        for type_ in actor.types if len(actor.types) > 2 else actor.types[:1]:
            own = [row for row in rows if (row["actor"], row["eyes"], row["type"]) == (actor.name, eyes, type_.name)]
            drawn = [{**row, "truth": f"true type: {in_words(row['truth'])}"} for row in own]
            ends = {row["truth"]: row["mean"] for row in own}
            says = "; ".join(
                f"{format_number(mean, True)} at the end if the true type is {in_words(name)}"
                for name, mean in ends.items()
            )
            holders = [actors[holder].title for holder in eyes.split(", ")] if eyes else []
            whose = f" In the eyes of {' and '.join(holders)}" if holders else ""
            title = f"{capitalize(actor.title)}: is it “{in_words(type_.name)}”?{whose}"
            yield figures.draw_belief(title, f"Mean belief {says}.", drawn, [in_words(t.name) for t in actor.types])


def draw_acts(scenario: Scenario, tables: Tables) -> Iterator[figures.Figure]:
    """What is chosen at every decision that is ever taken, by date."""
    titles = {actor.name: actor.title for actor in scenario.actors}
    totals = tables.act_shares()
    for name in dict.fromkeys(row["decision"] for row in totals):
        own = [{**row, "label": in_words(row["act"])} for row in tables.acts if row["decision"] == name]
        acts = list(dict.fromkeys(row["label"] for row in own))
        most = max((row for row in totals if row["decision"] == name), key=lambda row: row["share"])
        share = format_number(most["share"], True)
        says = f"Most often: {in_words(most['act'])}, {share} of the times that it is decided."
        owner: str = most["owner"]
        title = f"{capitalize(in_words(titles.get(owner, owner)))}: {in_words(name)}"
        yield figures.draw_stacked(title, says, own, acts, figures.choose_hues(len(acts)), as_bars=True)


def draw_payoffs(scenario: Scenario, tables: Tables) -> Iterator[figures.Figure]:
    """Mean payoff of every actor, by date."""
    rows = tables.payoffs
    for actor in scenario.actors:
        own = [{"date": row["date"], "value": row["mean"]} for row in rows if row["actor"] == actor.name]
        says = f"From {format_number(own[0]['value'], False)} to {format_number(own[-1]['value'], False)}."
        yield figures.draw_line(f"{capitalize(actor.title)}: payoff", says, own)
