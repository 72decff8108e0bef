"""Certificates of solved trees."""

from __future__ import annotations

import json
from dataclasses import replace

from detente.trees.answering import describe
from detente.trees.exact import solve_game_tree
from support.game_files import POKER, game_of


def test_only_the_whole_branch_with_a_small_residual_is_solved() -> None:
    certificate = describe(solve_game_tree(game_of(POKER)), [""] * 11).certificate
    assert certificate.is_solved
    assert not replace(certificate, share=0.9).is_solved
    assert not replace(certificate, max_residual=1e-7).is_solved


def test_the_document_is_json() -> None:
    document = json.loads(json.dumps(describe(solve_game_tree(game_of(POKER)), [""] * 11).to_json()))
    assert [each["name"] for each in document["players"]] == ["Ann", "Bob"]
    assert document["information_sets"][1]["acts"][0]["name"] == "meet"
    assert document["certificate"]["is_solved"] is True
