"""Stages become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.loading import loads
from detente.scenario.model import Chance, Decision, Scenario
from support.ceasefire import CEASEFIRE
from support.offers import OFFERS


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
    text = text.replace("hawk: {seat", "hawk: {types: {c: {prior: 0.5}, d: {prior: 0.5}}, seat")
    message = "a signal is about one actor or two; 'rumour' mentions patron, dove, hawk"
    with pytest.raises(ScenarioError, match=message):
        loads(text.replace(loud, "loud: 0.6 * (patron is hungry) + 0.1 * (dove is a) + 0.1 * (hawk is c)"))
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


def offer_mistakes(old: str, new: str) -> list[tuple[str, str]]:
    assert old in OFFERS
    with pytest.raises(ScenarioError) as caught:
        loads(OFFERS.replace(old, new, 1))
    return [(mistake.where.field, mistake.message) for mistake in caught.value.mistakes]


def test_an_act_with_a_range_is_one_act_for_each_of_its_numbers() -> None:
    offers = loads(OFFERS).stages[0]
    assert isinstance(offers, Decision)
    names = [f"share {number}" for number in ("0", "0.25", "0.5", "0.75", "1")]
    assert [action.name for action in offers.actions] == [*names, "walk_out"]
    assert [(action.family, action.number) for action in offers.actions[1:3]] == [("share", 0.25), ("share", 0.5)]
    for action in offers.actions[:5]:
        assert action.costs is not None
        assert evaluate(action.costs.tree, Situation({}, {}, 0)) == pytest.approx(0.1 * action.number)
        assert action.effects[0].amount.tree == ex.Number(action.number)


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("share: {from: 0, to: 1, step", "share: {from: 0, step", "offers.share", "needs both 'from' and 'to'"),
        ("to: 1, step: 0.25, then", "to: 1, step: 0.3, then", "share.to", "steps of 0.3 from 0 do not end at 1"),
        ("to: 1, step: 0.25, then", "to: 100, step: 0.25, then", "share.step", "this range has 401 acts"),
        ("costs: 0.1 * share", "costs: 0.1 * shape", "share.costs", "unknown name 'shape'"),
        ("walk_out: {}", "walk_out: {costs: share}", "walk_out.costs", "'offers' is not decided before this"),
        ("when: deal == open", "covert: yes", "answers.when", "no other actor knows for certain that ann plays share"),
        ("when: ann plays share\n", "when: ann plays share 0.3\n", "answers.when", "0.3 is none of the numbers of"),
        ("when: ann plays share\n", "when: ann plays walk_out 1\n", "answers.when", "no range of numbers 'walk_out'"),
        ("last: {from", "share: {from", "offers.share", "'share' is the name of a variable already"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_offer_is_said_once_at_its_place(old: str, new: str, field: str, message: str) -> None:
    found = [each for each in offer_mistakes(old, new) if message in each[1]]
    assert len(found) == 1
    assert found[0][0].endswith(field)


def test_two_decisions_of_an_owner_have_no_range_of_the_same_name() -> None:
    again = "  - ann insists:\n      share: {from: 0, to: 1, step: 0.25}\n  - bob answers:"
    assert [message for _, message in offer_mistakes("  - bob answers:", again)] == [
        "'share' is a range of numbers of 'offers' already; every range of one owner needs a name of its own"
    ]


def test_where_two_owners_have_a_range_of_one_name_its_owner_is_written() -> None:
    both = OFFERS.replace(
        "      refuse: {}\n", "      refuse: {}\n  - bob offers_too:\n      share: {from: 0, to: 2}\n"
    )
    wants = "ann: {precision: 3, patience: 0.5, wants: {x: SHARE}}"
    both = both.replace("ann: {precision: 3, patience: 0.5}", wants)
    with pytest.raises(ScenarioError, match=r"ann, bob choose a 'share'; write ann\.share"):
        loads(both.replace("{x: SHARE}", "{x: 0}") + "measures: {m: share}\n")
    stages = loads(both.replace("SHARE", "bob.share + share")).actors[0].wants[0].formula.tree
    assert isinstance(stages, ex.Binary)
    assert [part.owner for part in (stages.left, stages.right) if isinstance(part, ex.ChosenNumber)] == ["bob", "ann"]
