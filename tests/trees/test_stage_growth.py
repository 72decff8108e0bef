"""What is observed at one stage: information sets of small crises, counted by hand."""

from __future__ import annotations

import pytest

from detente.scenario.loading import loads
from detente.trees.grown import grow_tree
from support.private import CABLE, MAIL, VOLUNTEERS


def num_sets(text: str, actor: int) -> int:
    return sum(choice.player == actor for choice in grow_tree(loads(text), 10_000).choices)


def test_volunteers_see_nothing_of_one_another() -> None:
    assert [num_sets(VOLUNTEERS, actor) for actor in range(3)] == [1, 1, 1]
    # One after another, each sees what was chosen before.
    lines = VOLUNTEERS.replace("  - at once:\n", "").replace("      ann", "  - ann")
    lines = lines.replace("      bob", "  - bob").replace("      cyd", "  - cyd")
    assert [num_sets(lines, actor) for actor in range(3)] == [1, 2, 4]


def test_a_cable_is_read_by_its_addressee_alone() -> None:
    # Washington: two types of kyiv that it knows, two signals. Kyiv: two types of its own, two cables.
    assert (num_sets(CABLE, 2), num_sets(CABLE, 1)) == (4, 4)
    unread = CABLE.replace("seen by: [kyiv]", "seen by: [moscow]")
    assert (num_sets(unread, 2), num_sets(unread, 1)) == (4, 2)


def test_generals_have_seen_their_own_news() -> None:
    assert (num_sets(MAIL, 1), num_sets(MAIL, 2)) == (2, 2)


def test_a_later_precision_counts_for_what_is_left_of_the_payoff() -> None:
    text = """
crisis: Later
calendar: {rounds: 3}
state: {line: {from: 0, to: 3, starts: 0}}
actors:
  ann: {patience: 0.5, precision: 2, wants: {line: line}}
each round:
  - ann moves: {up_: {then: line up}, stay: {}}
"""
    found = {choice.period: choice.precision for choice in grow_tree(loads(text), 1000).choices}
    assert found == pytest.approx({0: 2.0, 1: 4.0, 2: 8.0})
