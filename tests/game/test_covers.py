"""Covers that hide nothing, as the new state is seen by everybody."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_for_tree, compile_game
from detente.game.covers import find_bare_covers
from detente.scenario.loading import loads
from support.games import COVERT, LOOKS_LIKE
from support.private import CABLE

OPEN = """
crisis: A covert act that the state gives away
calendar: {rounds: 2}
state:
  front: {from: 0, to: 9, starts: 0}
actors:
  patron: {types: {calm: {prior: 0.5, taste: 0}, keen: {prior: 0.5, taste: 1}}, wants: {ground: taste * front}}
each round:
  - patron supplies:
      covert: yes
      wait: {}
      arm: {costs: 0.2, then: front up}
"""


def bare(text: str) -> list[tuple[int, str]]:
    """The line and the first word of each message."""
    found = find_bare_covers(compile_game(loads(text), {"patron": 3}))
    return [(each.where.line, each.message.split()[0]) for each in found]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_covert_act_that_always_changes_the_state() -> None:
    assert bare(OPEN) == [(line_of(OPEN, "patron supplies"), "'supplies'")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("to: 9", "to: 1"),  # at the end of the scale nothing changes
        ("then: front up", "results: {hit: {probability: 0.5, then: front up}, miss: rest}"),
        ("wait: {}", "wait: {then: front up}"),
        ("then: front up}", "then: front up if round == 2}"),
        ("then: front up}", "gives: {patron: 1}}"),
    ],
)
def test_a_cover_that_hides_something_somewhere(old: str, new: str) -> None:
    assert old in OPEN
    assert bare(OPEN.replace(old, new)) == []


def test_an_act_without_others_has_nothing_to_hide() -> None:
    assert (
        bare(OPEN.replace("wait: {}", "wait: {when: round == 1}").replace("arm: {", "arm: {when: round == 2, ")) == []
    )


def test_an_act_that_looks_like_another_and_is_seen_all_the_same() -> None:
    text = OPEN.replace("      covert: yes\n", "").replace("arm: {costs", "arm: {looks like: wait, costs")
    assert bare(text) == [(line_of(text, "arm:"), "'arm'")]


def test_the_covers_of_other_tests_hide_something() -> None:
    for text in (COVERT, LOOKS_LIKE):
        assert bare(text) == []


def test_what_only_some_may_see_is_no_public_state() -> None:
    """An act that all can tell by where it leads is no secret; where everybody sees it anyway, nothing is wrong."""
    hidden = CABLE.replace("warn: {}", "warn: {then: line down}")
    with pytest.raises(ScenarioError, match="'cables' is seen by kyiv alone, but its acts lead to states that differ"):
        compile_for_tree(loads(hidden))
    compile_for_tree(loads(hidden.replace("seen by: [kyiv]", "seen by: [kyiv, moscow]")))
    # What is remembered of an act for later formulas is not seen by itself.
    compile_for_tree(loads(CABLE))
