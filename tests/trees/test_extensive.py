"""Games as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from detente.trees.extensive import NEVER, uniform_anchor
from support.game_files import POKER, game_of


def test_children_members_and_slots_fit_together() -> None:
    game = game_of(POKER)
    first, child = game.children
    assert [child[first[n] : first[n + 1]].tolist() for n in (0, 1, 2)] == [[1, 6], [2, 5], [3, 4]]
    members = [game.members[1][a:b].tolist() for a, b in zip(game.members[0][:-1], game.members[0][1:], strict=True)]
    assert members == [[1], [2, 7], [6]]
    assert game.slot_in.tolist() == [-1, -1, 0, 2, 3, 1, -1, 4, 2, 3, 5]


def test_precision_is_by_player() -> None:
    assert game_of(POKER).with_precision([2.0, 3.0]).precision.tolist() == [2, 3, 2]


def test_anchors_are_distributions() -> None:
    assert np.exp(uniform_anchor(np.array([2, 4]))) == pytest.approx([0.5, 0.5, 0.25, 0.25, 0.25, 0.25])


def test_what_never_happens_has_a_logarithm() -> None:
    text = POKER.replace('"high" 1/2 "low" .5', '"high" 1 "low" 0')
    assert game_of(text).log_prob[6] == NEVER
