"""Curves as a section of a report: what every number does to every claim, and pictures of those that matter."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.turning import Curves, NumberCurve
from detente.report.answers.section import Section, TableOfText
from detente.report.figures import Figure, draw_curve
from detente.report.turning_words import (
    CURVE_HEADINGS,
    curve_in_words,
    curve_rows,
    how_curves_are_made,
    lead_of_curves,
    name_in_words,
    threshold_in_words,
)
from detente.report.words import capitalize

MOST_OF_ONE_CLAIM = 8
"""Pictures where one claim is asked about."""

MOST_PICTURES = 24
"""Pictures where all are: one for each claim, of the number that turns it, or else moves it most."""


def show_curves(curves: Curves) -> Section:
    """The curves in a table, and those that turn or move a claim most as pictures."""
    chosen = _choose(curves.curves)
    return Section(
        id="curves",
        place="assumptions",
        title="How claims depend on numbers",
        lead=lead_of_curves(curves),
        sentences=_seats(curves.curves),
        tables=[TableOfText(headings=CURVE_HEADINGS, rows=curve_rows(curves.curves))],
        figures={f"curve-{number}": draw_one(curve) for number, curve in enumerate(chosen)},
        notes=[how_curves_are_made(curves), *curves.faults],
    )


def _seats(curves: Iterable[NumberCurve]) -> list[str]:
    """The curves on which the base lies where it is not typical of its range."""
    return [
        f"{curve.claim}: {curve_in_words(curve)}"
        for curve in curves
        if curve.seat not in ("inside", "at the edge of its range")
    ]


def _choose(curves: Iterable[NumberCurve]) -> list[NumberCurve]:
    """Of every claim the curves that turn it, then those that move it most; as many as a page bears."""
    by_claim: dict[str, list[NumberCurve]] = {}
    for curve in curves:
        by_claim.setdefault(curve.claim, []).append(curve)
    most = MOST_OF_ONE_CLAIM if len(by_claim) == 1 else 1
    chosen = []
    for own in by_claim.values():
        ordered = sorted(own, key=lambda each: (not each.crossings, -each.spread))
        chosen += [each for each in ordered[:most] if each.crossings or each.direction != "does not visibly move"]
    return chosen[:MOST_PICTURES]


def draw_one(curve: NumberCurve) -> Figure:
    """A curve as a picture."""
    rows = [
        {
            "at": point.at,
            "value": point.value,
            "low": point.interval[0] if point.interval else point.value,
            "high": point.interval[1] if point.interval else point.value,
            "verdict": point.verdict,
        }
        for point in curve.points
        if point.value is not None
    ]
    band = [
        {"from": part.low_end, "to": part.high_end, "low": part.low, "middle": part.middle, "high": part.high}
        for part in curve.band
    ]
    says = curve_in_words(curve)
    if band:
        says += " The grey bars are the middle four fifths of worlds in which the other numbers vary too."
    return draw_curve(
        f"{curve.claim} ({threshold_in_words(curve)}) against {name_in_words(curve.number)}",
        says,
        rows,
        band,
        name=capitalize(name_in_words(curve.number)),
        base=curve.base,
        threshold=curve.threshold,
        ends=(curve.low, curve.high),
        is_share=curve.is_share,
        is_log=curve.is_log,
    )
