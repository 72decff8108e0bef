"""Stages become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
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
    assert answers.actions[1].when.tree == ex.ActionTest("patron", "arm", "decides")
    assert restrain.effects == ()


def test_parameters_of_a_seat_are_those_of_its_holder(scenario: Scenario) -> None:
    answers = scenario.stages[3]
    assert isinstance(answers, Decision)
    costs = answers.actions[1].costs
    assert costs is not None
    values = [evaluate(costs.tree, Situation({"house": level}, {}, 0)) for level in (0.0, 1.0)]
    assert values == [1.0, 2.0]


def mistakes(old: str, new: str) -> list[str]:
    assert old in CEASEFIRE
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace(old, new, 1))
    return [mistake.message for mistake in caught.value.mistakes]


def test_a_signal_is_about_the_one_actor_whose_type_it_mentions() -> None:
    loud = "loud: 0.8 if patron is hungry else 0.2"
    assert mistakes(loud, "loud: 0.8") == [
        "no probability of the signal 'rumour' mentions a type; make it a chance",
    ]
    text = CEASEFIRE.replace("dove: {seat", "dove: {types: {a: {prior: 0.5}, b: {prior: 0.5}}, seat")
    with pytest.raises(ScenarioError, match="a signal is about one actor; 'rumour' mentions patron, dove"):
        loads(text.replace(loud, "loud: 0.8 * (patron is hungry) + 0.1 * (dove is a)"))
    (message,) = mistakes("rain: 0.3", "rain: 0.3 if patron is hungry else 0")
    assert message == "the probability of a chance cannot depend on what only patron knows; make it a signal"


def test_heads_are_distinguished_by_their_names() -> None:
    assert mistakes("signal rumour", "signal weather") == [
        "two stages are called 'weather'; every stage needs a name of its own"
    ]
    # What belongs to somebody of a like name is read as that one's, so that one slip is one mistake.
    (message,) = mistakes("- patron decides", "- patrn decides")
    assert message.startswith("unknown actor or seat 'patrn' — did you mean 'patron'?")


def test_an_act_looks_like_another_of_its_own_menu() -> None:
    for likeness in ("feint", "help"):
        messages = mistakes("looks like: restrain", f"looks like: {likeness}")
        assert any(each.startswith("'feint' can look like another act of 'decides' only") for each in messages)


def test_a_key_that_stands_too_high_is_no_result() -> None:
    (message, *_) = mistakes("rain: 0.3", "rain: 0.3\n      gives: {patron: 1}")
    assert "'gives' is not allowed here: chance has no costs; put it under an actor's wants" in message
