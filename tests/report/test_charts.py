"""Figures of what happens in the plays: which there are, and what they say."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

from detente.analysis.results import Tables
from detente.analysis.tables import build_tables
from detente.claims.numbers import format_number
from detente.report import charts
from detente.scenario.model import Scenario
from support.drawn import rows_of
from support.made import played_patron


@functools.cache
def played() -> tuple[Scenario, Tables]:
    paths = played_patron(300)
    return paths.game.scenario, build_tables(paths)


def test_every_variable_starts_where_the_crisis_does() -> None:
    figures = list(charts.draw_states(*played()))
    assert [figure.title for figure in figures] == ["Front", "Minsk", "Sanctions", "President", "Flare"]
    rows = rows_of(figures[1])
    assert [(row["label"], row["share"]) for row in rows[:3]] == [("stalled", 0.0), ("partial", 1.0), ("full", 0.0)]
    for date in ("start", "2015-05", "2015-12"):
        assert sum(row["share"] for row in rows if row["date"] == date) == pytest.approx(1)
    last = {row["label"]: row["share"] for row in rows if row["date"] == "2015-12"}
    likely = max(last, key=lambda label: last[label])
    assert figures[1].description == f"At the end: {likely} in {format_number(last[likely], True)} of plays."


def test_a_variable_may_be_called_something_else() -> None:
    scenario, tables = played()
    variables = [replace(each, called="the line") if each.name == "front" else each for each in scenario.variables]
    titles = [figure.title for figure in charts.draw_states(replace(scenario, variables=tuple(variables)), tables)]
    assert titles[:2] == ["The line", "Minsk"]


def test_of_two_types_one_belief_is_drawn() -> None:
    (figure,) = charts.draw_beliefs(*played())
    assert figure.title == "Moscow: is it “defender”?"
    assert "if the true type is revisionist" in figure.description


def test_decisions_and_payoffs() -> None:
    scenario, tables = played()
    assert [figure.title for figure in charts.draw_acts(scenario, tables)] == [
        "Moscow: treats",
        "Kyiv: hides",
        "Washington: speaks",
    ]
    shares = {row["act"]: row["share"] for row in tables.act_shares() if row["decision"] == "hides"}
    most = max(shares, key=lambda act: shares[act])
    hides = list(charts.draw_acts(scenario, tables))[1]
    assert (
        hides.description == f"Most often: {most}, {format_number(shares[most], True)} of the times that it is decided."
    )
    payoffs = [figure.title for figure in charts.draw_payoffs(scenario, tables)]
    assert payoffs == ["Moscow: payoff", "Dove: payoff", "Hawk: payoff", "Kyiv: payoff"]
