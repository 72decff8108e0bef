"""What variants take over from each other is what each would have built by itself, its mistakes included."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.scenario import library, loading
from detente.scenario.assembly import build_draft
from detente.scenario.reading import read_text
from detente.scenario.sharing import Shared
from support.made import PATRON

WRONG = """
crisis: Much is wrong
calendar: {rounds: 2}
sources: {book: {text: a book}}
state:
  front: {scale: [lost, held, won], starts: held}
  other: {scale: [a, b], starts: a}
numbers:
  cost: {range: [0, 1], base: 2}
  half: 0.5
definitions: {calm: front == held}
seats: {post: {wants: {seat: front + nowhere}}}
actors:
  one:
    types: {x: {prior: half, taste: 1}, y: {prior: 0.6, taste: 2}}
    wants: {land: taste * front, sea: unknown}
  two: {seat: post, holds when: other == a}
  three: {seat: post, holds when: other == b}
each round:
  - one moves:
      go: {then: front up, costs: cost, source: no_book}
      stay: {costs: missing, when: calm}
  - post answers:
      wait: {results: {good: {probability: 0.5 if one is x else 0.1, then: front = won}, bad: rest}}
      fight: {then: front down, gives: {nobody: 1}}
  - chance luck:
      fine: {probability: 0.4, then: other = c}
      poor: rest
variants:
  cheap: {numbers.cost: 0}
  cheaper: {builds on: [cheap], numbers.cost: 0.1, numbers.missing: 1}
  more: {numbers.unknown: 1, numbers.nowhere: 2}
  levels: {state.other.scale: [a, b, c]}
  fewer: {state.front.scale: [lost, won], state.front.starts: lost}
  gone: {stages.moves.go: removed}
  no_luck: {stages.luck: removed}
  taken: {actors.one.types.y: removed}
  meant: {definitions.calm: front == won}
  named: {definitions.calm: nothing == won}
  lost: {numbers.nothing_like_it.base: 1}
claims:
  - {says: It lasts., holds if: P(always calm) > 0.5}
"""


@pytest.mark.parametrize("name", ["wrong", "patron", *library.bundled()])
def test_nothing_is_taken_over_that_would_differ(name: str) -> None:
    """Against each variant built where nothing is shared; the representations of records have all their places."""
    text = {"wrong": WRONG, "patron": PATRON}.get(name)
    base = loading.draft(library.find(name)) if text is None else build_draft(read_text(text, name), name, "", None)
    assert (name == "wrong") == bool(base.mistakes)
    for variant, draft in loading.draft_variants(base).items():
        alone = loading.draft_on_top(replace(base, shared=Shared()), variant)
        assert draft.mistakes == alone.mistakes, variant
        assert draft.unclear == alone.unclear, variant
        assert repr(draft.scenario) == repr(alone.scenario), variant
        assert draft.scenario.hash == alone.scenario.hash, variant
        assert draft.scenario.document == alone.scenario.document, variant


def test_what_a_variant_of_numbers_leaves_alone_is_built_once() -> None:
    base = loading.draft(library.find("sochi-2015"))
    (name, *_) = (
        each.name
        for each in base.scenario.variants
        if not each.builds_on and not each.sees and all(patch.path.startswith("numbers.") for patch in each.patches)
    )
    changed = loading.draft_variants(base)[name].scenario
    assert all(one is other for one, other in zip(base.scenario.stages, changed.stages, strict=True))
    assert all(one is other for one, other in zip(base.scenario.actors, changed.actors, strict=True))
    assert changed.numbers != base.scenario.numbers
