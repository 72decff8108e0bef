"""Curves and flips in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.turning import Crossing, NumberChange, Turn
from detente.report import turning_words as words
from support.one_shot import curve_of, curves, flip_of, flips


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_a_crossing() -> None:
    clear = Crossing(0.5, 0.51, "holds", "fails", 0.5, 0.51)
    assert words.crossing_in_words(clear) == "holds up to 0.5, fails from 0.51"
    unclear = Crossing(0.5, 0.51, "holds", "fails", 0.45, 0.51)
    assert words.crossing_in_words(unclear) == (
        "holds up to 0.45, fails from 0.51; the number crosses the threshold between 0.5 and 0.51, near which its "
        "interval leaves the verdict undecided"
    )
    open_ = Crossing(0.5, 0.51, "undecided", "fails", None, 0.6)
    assert words.crossing_in_words(open_).startswith("undecided below, fails from 0.6; the number crosses")
    assert words.crossing_in_words(Crossing(1.0, 2.0, "holds", "holds")) == "touches the threshold between 1 and 2"


def test_a_turn_names_what_changes_and_by_how_much() -> None:
    up = NumberChange("cost", 0.3, 0.55, 0.56, 0.26)
    down = NumberChange("guest.calm", 0.8, 0.5, 0.49, -0.31)
    still = NumberChange("gain", 0.6, 0.6, 0.6, 0.0)
    assert words.turn_in_words(Turn((up, still), 0.25, 0.26, "fails", None, None)) == "cost 0.3 → 0.56 (+26 %)"
    assert words.turn_in_words(Turn((up, down), 0.3, 0.31, "fails", None, None)) == (
        "cost 0.3 → 0.56 (+26 %) and the prior of calm (guest) 0.8 → 0.49 (−31 %)"
    )
    assert words.bracket_in_words(Turn((down,), 0.3, 0.31, "fails", None, None)) == "0.49 … 0.5"
    assert words.turn_in_words(None) == "none"


def test_what_a_curve_says() -> None:
    assert words.curve_in_words(curve_of("arms", "cost")).startswith(
        "The claim's number falls with cost; holds up to 0."
    )
    assert words.curve_in_words(curve_of("arms", "idle")) == (
        "The claim's number does not visibly move with idle; no value evaluated turns the verdict, holds."
    )
    assert "is on an island" in words.curve_in_words(curve_of("arms", "x"))
    assert "3 claims" in words.lead_of_curves(curves())


def test_what_a_flip_says() -> None:
    said = words.flip_in_words(flip_of("arms"))
    assert said.startswith("“It arms.” holds; it would fail with x 0.5 → 0.")
    assert "two numbers together: " in said
    only_prior = words.flip_in_words(flip_of("quiet"))
    assert "no number alone reverses it within its range" in only_prior
    assert "a prior alone: the prior of calm (guest) 0.8 → 0." in only_prior
    rows = words.number_rows(flip_of("arms"))
    assert rows[0][0] == "X"
    assert rows[-1][1] == "none of the values evaluated"


def test_a_table_has_a_row_for_every_claim() -> None:
    rows = words.flip_rows(flips())
    assert [row[0] for row in rows] == ["arms", "nearly_free", "quiet"]
    assert {len(row) for row in rows} == {len(words.FLIP_HEADINGS)}
    assert {len(row) for row in words.curve_rows(curves().curves)} == {len(words.CURVE_HEADINGS)}


def test_a_curve_without_any_number_is_a_row_that_says_so() -> None:
    curve = curve_of("arms", "idle")
    unknown = replace(
        curve, points=tuple(replace(each, value=None, interval=None, verdict="") for each in curve.points)
    )
    ((*_, span, turns),) = words.curve_rows([unknown])
    assert (span, turns) == ("", "no number")
