"""Files as they were in a commit of Git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from detente.errors import DetenteError, ScenarioError
from detente.scenario.commits import read_commit, split_commit
from detente.scenario.tree import to_plain


def git(folder: Path, *words: str) -> str:
    named = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    return subprocess.run(["git", "-C", str(folder), *named, *words], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    folder = tmp_path / "crisis"
    folder.mkdir()
    (folder / "one.yaml").write_text("crisis: First\n", encoding="utf-8")
    (folder / "two.yaml").write_text("about: Words\n", encoding="utf-8")
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\xfa")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    (folder / "one.yaml").write_text("crisis: Second\n", encoding="utf-8")
    return tmp_path


def test_a_file_and_a_folder_as_they_were(repository: Path) -> None:
    assert to_plain(read_commit(repository / "crisis" / "one.yaml", "HEAD")) == {"crisis": "First"}
    tree = read_commit(repository / "crisis", "HEAD")
    assert to_plain(tree) == {"crisis": "First", "about": "Words"}
    assert tree.keys["crisis"].file.endswith("one.yaml@HEAD")


def test_a_file_that_is_gone_is_still_in_its_commit(repository: Path) -> None:
    (repository / "crisis" / "one.yaml").unlink()
    assert to_plain(read_commit(repository / "crisis" / "one.yaml", "HEAD")) == {"crisis": "First"}


@pytest.mark.parametrize(
    ("name", "commit", "message"),
    [
        ("crisis/one.yaml", "nowhere", "there is no commit 'nowhere'"),
        ("crisis/one.yaml", "--all", "there is no commit '--all'"),
        ("crisis/three.yaml", "HEAD", "the commit has no file 'three.yaml'"),
        ("bad.yaml", "HEAD", "not UTF-8"),
    ],
)
def test_what_is_not_there(repository: Path, name: str, commit: str, message: str) -> None:
    with pytest.raises(DetenteError, match=message):
        read_commit(repository / name, commit)


def test_a_folder_without_scenarios_and_a_file_that_is_none(repository: Path) -> None:
    (repository / "empty").mkdir()
    (repository / "empty" / "x.txt").write_text("x", encoding="utf-8")
    (repository / "list.yaml").write_text("- x\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "second")
    with pytest.raises(DetenteError, match=r"no \*\.yaml file"):
        read_commit(repository / "empty", "HEAD")
    with pytest.raises(ScenarioError, match=r"list\.yaml@HEAD"):
        read_commit(repository / "list.yaml", "HEAD")


def test_a_file_in_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.yaml").write_text("crisis: x\n", encoding="utf-8")
    with pytest.raises(DetenteError, match="not a git repository"):
        read_commit(tmp_path / "a.yaml", "HEAD")


def test_git_that_is_not_there(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DetenteError, match="Git, which cannot be run"):
        read_commit(repository / "crisis" / "one.yaml", "HEAD")


def test_names_with_an_at_sign(tmp_path: Path) -> None:
    assert split_commit("a.yaml@HEAD~1") == ("a.yaml", "HEAD~1")
    assert split_commit("a.yaml") is None
    assert split_commit("a.yaml@") is None
    (tmp_path / "a@b.yaml").write_text("x", encoding="utf-8")
    assert split_commit(str(tmp_path / "a@b.yaml")) is None
