"""`detente show` prints a scenario that means the same as the one it was given, with nothing left unsaid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente.report.filled_in import as_yaml, filled_in
from detente.scenario.library import TEMPLATE, bundled
from detente.scenario.loading import load, loads
from detente.scenario.model import Scenario
from support.private import PRIVATE

SCENARIOS = {"template": TEMPLATE, **bundled()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_shown_means_the_same(name: str) -> None:
    scenario = load(SCENARIOS[name])
    again = loads(as_yaml(scenario), scenario.name)
    assert again == replace(scenario, path="", hash=again.hash, **_texts(again))


@pytest.mark.parametrize("name", PRIVATE)
def test_who_sees_what_is_shown(name: str) -> None:
    scenario = loads(PRIVATE[name])
    again = loads(as_yaml(scenario), scenario.name)
    assert again == replace(scenario, hash=again.hash, path=again.path, **_texts(again))


@pytest.mark.parametrize("name", SCENARIOS)
def test_showing_twice_adds_nothing(name: str) -> None:
    shown = as_yaml(load(SCENARIOS[name]))
    assert as_yaml(loads(shown)) == shown


def test_defaults_are_written_out() -> None:
    text = """
crisis: Two moves
calendar: {rounds: 2}
state:
  line: {scale: [back, forward], starts: back}
actors:
  one: {wants: {quiet: 1}}
each round:
  - one moves:
      stay:
      go: {costs: 1, then: line up}
measures: {back: line == back}
claims:
  - says: It stays.
    holds if: P(one plays stay) > 0.5
"""
    shown = filled_in(loads(text))
    assert shown["calendar"]["afterwards"] == "nothing"
    assert shown["actors"]["one"] == {
        "called": "one",
        "patience": 0.95,
        "precision": 2,
        "wants": {"quiet": {"weight": 1, "of": 1}},
    }
    assert shown["each round"] == [{"one moves": {"covert": "no", "stay": {}, "go": {"costs": 1, "then": "line up"}}}]
    assert shown["measures"] == {"back": {"of": "line == back"}}
    assert shown["claims"][0]["id"] == "claim_1"


RATES = """
crisis: Rates
calendar: {from: 2015-01, to: 2015-06, step: month, per: 2 months}
state: {line: {scale: [back, forward], starts: back}}
actors:
  one: {wants: {quiet: line, cost: {of: one plays go, per: occasion}}}
each month:
  - one moves:
      usually: {go: 0.1, why: counts}
      comes up: 0.5
      stay: {}
      go: {costs: 1, then: line up}
      wait: {costs: 0.1, per: time}
  - one looks: {comes up: {every: 2 months}, away: {}, back: {}}
  - chance fall: {falls: {probability: 0.2, then: line down}, stays: rest}
  - chance coin: {heads: 0.5, tails: 0.5}
claims: [{says: It stays., holds if: P(one plays stay) > 0.5}]
"""


def test_base_rates_occasions_and_what_is_counted_by_time_are_written_out() -> None:
    shown = filled_in(loads(RATES))
    moves, looks, fall, coin = (entry for stage in shown["each month"] for entry in stage.values())
    assert moves["usually"] == {"go": 0.1, "why": "counts", "per": "time", "stay": "rest", "wait": "rest"}
    assert moves["comes up"] == {"chance": 0.5}
    assert looks["comes up"] == {"every": "2 months"}
    assert [moves[act].get("per") for act in ("stay", "go", "wait")] == [None, "occasion", "time"]
    assert (fall["per"], coin["per"]) == ("time", "occasion")
    assert [want["per"] for want in shown["actors"]["one"]["wants"].values()] == ["time", "occasion"]
    assert loads(as_yaml(loads(RATES))).stages == loads(RATES).stages


def test_a_variant_is_shown_as_changed(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    file.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    shown = filled_in(load(file, "no_offensive"))
    assert "arm" not in shown["each month"][0]["patron decides"]


def _texts(again: Scenario) -> dict[str, object]:
    """Texts are wrapped anew, which may change the white space in them and nothing else."""
    return {name: getattr(again, name) for name in ("question", "about", "sources", "claims", "variants")}
