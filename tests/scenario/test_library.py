"""Scenarios are found by name and by path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.errors import DetenteError
from detente.scenario import library
from detente.scenario.library import bundled, compute_digest, find


@pytest.fixture
def crises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder with three scenarios."""
    for name in ("sochi_2015/crisis.yaml", "sochi_2015/claims.yaml", "classics/chain_store/game.yaml", "cuba/c.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("crisis: x\n", encoding="utf-8")
    monkeypatch.setattr(library, "_CRISES", tmp_path)
    return tmp_path


def test_what_is_neither_a_file_nor_a_folder(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(DetenteError, match="is neither a file nor a folder"):
        find(pipe)


@pytest.mark.parametrize("target", ["loop.yaml", "nowhere.yaml"])
def test_a_link_that_leads_nowhere_is_called_that(tmp_path: Path, target: str) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / target)
    with pytest.raises(DetenteError, match=r"loop\.yaml' is a link that leads nowhere$"):
        find(tmp_path / "loop.yaml")


def test_bundled_names(crises: Path) -> None:
    assert bundled() == {
        "classics/chain-store": crises / "classics" / "chain_store" / "game.yaml",
        "cuba": crises / "cuba" / "c.yaml",
        "sochi-2015": crises / "sochi_2015",
    }


@pytest.mark.parametrize("name", ["sochi-2015", "sochi_2015", "sochi-2015/"])
def test_found_by_name(crises: Path, name: str) -> None:
    assert find(name) == crises / "sochi_2015"


def test_found_by_the_last_part_of_the_name(crises: Path) -> None:
    assert find("chain-store") == crises / "classics" / "chain_store" / "game.yaml"


def test_a_digest_is_that_of_the_files_and_of_nothing_else(tmp_path: Path) -> None:
    before = compute_digest(local(tmp_path / "one"))
    assert compute_digest(tmp_path / "one" / "crisis.yaml") == before
    assert compute_digest(local(tmp_path / "two")) == before
    (tmp_path / "two" / "notes.md").write_text("no part of it", encoding="utf-8")
    assert compute_digest(tmp_path / "two") == before
    (tmp_path / "two" / "more.yaml").write_text("", encoding="utf-8")
    assert compute_digest(tmp_path / "two") != before
    (tmp_path / "one" / "crisis.yaml").write_bytes(b"crisis: mine\r\n")
    assert compute_digest(tmp_path / "one") == before
    (tmp_path / "one" / "crisis.yaml").write_text("crisis: yours\n", encoding="utf-8")
    assert compute_digest(tmp_path / "one") != before


def local(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "crisis.yaml").write_text("crisis: mine\n", encoding="utf-8")
    return folder


def test_a_bundled_name_means_the_bundled_one_and_a_folder_of_that_name_is_mentioned(
    crises: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("home"))
    local(Path("sochi-2015"))
    local(Path("sochi_2015"))
    local(Path("classics/chain-store"))
    for name, path in (("sochi-2015", "sochi_2015"), ("classics/chain-store", "classics/chain_store/game.yaml")):
        with pytest.warns(UserWarning, match=rf"'{name}' is the bundled crisis; .* write '\./{name}'"):
            assert find(name) == crises / path
    for written in ("./sochi-2015", "sochi-2015/", "sochi_2015", "./classics/chain-store"):
        assert find(written) == Path(written)
    assert find(Path("sochi-2015")) == Path("sochi-2015")
    assert find("cuba") == crises / "cuba" / "c.yaml"
    assert find("chain_store") == crises / "classics" / "chain_store" / "game.yaml"
    with pytest.raises(DetenteError, match="no file"):
        find("/sochi-2015")


def test_a_user_that_does_not_exist_is_a_name_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DetenteError, match=r"no file and no bundled scenario '~nosuchuser/x\.yaml'"):
        find("~nosuchuser/x.yaml")
    monkeypatch.chdir(tmp_path)
    local(Path("~nosuchuser"))
    assert find("~nosuchuser") == Path("~nosuchuser")


def test_found_by_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("crisis: x\n", encoding="utf-8")
    assert find(file) == file
    assert find(str(file)) == file
    assert find(tmp_path) == tmp_path


@pytest.mark.usefixtures("crises")
def test_not_found_names_the_nearest() -> None:
    with pytest.raises(DetenteError, match=r"no bundled scenario 'sotchi-2015' — did you mean 'sochi-2015'\?"):
        find("sotchi-2015")
    with pytest.raises(DetenteError, match=r"did you mean 'classics/chain-store'\?"):
        find("classic/chainstore")


def test_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DetenteError, match=r"holds no \*\.yaml file"):
        find(tmp_path / "empty")


@pytest.mark.parametrize("ending", [".yaml", ".yml"])
def test_a_file_without_its_ending_is_offered(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"strait{ending}").write_text("crisis: c", encoding="utf-8")
    with pytest.raises(DetenteError, match=f"did you mean '.*strait{ending}'"):
        find(tmp_path / "strait")
