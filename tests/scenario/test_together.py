"""Three and more decisions made at once: what each may change."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from support.private import VOLUNTEERS


def mistakes_of(text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        loads(text)
    return str(error.value)


def test_all_know_that_they_decide_together() -> None:
    for stage in loads(VOLUNTEERS).stages:
        assert isinstance(stage, Decision)
        assert stage.together == ("chooses", "decides", "acts")
        assert stage.at_once_with == ""


def test_two_that_are_left_by_a_variant_decide_as_two_do() -> None:
    left = loads(VOLUNTEERS + "variants:\n  two: {stages.acts: removed}\n", variant="two")
    assert [s.at_once_with for s in left.stages if isinstance(s, Decision)] == ["decides", "chooses"]


def test_what_adds_up_is_no_mistake_and_all_else_is() -> None:
    one = "bob decides: {help: {costs: cost, then: helped"
    for change in ("= 2", "down"):
        found = mistakes_of(VOLUNTEERS.replace(f"{one} up", f"{one} {change}"))
        assert "changes `helped`, which" in found
        assert "at once, and the two do not add up; let a chance after them resolve it" in found


def test_what_one_reads_no_other_changes() -> None:
    found = mistakes_of(
        VOLUNTEERS.replace("bob decides: {help: {costs: cost,", "bob decides: {help: {costs: cost * helped,")
    )
    assert "'chooses' changes `helped`, which 'decides' depends on and is decided at once with" in found


def test_nobody_sees_what_the_others_choose() -> None:
    text = VOLUNTEERS.replace(
        "cyd acts:    {help: {costs: cost,", "cyd acts:    {help: {costs: cost if ann plays help else 0,"
    )
    assert "'chooses' is not decided before this in the period" in mistakes_of(text)


def test_everybody_decides_once() -> None:
    assert "'ann' decides twice at once" in mistakes_of(VOLUNTEERS.replace("cyd acts", "ann acts"))
