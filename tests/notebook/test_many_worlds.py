"""Policies and claims in many worlds, in a notebook."""

from __future__ import annotations

from pathlib import Path

import detente
from detente.analysis.designed import Designed
from support.bargain import bargain
from support.explored import PLAYS, write_crisis


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


def test_worlds_are_rows(tmp_path: Path) -> None:
    crisis = detente.load(write_crisis(tmp_path))
    found = crisis.explore(6, num_plays=PLAYS, store=tmp_path / "worlds")
    assert len(found.frame()) == 7  # world 0 has the base values
    assert {claim.id for claim in found.claims} == {"arms", "free_arms"}
