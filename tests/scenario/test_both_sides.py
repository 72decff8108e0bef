"""Results of an act whose odds depend on both sides, beside the same act with a signal written after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Chance, Decision
from support.unseen import BATTLES, BATTLES_IN_ONE


def test_results_of_both_sides_are_the_act_and_a_signal() -> None:
    written, joined = loads(BATTLES), loads(BATTLES_IN_ONE)
    *others, battle = joined.stages
    assert isinstance(battle, Chance)
    assert battle.name == "answers_fight"
    assert (*others, replace(battle, name="battle")) == written.stages
    assert joined.actors == written.actors


def test_own_parameters_are_plain_names_and_one_other_side_is_enough() -> None:
    text = BATTLES_IN_ONE.replace("- 0.3 * (kyiv is strong)", "- 0.3 * loss")
    battle = loads(text).stages[-1]
    assert isinstance(battle, Chance)
    assert (battle.about, battle.also) == ("moscow", "kyiv")
    battle = loads(BATTLES_IN_ONE.replace(" - 0.3 * (kyiv is strong)", "")).stages[-1]
    assert isinstance(battle, Chance)
    assert (battle.about, battle.also) == ("moscow", None)


def test_results_of_ones_own_type_stay_with_the_act() -> None:
    stages = loads(BATTLES_IN_ONE.replace("0.3 * (moscow is strong)", "0.1")).stages
    last = stages[-1]
    assert isinstance(last, Decision)
    assert [result.name for result in last.actions[1].results] == ["won", "lost"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      fight:\n", "      covert: yes\n      fight:\n"),
        ("      yield: {then: line up}", "      yield: {then: line up, looks like: fight}"),
        ("      fight:\n", "      traces: {seen: 0.3, unseen: rest}\n      fight:\n"),
        ("costs: loss\n        results", "costs: loss\n        says: kyiv is strong\n        results"),
        (
            "costs: loss\n        results:\n          won:  {probability: 0.5",
            "then: line up\n        results:\n          won:  {probability: 0.5 - 0.1 * (line == back)",
        ),
    ],
)
def test_what_would_mean_something_else_is_refused(before: str, after: str) -> None:
    assert before in BATTLES_IN_ONE
    with pytest.raises(
        ScenarioError, match="a probability cannot depend on what only moscow knows; let a signal follow"
    ):
        loads(BATTLES_IN_ONE.replace(before, after))
