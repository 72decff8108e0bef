"""Trees grown a stage at a time, beside those made node by node, whose information sets are public histories."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.trees.counting import list_profiles
from detente.trees.exact import solve_game_tree
from detente.trees.from_crisis import game_from_crisis
from detente.trees.grown import grow_tree
from detente.trees.unfold import unfold
from support.habits import HABIT_TREES
from support.offers import OFFERS
from support.private import CABLE, PRIVATE
from support.trees import CRISES
from support.unseen import BATTLES, BOTH, PROGRAMME

PUBLIC = {**CRISES, **HABIT_TREES, "secret": PROGRAMME, "both": BOTH, "battles": BATTLES, "offers": OFFERS}


@pytest.mark.parametrize("name", list(PUBLIC))
def test_the_other_walk_has_the_same_values_and_information_sets(name: str) -> None:
    scenario = loads(PUBLIC[name])
    old, new = game_from_crisis(unfold(scenario)), grow_tree(scenario, 100_000).tree
    values = [solve_game_tree(game).value[0, : len(scenario.actors)] for game in (old, new)]
    assert values[0] == pytest.approx(values[1], abs=1e-12)
    assert old.num_sets == new.num_sets


def test_a_date_that_hardly_counts_at_the_start_has_payoffs_of_its_own() -> None:
    """With patience 0 every date is the first: what is chosen then is the logit of what is paid then."""
    text = """
crisis: No tomorrow
calendar: {rounds: 3}
state: {line: {from: 0, to: 3, starts: 0}}
actors:
  ann: {patience: 0, precision: 2, wants: {line: 0.5 * line}}
each round:
  - ann moves: {up_: {costs: 0.2, then: line up}, stay: {}}
"""
    grown = grow_tree(loads(text), 1000)
    assert [column.since for column in grown.columns] == [0, 1, 2]
    policy = solve_game_tree(grown.tree).policy[::2]
    assert policy == pytest.approx(np.full(len(policy), 1 / (1 + np.exp(-2 * (0.5 - 0.2)))), abs=1e-12)


def test_joint_profiles_are_those_of_the_table() -> None:
    found = list_profiles(grow_tree(loads(CABLE), 1000).game)
    assert found == pytest.approx({(0, 0, 0): 0.4, (0, 1, 0): 0.1, (1, 0, 0): 0.15, (1, 1, 0): 0.35})


def test_a_menu_cannot_depend_on_what_is_not_seen() -> None:
    text = PRIVATE["cable"].replace("resist: {costs: 0.1}", "resist: {costs: 0.1, when: washington plays warn}")
    grow_tree(loads(text), 1000)
    with pytest.raises(ScenarioError) as error:
        grow_tree(loads(text.replace("seen by: [kyiv]", "seen by: [moscow]")), 1000)
    found = str(error.value)
    assert "what it can do at answers depends on what kyiv does not see" in found
    assert "Let kyiv see it (`seen by`)" in found
