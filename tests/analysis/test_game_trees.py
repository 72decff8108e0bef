"""Records of tasks on game trees."""

from __future__ import annotations

from detente.analysis.game_trees import ImportedGame


def test_an_import_as_a_document() -> None:
    record = ImportedGame("A game", "crisis: A game\n", "a.yaml", {"actors": 2})
    assert record.to_json() == {
        "title": "A game",
        "file": "a.yaml",
        "scenario": "crisis: A game\n",
        "counts": {"actors": 2},
    }
