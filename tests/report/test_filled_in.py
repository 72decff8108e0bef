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


def test_a_variant_is_shown_as_changed(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    file.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    shown = filled_in(load(file, "no_offensive"))
    assert "arm" not in shown["each month"][0]["patron decides"]


def _texts(again: Scenario) -> dict[str, object]:
    """Texts are wrapped anew, which may change the white space in them and nothing else."""
    return {name: getattr(again, name) for name in ("question", "about", "sources", "claims", "variants")}
