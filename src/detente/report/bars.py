"""The small bar beside a verdict: the numbers, their intervals, and what they are compared with, on one scale."""

from __future__ import annotations

import html
import math

from detente.claims.numbers import format_number
from detente.claims.verdict import NO_EFFECT, ComparisonVerdict, Interval

_WIDTH, _PAD, _LINE = 216.0, 4.0, 10.0
_LETTER = 5.5  # about the width of a digit
_COLOURS = {"holds": "#1b6e4a", "fails": "#98201a", "undecided": "#856300", NO_EFFECT: "#3d5a80"}
_GREY = "#8a8f98"


def interval_bar(comparison: ComparisonVerdict) -> str:
    """An SVG of a comparison: one number against its threshold, or two numbers; empty when there is no number."""
    marks = _marks(comparison)
    if not marks:
        return ""
    threshold = None if len(marks) > 1 else comparison.threshold
    # A difference of probabilities can be below zero, and has a scale of its own then.
    is_plain = comparison.is_share and all(0 <= value <= 1 for value, _ in marks)
    first, last = (0.0, 1.0) if is_plain else _domain(marks, threshold)

    def place(x: float) -> float:
        return round(_PAD + (_WIDTH - 2 * _PAD) * (min(max(x, first), last) - first) / (last - first), 2)

    colour = _COLOURS[comparison.verdict]
    drawn = [_rule(_PAD, _WIDTH - _PAD, _LINE, _LINE, "#d9dce1", 2.0)]
    words: list[str] = []
    # The second of two numbers is grey: the first is compared with it.
    for (value, (low, high)), ink in reversed(list(zip(marks, (colour, _GREY), strict=False))):
        left, width = place(low), place(high) - place(low)
        drawn.append(
            f'<rect x="{left}" y="{_LINE - 3.5}" width="{width:.2f}" height="7" rx="1.5" fill="{ink}" opacity=".4"/>'
            f'<circle cx="{place(value)}" cy="{_LINE}" r="3.2" fill="{ink}"/>'
        )
        words.insert(0, f"{_n(value, comparison)}, interval {_n(low, comparison)} to {_n(high, comparison)}")
    ends = _n(first, comparison), _n(last, comparison)
    drawn += [_text(_PAD, ends[0], "start"), _text(_WIDTH - _PAD, ends[1], "end")]
    if threshold is not None:
        at = place(threshold)
        drawn.append(_rule(at, at, _LINE - 8, _LINE + 8, "#22252b", 1.4))
        number = _n(threshold, comparison)
        before, after = (_PAD + _LETTER * (len(end) + 1 + len(number) / 2) for end in ends)
        if before < at < _WIDTH - after:
            drawn.append(_text(at, number, "middle"))
        words.append(number)
    label = html.escape(" compared with ".join(words), quote=True)
    return f'<svg role="img" aria-label="{label}" viewBox="0 0 {_WIDTH:g} 30">{"".join(drawn)}</svg>'


def _marks(comparison: ComparisonVerdict) -> list[tuple[float, Interval]]:
    """The numbers to draw with their intervals."""
    if len(comparison.sides) > 1:
        pairs = [(side.value, side.interval) for side in comparison.sides]
    else:
        pairs = [(comparison.value, comparison.interval)]
    marks = [(value, interval) for value, interval in pairs if value is not None and interval is not None]
    is_whole = len(marks) == len(pairs) and all(math.isfinite(x) for value, ends in marks for x in (value, *ends))
    return marks if is_whole else []


def _domain(marks: list[tuple[float, Interval]], threshold: float | None) -> tuple[float, float]:
    """A scale around everything that is drawn."""
    points = [x for value, ends in marks for x in (value, *ends)] + ([] if threshold is None else [threshold])
    low, high = min(points), max(points)
    margin = 0.35 * (high - low) or max(0.1, 0.1 * abs(low))
    return low - margin, high + margin


def _n(number: float, comparison: ComparisonVerdict) -> str:
    return format_number(number, comparison.is_share)


def _rule(x1: float, x2: float, y1: float, y2: float, ink: str, width: float) -> str:
    return f'<line x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}" stroke="{ink}" stroke-width="{width}"/>'


def _text(x: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x}" y="28" text-anchor="{anchor}" font-size="9.5" fill="#565d67" '
        f'font-family="Helvetica, Arial, sans-serif">{html.escape(text)}</text>'
    )
