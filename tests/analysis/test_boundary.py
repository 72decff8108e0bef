"""The boundary of a known region is followed, and tested on worlds."""

from __future__ import annotations

import math

import pytest

from detente.analysis.boundary import draw_boundary, find_verdict
from detente.analysis.turning import Boundary
from detente.analysis.varying import Axis
from support.known_judge import KnownJudge
from support.one_shot import BEND, GAIN, flip_of, needed

PAIR = Axis("a", 0.5, 0.0, 1.0), Axis("b", 15.0, 10.0, 20.0)


def is_outside(values: dict[str, float]) -> bool:
    """Outside a circle of radius 0.3 about the middle, in shares of the ranges."""
    return math.hypot(values.get("a", 0.5) - 0.5, (values.get("b", 15.0) - 15) / 10) > 0.3


@pytest.fixture
def circle() -> Boundary:
    return draw_boundary(KnownJudge(is_outside), PAIR, 0)


def test_cells_fill_the_ranges(circle: Boundary) -> None:
    area = sum((cell.high[0] - cell.low[0]) * (cell.high[1] - cell.low[1]) / 10 for cell in circle.cells)
    assert area == pytest.approx(1)
    smallest = min(cell.high[0] - cell.low[0] for cell in circle.cells)
    assert smallest == 1 / 16
    assert all(cell.high[0] - cell.low[0] == smallest for cell in circle.cells if not cell.verdict)


def test_the_area_of_one_verdict_is_that_of_the_region(circle: Boundary) -> None:
    """Up to the cells through which the boundary goes."""
    holds, open_ = (
        sum((c.high[0] - c.low[0]) * (c.high[1] - c.low[1]) / 10 for c in circle.cells if c.verdict == word)
        for word in ("holds", "")
    )
    assert holds < math.pi * 0.3**2 < holds + open_


def test_what_a_boundary_says_of_two_values(circle: Boundary) -> None:
    assert find_verdict(circle, (0.5, 15.0)) == "holds"
    assert find_verdict(circle, (0.95, 19.0)) == "fails"
    assert find_verdict(circle, (0.5 + 0.3, 15.0)) == ""
    assert find_verdict(circle, (2.0, 15.0)) == ""


def test_the_boundary_of_a_solved_crisis_is_that_of_its_closed_form() -> None:
    boundary = flip_of("arms").boundary
    assert boundary is not None
    for cell in boundary.cells:
        for values in (cell.low, cell.high):
            at = dict(zip(boundary.names, values, strict=True))
            room = GAIN - at["cost"] - BEND * (at["x"] - 0.5) ** 2 - needed(0.7)
            if cell.verdict and abs(room) > 0.01:
                assert cell.verdict == ("holds" if room > 0 else "fails")


def test_worlds_on_the_base_s_side_have_its_verdict() -> None:
    """In the worlds the gain varies too, by a tenth of the range of the cost."""
    boundary = flip_of("arms").boundary
    assert boundary is not None
    test = boundary.test
    assert test is not None
    assert test.num_worlds == 24
    assert 0 < test.num_inside < 24
    assert test.density is not None
    assert test.density >= 0.75
    assert test.density_interval is not None
    assert test.density_interval[0] < test.density <= test.density_interval[1]
    assert test.coverage is not None
    assert test.coverage >= 0.5
