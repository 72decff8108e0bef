"""What the file alone shows."""

from __future__ import annotations

from detente.analysis.checkups.written import find_written
from detente.errors import Mistake
from detente.scenario.loading import apply_on_top, loads
from detente.scenario.positions import Where
from support.silly import SANE


def test_sources_are_cited_one_by_one_or_together() -> None:
    text = SANE.replace("sources:\n", "sources:\n  one: {author: One}\n  two: {author: Two}\n").replace(
        "    says: The bold push more.\n", "    says: The bold push more.\n    source: one\n"
    )
    scenario = loads(text)
    found = list(find_written(scenario, lambda name: apply_on_top(scenario, name), ()))
    assert [(each.kind, each.subject) for each in found] == [("source never cited", "two")]


def test_warnings_are_sentences_at_their_places() -> None:
    scenario, where = loads(SANE), Where("a.yaml", 9, 3, "numbers.spare")
    (found,) = find_written(scenario, lambda name: apply_on_top(scenario, name), (Mistake(where, "it is so"),))
    assert (found.kind, found.says, found.where) == ("caution", "It is so.", where)
