"""A definition means what it says wherever its name stands."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.model import Actor, Scenario
from support.ceasefire import CEASEFIRE

WAITS = "quiet: {weight: 2, of: fear if front == held, why: habit, source: wire}"


def with_definitions(definitions: str, want: str, variant: str | None = None, patch: str = "{}") -> Scenario:
    text = CEASEFIRE.replace("actors:\n", f"definitions: {definitions}\n\nactors:\n", 1).replace(
        WAITS, f"quiet: {want}"
    )
    return loads(text.replace("variants:\n", f"variants:\n  mine: {patch}\n", 1), "ceasefire.yaml", variant)


def patron(scenario: Scenario) -> Actor:
    return next(actor for actor in scenario.actors if actor.name == "patron")


def tree(scenario: Scenario) -> object:
    return next(want.formula.tree for want in patron(scenario).wants if want.name == "quiet")


def test_a_definition_is_what_it_stands_for() -> None:
    written = with_definitions("{}", "2 * ((front == held) + (aid > 1 and date >= 2015-07))")
    named = with_definitions(
        "{calm_line: front == held, helped: aid > 1 and date >= 2015-07}", "2 * (calm_line + helped)"
    )
    assert tree(named) == tree(written)
    assert named.hash != written.hash


def test_variants_change_definitions() -> None:
    changed = with_definitions(
        "{calm_line: front == held}", "calm_line", "mine", "{definitions.calm_line: front == retreat}"
    )
    assert tree(changed) == tree(with_definitions("{}", "front == retreat"))


@pytest.mark.parametrize(
    ("definitions", "want", "message"),
    [
        ("{calm_line: front == hold}", "calm_line", "unknown name 'hold' — did you mean 'held'"),
        ("{calm_line: front ==}", "calm_line", "the expression is not finished"),
        ("{calm_line: front == held}", "calm_lin", "unknown name 'calm_lin' — did you mean 'calm_line'"),
        (
            "{one_way: front == held, other: one_way}",
            "1",
            "'one_way' is a definition, which another one cannot mention",
        ),
        ("{front: aid > 1}", "1", "'front' is the name of a variable already"),
    ],
)
def test_mistakes_are_reported_once(definitions: str, want: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        with_definitions(definitions, want)
    assert sum(message in str(mistake) for mistake in caught.value.mistakes) == 1


def test_a_definition_says_where_it_cannot_stand() -> None:
    text = CEASEFIRE.replace("actors:\n", "definitions: {trusted: belief(patron is cautious)}\n\nactors:\n", 1)
    with pytest.raises(ScenarioError, match=r"'trusted' is not allowed here: .* cannot mention public beliefs"):
        loads(text.replace("- patron decides:\n", "- patron decides:\n      when: trusted > 0.5\n", 1))
