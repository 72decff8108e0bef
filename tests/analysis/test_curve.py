"""Curves cross where the closed form of a single choice by quantal response does."""

from __future__ import annotations

import math

import pytest

from detente.analysis.curve import find_crossings, find_direction, find_seat
from detente.analysis.turning import CurvePoint
from detente.analysis.varying import Axis
from support.one_shot import BEND, COST, GAIN, NOISE, curve_of, curves, needed, share


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_the_number_is_that_of_the_closed_form_at_every_value() -> None:
    curve = curve_of("arms", "cost")
    assert len(curve.points) >= 6
    for point in curve.points:
        assert point.value == pytest.approx(share(GAIN - point.at), abs=0.02)
    assert curve.at_base.at == COST
    assert (curve.points[0].at, curve.points[-1].at) == (0, 1)
    assert (curve.threshold, curve.operator, curve.is_share, curve.is_difference) == (0.7, ">", True, False)


def test_the_crossing_is_where_the_closed_form_has_it() -> None:
    curve = curve_of("arms", "cost")
    (crossing,) = curve.crossings
    exact = GAIN - needed(0.7)
    assert crossing.low - NOISE <= exact <= crossing.high + NOISE
    assert crossing.high - crossing.low <= curves().tolerance * 1.001
    assert (crossing.before, crossing.after) == ("holds", "fails")
    assert (curve.direction, curve.seat) == ("falls", "inside")


def test_a_claim_with_two_sides_crosses_where_their_difference_does() -> None:
    curve = curve_of("nearly_free", "cost")
    (crossing,) = curve.crossings
    exact = GAIN - needed(share(GAIN) - 0.2)
    assert crossing.low - NOISE <= exact <= crossing.high + NOISE
    assert curve.is_difference
    assert curve.threshold == pytest.approx(-0.2)
    for point in curve.points:
        assert point.value == pytest.approx(share(GAIN - point.at) - share(GAIN), abs=0.02)


def test_a_prior_crosses_where_the_mixture_does() -> None:
    """Calm guests never shout and loud ones always do, so that the share of shouts is the prior of the loud."""
    curve = curve_of("quiet", "guest.calm")
    (crossing,) = curve.crossings
    assert crossing.low - 0.02 <= 0.5 <= crossing.high + 0.02
    assert (crossing.before, crossing.after) == ("fails", "holds")
    assert curve.is_prior
    assert {each.number for each in curves().curves} == {"cost", "gain", "x", "idle", "guest.calm"}


def test_a_base_on_a_peak_is_an_island_and_both_ends_of_it_are_found() -> None:
    curve = curve_of("arms", "x")
    half = math.sqrt((GAIN - COST - needed(0.7)) / BEND)
    assert curve.seat == "on an island"
    assert curve.direction == "rises and falls"
    for crossing, exact in zip(curve.crossings, (0.5 - half, 0.5 + half), strict=True):
        assert crossing.low - NOISE <= exact <= crossing.high + NOISE
    assert [(each.before, each.after) for each in curve.crossings] == [("fails", "holds"), ("holds", "fails")]


def test_what_matters_for_nothing_crosses_nothing() -> None:
    curve = curve_of("arms", "idle")
    assert curve.crossings == ()
    assert curve.direction == "does not visibly move"
    assert len({point.value for point in curve.points}) == 1  # the same draws everywhere
    assert curve.is_log
    ratios = {round(b.at / a.at, 3) for a, b in zip(curve.points[:3], curve.points[1:4], strict=True)}
    assert ratios == {round(100 ** (1 / 4), 3)}


def test_a_claim_about_plain_numbers_has_no_curve() -> None:
    assert {each.claim for each in curves().curves} == {"arms", "nearly_free", "quiet"}


def test_worlds_give_a_band_around_the_curve() -> None:
    curve = curve_of("arms", "cost")
    assert sum(part.num_worlds for part in curve.band) == 48
    assert [part.low_end for part in curve.band] == sorted(part.low_end for part in curve.band)
    assert all(part.low <= part.middle <= part.high for part in curve.band)
    assert curve.band[-1].high < 0.1  # whatever the gain, nobody arms at a cost near one


def point(at: float, value: float, verdict: str, half: float = 0.01) -> CurvePoint:
    return CurvePoint(float(at), verdict, value, (value - half, value + half))


def test_an_undecided_point_is_no_crossing_and_the_settled_verdicts_are_said() -> None:
    points = [
        point(0, 0.6, "holds"),
        point(1, 0.505, "undecided"),
        point(2, 0.496, "undecided"),
        point(3, 0.4, "fails"),
    ]
    (crossing,) = find_crossings(points, 0.5)
    assert (crossing.low, crossing.high, crossing.before, crossing.after) == (1, 2, "holds", "fails")
    assert [points[0].verdict, points[-1].verdict] == ["holds", "fails"]
    assert {point.at: point.verdict for point in points}[crossing.until] == "holds"
    assert {point.at: point.verdict for point in points}[crossing.since] == "fails"
    touching = [point(0, 0.6, "holds"), point(1, 0.505, "undecided"), point(2, 0.6, "holds")]
    assert find_crossings(touching, 0.5) == []


def test_a_verdict_that_turns_without_its_number_crossing_is_a_crossing() -> None:
    """No visible effect on either side of zero lies within the smallest effect of interest."""
    points = [point(0, 0.04, "holds"), point(1, 0.001, "no visible effect", 0.0005)]
    (crossing,) = find_crossings(points, 0.0)
    assert (crossing.before, crossing.after) == ("holds", "no visible effect")
    unknown = [point(0, 0.6, "holds"), CurvePoint(1.0, "", None, None), point(2, 0.4, "fails")]
    assert find_crossings(unknown, 0.5) == []


def test_only_what_intervals_show_is_a_direction() -> None:
    assert find_direction([point(0, 0.5, "holds"), point(1, 0.515, "holds")]) == "does not visibly move"
    assert find_direction([point(0, 0.5, "holds"), point(1, 0.53, "holds")]) == "rises"
    assert (
        find_direction([point(0, 0.5, "holds"), point(1, 0.53, "holds"), point(2, 0.5, "holds")]) == "rises and falls"
    )


def test_where_a_base_sits() -> None:
    axis = Axis("a", 1.0, 0.0, 2.0)
    flat = [point(at, 0.6, "holds") for at in (0, 1, 2)]
    assert find_seat(flat, axis) == "inside"
    assert find_seat(flat, Axis("a", 0.0, 0.0, 2.0)) == "at the edge of its range"
    peak = [point(0, 0.55, "holds"), point(1, 0.6, "holds"), point(2, 0.52, "holds")]
    assert find_seat(peak, axis) == "at a peak"
    low = [point(0, 0.65, "holds"), point(1, 0.6, "holds"), point(2, 0.65, "holds")]
    assert find_seat(low, axis) == "at a low"
    island = [point(0, 0.4, "fails"), point(1, 0.6, "holds"), point(2, 0.4, "fails")]
    assert find_seat(island, axis) == "on an island"
