"""The records of curves and flips as tables and plain values."""

from __future__ import annotations

import json

import pytest

from support.one_shot import curve_of, curves, flip_of, flip_with_boundary, flips


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_tables_have_a_row_for_every_point_and_every_turn() -> None:
    assert len(curves().table()) == sum(len(each.points) for each in curves().curves)
    turns = [turn for each in flips().claims for turn in (each.one, each.two, each.prior, each.leaves)]
    assert len(flips().table()) == sum(turn is not None for turn in turns)


def test_plain_values_keep_everything() -> None:
    record = json.loads(json.dumps(curves().to_json()))
    assert len(record["curves"]) == len(curves().curves)
    assert record["curves"][0]["points"][0]["at"] == curves().curves[0].points[0].at
    record = json.loads(json.dumps(flips().to_json()))
    assert len(record["claims"]) == len(flips().claims)
    (drawn,) = json.loads(json.dumps(flip_with_boundary().to_json()))["claims"]
    assert drawn["boundary"]["names"] == list(flip_of("arms").pair or ())


def test_how_far_a_number_moves() -> None:
    curve = curve_of("arms", "cost")
    values = [point.value for point in curve.points if point.value is not None]
    assert curve.spread == max(values) - min(values) > 0.9
