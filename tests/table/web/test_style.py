"""The style sheet: the report's colours, readable, and nothing from elsewhere."""

from __future__ import annotations

import re
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


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
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
