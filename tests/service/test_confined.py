"""What a front end may reach: bundled crises, and one folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE, bundled


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(TEMPLATE, folder / "a.yaml")
    shutil.copy(TEMPLATE, folder / "deep" / "b.yaml")
    shutil.copy(TEMPLATE, tmp_path / "secret.yaml")
    return folder


def test_bundled_crises_go_by_their_names(root: Path) -> None:
    assert service.find_inside(root, "classics/tripwire") == "classics/tripwire"
    assert service.find_inside(root, "sochi_2015") == "sochi-2015"
    assert service.find_inside(root, "tripwire") == "classics/tripwire"
    assert set(bundled()) >= {"classics/tripwire", "sochi-2015"}


def test_files_and_folders_inside_are_found(root: Path) -> None:
    assert service.find_inside(root, "a.yaml") == (root / "a.yaml").resolve()
    assert service.find_inside(root, str(root / "a.yaml")) == (root / "a.yaml").resolve()
    assert service.find_inside(root, "deep") == (root / "deep").resolve()
    assert service.load(service.find_inside(root, "deep/../a.yaml")).hash == service.load(TEMPLATE).hash


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/passwd", "deep/../../secret.yaml", "..", "../nowhere.yaml"])
def test_nothing_outside_is_read_or_told(root: Path, name: str) -> None:
    with pytest.raises(DetenteError, match="outside the folder"):
        service.find_inside(root, name)
    with pytest.raises(DetenteError, match="outside the folder"):
        service.find_file_inside(root, name)


def test_links_that_lead_out_are_refused(root: Path) -> None:
    (root / "link.yaml").symlink_to(root.parent / "secret.yaml")
    (root / "deep" / "link.yaml").symlink_to(root.parent / "secret.yaml")
    for name in ("link.yaml", "deep"):
        with pytest.raises(DetenteError, match="outside the folder"):
            service.find_inside(root, name)


@pytest.mark.parametrize("name", ["sochi-2014", "nothing.yaml", "a\0b", "x" * 5000])
def test_what_is_not_there_is_said(root: Path, name: str) -> None:
    with pytest.raises(DetenteError) as caught:
        service.find_inside(root, name)
    assert ("did you mean 'sochi-2015'" in str(caught.value)) == (name == "sochi-2014")
