"""The folders that tasks write to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from detente.service.folders import folder_name, writable


@pytest.mark.parametrize(
    ("crisis", "name"),
    [
        (".", "my crisis"),
        ("..", "parent"),
        ("../my crisis", "my crisis"),
        ("crisis.yaml", "crisis"),
        ("./", "my crisis"),
    ],
)
def test_every_crisis_has_a_folder_of_its_own_name(
    crisis: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parent" / "my crisis").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "parent" / "my crisis")
    assert folder_name(crisis, service.load(TEMPLATE)) == name


@pytest.mark.parametrize("name", ["..", "../../etc", "/etc/passwd", "a\\b", "", "."])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    scenario = replace(service.load(TEMPLATE), name=name)
    assert Path(folder_name(scenario, scenario)).name == folder_name(scenario, scenario)
    assert folder_name(scenario, scenario).strip(".")


def test_where_nothing_can_be_written_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        writable(tmp_path / "file", {"report": "report.html"})
    paths = writable(tmp_path / "new", {"report": "report.html"})
    assert paths == {"report": str(tmp_path / "new" / "report.html")}


def test_the_name_of_a_file_is_no_folder_unless_there_is_one(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match=r"page\.html' is the name of a file; name a folder, in which"):
        writable(tmp_path / "page.html", {"report": "report.html"})
    assert not list(tmp_path.iterdir())
    (tmp_path / "page.html").mkdir()
    assert writable(tmp_path / "page.html", {"report": "report.html"})
    assert writable(tmp_path / "v1.2", {"report": "report.html"})
