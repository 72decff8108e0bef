"""An answer in a notebook: its section with escaped words, and its long table."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from detente.analysis.asked import Asked
from detente.analysis.designed import Designed
from detente.analysis.options import Origin
from detente.analysis.posterior import NumberSays, Posterior
from detente.notebook.answers import AnswerView
from support.bargain import bargain

ORIGIN = Origin("x", "X", None, "0" * 16, 0, "0", {"solve": 1.0})
POSTERIOR = Posterior(
    (NumberSays("a<b", 0.0, 1.0, 0.5, (0.4, 0.6), 0.2),), (), ({"a<b": 0.5},), 1, 1, 1, (1.0,), 1.0, 1.0, 0.0
)


def test_words_and_table() -> None:
    shown = AnswerView(Asked(ORIGIN, "", "detente posterior x", POSTERIOR, None))
    assert shown.table.to_dict("records") == [{"a<b": 0.5}]
    assert "a&lt;b" in shown._repr_html_()
    assert repr(shown) == f"<{shown.section.title}: {shown.section.lead}>"


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


def test_a_design() -> None:
    crisis = detente.loads(bargain(1))
    found = crisis.design(num_plays=300, num_worlds=0)
    record = found.record
    assert isinstance(record, Designed)
    assert record.num_tried == 3
    assert next(iter(found.table["name"])) == record.best.name
    assert "<table" in found._repr_html_()
    assert record.best.name in found._repr_html_()


def test_designs_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "designs.yaml"
    file.write_text("designs:\n  two: {by: deals, for: {k: {from: 0, to: 1}}, numbers.offer: k}\n", encoding="utf-8")
    names = [each.name for each in detente.loads(bargain(1)).with_designs(file).scenario.designs]
    assert sorted(names) == ["offers", "two"]
