"""Stages become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.scenario import expressions as ex
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.loading import loads
from detente.scenario.model import Chance, Decision, Scenario
from support.ceasefire import CEASEFIRE


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(CEASEFIRE, "ceasefire")


def test_stages(scenario: Scenario) -> None:
    decides, weather, rumour, answers = scenario.stages
    assert isinstance(decides, Decision)
    assert isinstance(answers, Decision)
    assert isinstance(weather, Chance)
    assert isinstance(rumour, Chance)
    restrain, feint, arm = decides.actions
    assert feint.looks_like == "restrain"
    assert [effect.kind for effect in arm.effects] == ["up", "set"]
    assert arm.effects[0].condition is not None
    assert arm.effects[0].condition.text == "front == retreat"
    assert [result.probability is None for result in arm.results] == [False, True]
    assert (weather.about, rumour.about) == (None, "patron")
    assert [result.name for result in weather.results] == ["rain", "sun"]
    assert answers.is_covert
    assert [result.name for result in answers.traces] == ["seen", "unseen"]
    assert answers.actions[1].when is not None
    assert answers.actions[1].when.tree == ex.Plays("patron", "arm", "decides")
    assert restrain.effects == ()


def test_parameters_of_a_seat_are_those_of_its_holder(scenario: Scenario) -> None:
    answers = scenario.stages[3]
    assert isinstance(answers, Decision)
    costs = answers.actions[1].costs
    assert costs is not None
    values = [evaluate(costs.tree, Situation({"house": level}, {}, 0)) for level in (0.0, 1.0)]
    assert values == [1.0, 2.0]
