"""Which events guide a decision, and what is drawn there."""

from __future__ import annotations

import numpy as np
import pytest

from detente.evidence.guides import ActEvent, Guide, find_act
from detente.simulate.play import At
from detente.simulate.prepared import prepare
from support.dated import TEXT, solved, with_events


@pytest.mark.parametrize(
    ("happened", "act"),
    [
        ("patron plays arm", ("patron", "arm", True)),
        ("not patron plays arm", ("patron", "arm", False)),
        ("not not patron plays arm", ("patron", "arm", True)),
        ("patron plays arm and front == held", None),
        ("front == held", None),
    ],
)
def test_an_event_that_is_one_act(happened: str, act: tuple[str, str, bool] | None) -> None:
    scenario = with_events(TEXT, f"date: 2015-05, happened: {happened}")
    found = find_act(scenario.events[0], scenario)
    assert (None if found is None else (found.owner, found.action, found.is_taken)) == act


@pytest.mark.parametrize("sure", [1.0, 0.7])
@pytest.mark.parametrize("is_taken", [True, False])
def test_acts_are_drawn_as_the_policy_has_them_on_either_side(sure: float, is_taken: bool) -> None:
    scenario = with_events(TEXT, f"date: 2015-05, happened: {'' if is_taken else 'not '}patron plays arm, sure: {sure}")
    here = prepare(solved(TEXT)).tables[0][0][0]
    number = 100_000
    guide = Guide(ActEvent(scenario.events[0], 0, "patron", "arm", is_taken), scenario, number)
    policy = np.array([0.5, 0.2, 0.3])  # restrain, withdraw, arm
    uniform = np.random.default_rng(0).random(number)
    drawn = guide(here, At(slice(None), np.zeros(number, int)), np.log(np.tile(policy[:, None], number)), uniform)
    weight = np.where([False, False, True], sure if is_taken else 1 - sure, 1 - sure if is_taken else sure) * policy
    assert np.exp(guide.log_weight) == pytest.approx(weight.sum())
    shares = np.bincount(drawn, minlength=3) / number
    assert shares == pytest.approx(weight / weight.sum(), abs=0.006)


def test_a_play_without_the_decision_has_not_taken_the_act() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm, sure: 0.9")
    guide = Guide(ActEvent(scenario.events[0], 0, "patron", "arm", True), scenario, 3)
    assert np.exp(guide.log_weight) == pytest.approx([0.1] * 3)
