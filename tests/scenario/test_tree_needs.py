"""What needs the tree of a crisis, in words and with its place."""

from __future__ import annotations

from detente.scenario.loading import loads
from detente.scenario.tree_needs import find_tree_needs, needs_tree
from support.games import SMALL
from support.private import CABLE, SPY, VOLUNTEERS


def test_every_need_has_its_place_and_its_reason() -> None:
    needs = find_tree_needs(loads(CABLE))
    assert [(need.where.line, need.message) for need in needs] == [
        (6, "the types of moscow, kyiv are drawn together"),
        (17, "washington knows the type of kyiv"),
        (21, "washington alone sees what comes of 'intercept'"),
        (25, "kyiv alone sees what comes of 'cables'"),
    ]
    assert [need.message for need in find_tree_needs(loads(SPY))] == [
        "jerusalem alone sees the traces of 'works'",
        "washington alone sees what comes of 'tells'",
    ]
    assert [need.message for need in find_tree_needs(loads(VOLUNTEERS))] == [
        "3 decisions are made at once (chooses, decides, acts)"
    ]


def test_other_crises_need_none() -> None:
    assert not any(needs_tree(loads(text)) for text in SMALL.values())
