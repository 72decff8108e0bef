"""Calendars without an end, and the rule for which equilibrium is meant: how they are read, shown and refused."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.report.filled_in import as_yaml
from detente.scenario.endless import count_rounds, play_out_rounds
from detente.scenario.json_schema import json_schema
from detente.scenario.loading import loads, with_variant

CRISIS = """
crisis: Two neighbours
calendar: {rounds: endless}
state: {line: {scale: [back, here, ahead], starts: here}}
numbers: {delta: {range: [0.5, 0.7]}}
actors:
  ann: {patience: 0.9, wants: {ground: line - here}}
  bob: {patience: delta, wants: {ground: here - line}}
each round:
  - ann moves: {wait: {}, push: {then: line up}}
  - bob answers: {hold: {}, push: {then: line down}}
measures:
  ahead: line == ahead
  soon: {of: line == ahead, to: 5}
variants:
  hasty: {actors.ann.patience: 0.5}
claims:
  - {says: x, holds if: P(line == ahead at 12) > 0.5}
"""


def test_rounds_are_played_until_what_follows_weighs_less_than_one_per_cent() -> None:
    scenario = loads(CRISIS)
    assert scenario.calendar.is_endless
    # 0.9^43 = 0.0108, 0.9^44 = 0.0097; 0.6^9 = 0.0101, 0.6^10 = 0.0060.
    assert scenario.calendar.num_periods == 44
    assert scenario.calendar.labels[-1] == "44"
    assert with_variant(scenario, "hasty").calendar.num_periods == 10
    assert count_rounds(scenario) == 44


def test_measures_over_all_rounds_are_over_those_that_are_played() -> None:
    ahead, soon = loads(CRISIS).measures
    assert (ahead.first, ahead.last) == (0, 43)
    assert (soon.first, soon.last) == (0, 4)
    fewer = play_out_rounds(loads(CRISIS), 20)
    assert fewer.calendar.num_periods == 20
    assert fewer.measures[0].last == 19


def test_it_is_shown_as_it_was_written() -> None:
    shown = as_yaml(loads(CRISIS))
    assert "rounds: endless" in shown
    assert "equilibrium" not in shown, "nobody says which is meant"
    assert loads(shown).calendar == loads(CRISIS).calendar


@pytest.mark.parametrize("rule", ["drift", "principal", "symmetric"])
def test_the_rule_is_part_of_the_scenario(rule: str) -> None:
    scenario = loads(CRISIS + f"equilibrium: {rule}\n")
    assert scenario.equilibrium == rule
    assert f"equilibrium: {rule}" in as_yaml(scenario)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rounds: endless", "rounds: endles", "a whole number, or endless, is needed here.*did you mean 'endless'"),
        ("rounds: endless", "rounds: endless, from: 2015-01", "a calendar of rounds has no 'from'"),
        ("patience: 0.9,", "patience: 1,", "ann.patience: in an endless calendar every patience is below 1; that of"),
        ("patience: 0.9,", "patience: 0.9, leaves: 5,", "leaves: nobody leaves at a date of an endless calendar"),
        ("{ground: line - here}", "{ground: (line - here) * (round < 5)}", "`.*round < 5.*` depends on the date"),
        ("push: {then: line up}", "push: {when: round > 2, then: line up}", "`round > 2` depends on the date"),
        ("hasty: {actors.ann.patience: 0.5}", "hasty: {actors.ann.patience: 1.0}", None),
        ("claims:", "equilibrium: principle\nclaims:", "drift or principal or symmetric is needed.*mean 'principal'"),
    ],
)  # fmt: skip
def test_mistakes_have_their_place(old: str, new: str, message: str | None) -> None:
    text = CRISIS.replace(old, new, 1)
    if message is None:
        with pytest.raises(ScenarioError, match=r"below 1; that of ann is 1.*in variant 'hasty'"):
            with_variant(loads(text), "hasty")
        return
    with pytest.raises(ScenarioError, match=message):
        loads(text)


def test_perceptions_need_an_end() -> None:
    text = CRISIS.replace("  hasty:", "  eyes: {sees: {ann: hasty}}\n  hasty:")
    with pytest.raises(ScenarioError, match="an endless crisis is one game for all; ann cannot see another one"):
        with_variant(loads(text), "eyes")


def test_editors_know_both() -> None:
    schema = json_schema()
    calendar = schema["$defs"]["CalendarKeys"]["properties"]["rounds"]
    assert set(calendar["type"]) == {"integer", "string", "null"}
    assert calendar["pattern"] == "^endless$"
    assert schema["properties"]["equilibrium"]["enum"] == ["drift", "principal", "symmetric", None]
