"""Plans: which policies must be unknowns, and which players forget."""

from __future__ import annotations

import pytest

from detente.trees.plans import find_forgetful, make_plan
from support.game_files import CENTIPEDE, CROSSED, LEADER, PENNIES, POKER, game_of, random_game


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        (CENTIPEDE, []),  # nothing is hidden
        (POKER, ["has high", "has low"]),  # Bob's answer tells nobody anything
        (LEADER, ["1"]),
        (PENNIES, ["1"]),  # the first move, which the second does not see
    ],
)
def test_unknown_is_what_others_beliefs_depend_on(text: str, unknown: list[str]) -> None:
    game, plan = game_of(text), make_plan(game_of(text))
    assert [name for name, first in zip(game.labels.sets, plan.first_unknown, strict=True) if first >= 0] == unknown


def test_sets_that_come_before_each_other_are_unknowns() -> None:
    assert make_plan(game_of(CROSSED)).num_unknowns == 2


def test_the_order_has_everything_below_first() -> None:
    game = random_game(0)
    plan = make_plan(game)
    done = set()
    _, child = game.children
    first_child, _ = game.children
    first_member, member = game.members
    for block in plan.order:
        nodes = (
            member[first_member[block] : first_member[block + 1]] if block < game.num_sets else [block - game.num_sets]
        )
        for node in nodes:
            below = child[first_child[node] : first_child[node + 1]]
            assert all(game.owner[each] == -2 or each in done for each in below)
        done.update(int(node) for node in nodes)
    assert len(done) == (game.owner != -2).sum()


def test_who_does_not_see_its_own_first_move_forgets() -> None:
    text = """EFG 2 R "" { "a" }
    p "" 1 1 "" { "x" "y" } 0
    p "" 1 2 "later" { "l" "r" } 0 t "" 1 "" { 1 } t "" 2 "" { 0 }
    p "" 1 2 0 t "" 2 t "" 1
    """
    assert find_forgetful(game_of(text)).tolist() == [1]
    assert find_forgetful(game_of(POKER)).tolist() == []
