"""Why, in a notebook: text, table, and HTML without anything unescaped."""

from __future__ import annotations

import pytest

import detente


def test_a_move_and_a_story_in_a_notebook() -> None:
    crisis = detente.loads(
        """
crisis: One who <decides>
calendar: {rounds: 2}
state: {x: {from: 0, to: 2, starts: 0}}
actors: {p: {called: "<The one>", precision: 2, patience: 1, wants: {w: x}}}
each round:
  - p decides: {stay: {costs: 0.1}, go: {then: x up}}
claims:
  - {id: moves, says: It <moves>., holds if: P(eventually x == 2) > 0.5}
"""
    )
    reasons = crisis.reasons("p", "2", "go", "stay", num_plays=500)
    assert sorted(reasons.table["total"]) == pytest.approx([0.1, 1.0])
    assert "go" in str(reasons)
    story = crisis.story(num_plays=500)
    assert {"play", "act", "probability"} <= set(story.table.columns)
    because = crisis.explain("moves", num_plays=500)
    assert repr(because).startswith("<Why “moves”")
    for each in (reasons, story, because):
        page = each._repr_html_()
        assert "<The one>" not in page
        assert "<moves>" not in page
