"""The small bar beside a verdict: the number, its interval, and what it is compared with, on one line."""

from __future__ import annotations

import html
import math

from detente.report.words import short

_WIDTH, _HEIGHT, _LINE = 216.0, 30.0, 10.0
_COLOURS = {"holds": "#1b6e4a", "fails": "#a3271f", "undecided": "#7a5a00"}


def interval_bar(
    value: float,
    interval: tuple[float, float],
    threshold: float | None,
    verdict: str,
    is_share: bool,
) -> str:
    """An SVG of the interval on a scale; empty when there is no number.

    Args:
        threshold: what the number is compared with, drawn as a tick.
        is_share: whether the scale runs from 0 to 1.
    """
    if not all(math.isfinite(x) for x in (value, *interval)):
        return ""
    first, last = (0.0, 1.0) if is_share else _domain(value, interval, threshold)

    def place(x: float) -> float:
        return round(4 + (_WIDTH - 8) * (min(max(x, first), last) - first) / (last - first), 2)

    low, high = place(interval[0]), place(interval[1])
    # An interval narrower than the line is thick would vanish.
    left, width = (low, high - low) if high - low >= 3 else (place(value) - 1.5, 3.0)
    colour = _COLOURS.get(verdict, "#22252b")
    parts = [
        f'<line x1="4" x2="{_WIDTH - 4}" y1="{_LINE}" y2="{_LINE}" stroke="#d9dce1" stroke-width="2"/>',
        f'<rect x="{left}" y="{_LINE - 3.5}" width="{width:.2f}" height="7" rx="1.5" fill="{colour}" opacity=".45"/>',
        f'<circle cx="{place(value)}" cy="{_LINE}" r="3.2" fill="{colour}"/>',
        _text(4, short(first, is_share), "start"),
        _text(_WIDTH - 4, short(last, is_share), "end"),
    ]
    words = f"{short(value, is_share)}, interval {short(interval[0], is_share)} to {short(interval[1], is_share)}"
    if threshold is not None:
        at = place(threshold)
        parts.append(
            f'<line x1="{at}" x2="{at}" y1="{_LINE - 8}" y2="{_LINE + 8}" stroke="#22252b" stroke-width="1.4"/>'
        )
        if 40 < at < _WIDTH - 40:
            parts.append(_text(at, short(threshold, is_share), "middle"))
        words += f", compared with {short(threshold, is_share)}"
    label = html.escape(words, quote=True)
    return f'<svg role="img" aria-label="{label}" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}">{"".join(parts)}</svg>'


def _domain(value: float, interval: tuple[float, float], threshold: float | None) -> tuple[float, float]:
    """A scale around everything that is drawn."""
    points = [value, *interval, *(() if threshold is None else (threshold,))]
    low, high = min(points), max(points)
    margin = 0.35 * (high - low) or max(0.1, 0.1 * abs(low))
    return low - margin, high + margin


def _text(x: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{_HEIGHT - 2}" text-anchor="{anchor}" font-size="9.5" fill="#565d67" '
        f'font-family="Helvetica, Arial, sans-serif">{html.escape(text)}</text>'
    )
