"""Texts of sources lie in the folder of the scenario and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.scenario.cautions import find_cautions
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads
from detente.scenario.texts import find_text, is_inside

WRITTEN = TEMPLATE.read_text(encoding="utf-8")


def with_text(name: str) -> str:
    return WRITTEN.replace("published: 2015-05}", f"published: 2015-05, text: {name}}}", 1)


@pytest.mark.parametrize("name", ["a.txt", "texts/a.txt", "a..txt"])
def test_inside(name: str) -> None:
    assert is_inside(name)


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../a.txt", "texts/../../a.txt", "C:\\a.txt", "\\\\host\\a", "..\\a"]
)
def test_elsewhere(name: str) -> None:
    assert not is_inside(name)


def test_a_text_elsewhere_is_a_mistake_at_its_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(with_text("../secret.txt"))
    (mistake,) = caught.value.mistakes
    assert (mistake.where.line, mistake.where.field) == (12, "sources.report.text")
    assert "must be a file in the folder of the scenario" in mistake.message


def test_where_it_is_and_what_if_it_is_not(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    file.write_text(with_text("report.txt"), encoding="utf-8")
    scenario = load(file)
    assert find_text(scenario, "report") == tmp_path / "report.txt"
    (caution,) = find_cautions(scenario)
    assert f"there is no file {tmp_path / 'report.txt'}" in caution.message
    (tmp_path / "report.txt").write_text("So.", encoding="utf-8")
    assert find_cautions(load(file)) == ()


def test_no_text_no_place() -> None:
    assert find_text(loads(with_text("report.txt")), "report") is None
    assert find_text(load(TEMPLATE), "report") is None
