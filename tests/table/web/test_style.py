"""The style sheet: the report's colours, readable, and nothing from elsewhere."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from importlib import resources

import pytest

from detente.table.web.style import style_sheet

SHEET = style_sheet()
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", SHEET))


def test_it_is_the_reports_with_what_the_table_has_besides() -> None:
    report = resources.files("detente.report").joinpath("style.css").read_text(encoding="utf-8")
    assert SHEET.startswith(report)
    assert len(SHEET) > len(report)


def test_it_asks_for_nothing() -> None:
    assert not re.search(r"url\(|@import|https?:|@font-face", SHEET)


def _linear(colour: str) -> list[float]:
    """Red, green and blue as amounts of light."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *((ink, paper) for ink in ("ink", "soft") for paper in ("paper", "tint")),
        *((kind, f"{kind}-tint") for kind in ("holds", "fails", "open", "none")),
    ],
)
def test_text_stands_out_at_least_as_wcag_asks(ink: str, paper: str) -> None:
    light, dark = sorted((_luminance(COLOURS[ink]), _luminance(COLOURS[paper])), reverse=True)
    # Success criterion 1.4.3, level AA.
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# Machado, Oliveira & Fernandes (2009), IEEE Transactions on Visualization and Computer Graphics 15, 1291-1298, table 1:
# linear RGB as somebody sees it who lacks one kind of cones.
_SEEN = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _lab(colour: str, seen: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as it is seen."""
    light = [min(max(part, 0.0), 1.0) for part in _times(seen, _linear(colour))]
    x, y, z = (part / white for part, white in zip(_times(_XYZ, light), (0.95047, 1.0, 1.08883), strict=True))
    f = [part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize("kind", sorted(_SEEN))
@pytest.mark.parametrize("pair", list(itertools.combinations(("holds", "fails", "open", "none"), 2)))
def test_verdicts_differ_for_the_colour_blind(kind: str, pair: tuple[str, str]) -> None:
    """Words stand beside every colour; a difference of 10 in CIE76 is seen at a glance all the same."""
    one, other = (_lab(COLOURS[name], _SEEN[kind]) for name in pair)
    assert math.dist(one, other) > 10
