"""Payoffs at the ends of a game tree: discounted to the period from which they count."""

from __future__ import annotations

import pytest

from detente.scenario.loading import loads
from detente.trees.tree import Tree, TreeNode


def test_payoffs_are_discounted_to_the_period_from_which_they_count() -> None:
    """Two periods and the aftermath: 1 + 0.5 · 4 + 0.25 · 8 from the start, 4 + 0.5 · 8 from the second period."""
    scenario = loads(
        "crisis: c\ncalendar: {rounds: 2}\nstate: {s: {one of: [a, b], starts: a}}\n"
        "actors: {p: {wants: {w: 1}}}\neach round:\n  - p acts: {wait: {}, go: {then: s = b}}\n"
    )
    end = TreeNode("end", received=((1.0, 2.0), (4.0, 1.0), (8.0, 0.0)), kinds=((0, 0),) * 3)
    tree = Tree(
        scenario, ("p", "q"), patience=((0.5,), (1.0,)), precision=((1.0,), (1.0,)), nodes=(end,), information_sets=()
    )
    assert tree.payoff(end, 0) == pytest.approx(5.0)
    assert tree.payoff(end, 0, since=1) == pytest.approx(8.0)
    assert tree.payoff(end, 0, since=2) == pytest.approx(8.0)
    assert tree.payoff(end, 1) == pytest.approx(3.0)


def test_a_period_is_discounted_by_the_patience_of_the_type_with_which_it_ends() -> None:
    """Soft at first (0.5), hard (0.8) from the end of the first period on, and soft again in the end."""
    scenario = loads(
        "crisis: c\ncalendar: {rounds: 2}\nstate: {s: {one of: [a, b], starts: a}}\n"
        "actors: {p: {wants: {w: 1}}}\neach round:\n  - p acts: {wait: {}, go: {then: s = b}}\n"
    )
    end = TreeNode("end", received=((1.0,), (4.0,), (8.0,)), kinds=((0,), (1,), (0,)))
    tree = Tree(scenario, ("p",), patience=((0.5, 0.8),), precision=((1.0, 1.0),), nodes=(end,), information_sets=())
    assert tree.payoff(end, 0) == pytest.approx(1 + 0.8 * (4 + 0.5 * 8))
    assert tree.payoff(end, 0, since=1) == pytest.approx(4 + 0.5 * 8)
