"""Beliefs on a tree: Bayes' rule at small cases."""

from __future__ import annotations

import pytest

from detente.errors import DetenteError
from detente.scenario.loading import loads
from detente.solve.at_belief import PoliciesAt
from detente.solve.tree_play import EVERYBODY, NoPolicies
from detente.trees.as_equilibrium import solve_on_tree
from support.private import CABLE


def test_a_signal_is_weighed_by_who_hears_it() -> None:
    tree = solve_on_tree(loads(CABLE)).on_tree
    assert tree is not None
    # At the end washington has heard it: P(hawk | loud, strong) = 0.4 · 0.8 / (0.4 · 0.8 + 0.15 · 0.3), and so on.
    found = {round(float(each), 10) for each in tree.belief(1, 2, 0, 2)[:, 0]}
    odds = {(0.4, 0.15, 0.8, 0.3), (0.4, 0.15, 0.2, 0.7), (0.1, 0.35, 0.8, 0.3), (0.1, 0.35, 0.2, 0.7)}
    assert found == {round(h * a / (h * a + d * b), 10) for h, d, a, b in odds}


def test_everybody_is_known_to_itself() -> None:
    tree = solve_on_tree(loads(CABLE)).on_tree
    assert tree is not None
    assert set(tree.belief(1, 1, 1, 2)[:, 0].round(12)) == {0.0, 1.0}
    assert tree.belief(0, EVERYBODY, 1, 2)[:, 0] == pytest.approx([0.55])


def test_there_are_no_policies() -> None:
    for ask in (lambda none: none[0], list):
        with pytest.raises(DetenteError, match="policy is a function of public beliefs"):
            ask(NoPolicies())
    with pytest.raises(DetenteError, match="policy is a function of public beliefs"):
        PoliciesAt(solve_on_tree(loads(CABLE)))
