"""Groups of figures, and what each actor can expect."""

from __future__ import annotations

import pytest

from detente import service
from detente.analysis.results import Run
from detente.report.parts.plays import group_figures, show_figures, show_groups, show_values
from detente.report.pictures import NOT_DRAWN
from detente.scenario.library import TEMPLATE


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return service.run(TEMPLATE, options=service.Options(num_points=9, num_plays=200), out=tmp_path_factory.mktemp("x"))


def test_four_groups_with_figures_by_name(run: Run) -> None:
    groups = group_figures(run)
    assert [group["id"] for group in groups] == ["state", "beliefs", "acts", "payoffs"]
    assert list(groups[0]["figures"]) == ["state-0", "state-1"]


def test_a_figure_without_a_picture_says_so(run: Run) -> None:
    (group, *_) = show_groups(group_figures(run), {"state-0": "<svg/>"})
    assert [figure["svg"] for figure in group["figures"]] == ["<svg/>", NOT_DRAWN]
    assert show_figures({}, {}) == []


def test_values_of_every_type(run: Run) -> None:
    rows = [(row["actor"], row["type"], row["prior"]) for row in show_values(run)]
    assert rows == [("The patron", "cautious", "60 %"), ("The patron", "hungry", "40 %"), ("The neighbour", "—", "—")]
