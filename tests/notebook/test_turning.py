"""Curves and flips in a notebook, and numbers that are set there."""

from __future__ import annotations

from pathlib import Path

import pytest

import detente
from support.one_shot import CRISIS


@pytest.fixture(autouse=True)
def verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_a_curve_as_a_table_a_chart_and_html() -> None:
    curve = detente.loads(CRISIS).curve("arms", "cost", values=3, num_plays=500, num_points=9)
    assert set(curve.table["number"]) == {"cost"}
    assert list(curve.table["at"]) == sorted(curve.table["at"])
    (title,) = curve.charts()
    assert title == "arms (> 70 %) against cost"
    assert "<table" in curve._repr_html_()
    assert repr(curve) == "<How claims depend on numbers: A patron that knows what it wants>"


def test_flips_of_a_crisis_with_numbers_set() -> None:
    crisis = detente.loads(CRISIS, numbers={"cost": 0.9})
    assert crisis.with_numbers(gain=0.65).scenario.hash != crisis.scenario.hash
    flip = crisis.flip("arms", "cost", num_plays=500, num_points=9, num_worlds=0)
    assert list(flip.table[flip.table["change"] == "one number"]["to"]) == ["holds"]
    assert "What would turn the verdicts" in flip._repr_html_()
