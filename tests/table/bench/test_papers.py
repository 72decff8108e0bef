"""Files are written whole, only on command, as they were, and never over what others wrote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.errors import DetenteError, ScenarioError
from detente.scenario.library import TEMPLATE, bundled
from detente.table.bench.papers import ChangedOnDiskError, Papers, read_paper

TEXT = TEMPLATE.read_text(encoding="utf-8")


def papers_of(folder: Path, content: bytes = TEXT.encode()) -> tuple[Papers, Path]:
    path = folder / "t.yaml"
    path.write_bytes(content)
    return Papers(str(path), folder), path


def test_nothing_is_written_that_is_not_different(tmp_path: Path) -> None:
    papers, path = papers_of(tmp_path)
    before = path.stat().st_mtime_ns
    assert papers.save(papers.texts) == ()
    assert path.stat().st_mtime_ns == before
    changed = {str(path): TEXT.replace("starts: held", "starts: advance", 1)}
    assert papers.save(changed) == (path,)
    assert path.read_text(encoding="utf-8") == changed[str(path)]
    assert papers.texts == changed
    assert sorted(file.name for file in tmp_path.iterdir()) == ["t.yaml"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_change_of_one_line_is_one_line_to_git(newline: str, mark: bytes, tmp_path: Path) -> None:
    content = mark + TEXT.replace("\n", newline).encode()
    papers, path = papers_of(tmp_path, content)
    assert papers.texts == {str(path): TEXT}
    papers.save({str(path): TEXT.replace("starts: held", "starts: advance", 1)})
    before, after = content.split(b"\n"), path.read_bytes().split(b"\n")
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_what_others_wrote_meanwhile_stays(tmp_path: Path) -> None:
    papers, path = papers_of(tmp_path)
    assert papers.changed_on_disk() == ()
    path.write_text("crisis: Another\n", encoding="utf-8")
    assert papers.changed_on_disk() == (str(path),)
    mine = {str(path): TEXT + "# mine\n"}
    with pytest.raises(ChangedOnDiskError, match=r"t\.yaml was changed on disk"):
        papers.save(mine)
    assert path.read_text(encoding="utf-8") == "crisis: Another\n"
    papers.reread()
    assert papers.texts == {str(path): "crisis: Another\n"}
    assert papers.changed_on_disk() == ()
    path.unlink()
    assert papers.changed_on_disk() == (str(path),)
    assert papers.save(mine, over=True) == (path,)
    assert path.read_text(encoding="utf-8") == mine[str(path)]


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, path = papers_of(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        papers.save({str(path): "other\n"})
    assert path.read_text(encoding="utf-8") == TEXT
    assert [file.name for file in tmp_path.iterdir()] == ["t.yaml"]


def test_a_link_keeps_leading_where_it_leads(tmp_path: Path) -> None:
    target = tmp_path / "real.yaml"
    target.write_text(TEXT, encoding="utf-8")
    link = tmp_path / "link.yaml"
    link.symlink_to(target)
    Papers(str(link), tmp_path).save({str(link): TEXT + "# more\n"})
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").endswith("# more\n")


def test_a_folder_keeps_its_files_apart(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in (("a.yaml", "crisis: A\n"), ("b.yaml", "about: B\n"), ("a.set.yaml", "set: {x: 1}\n")):
        (folder / name).write_text(text, encoding="utf-8")
    papers = Papers(str(folder), tmp_path)
    assert [Path(name).name for name in papers.texts] == ["a.yaml", "b.yaml"]
    texts = {name: f"{text}# more\n" if name.endswith("b.yaml") else text for name, text in papers.texts.items()}
    assert papers.save(texts) == (folder / "b.yaml",)
    # Beside the folder, whose files are all read as one scenario.
    assert papers.positions_path == tmp_path / "own.set.yaml"


def test_what_came_with_the_package_is_saved_elsewhere(tmp_path: Path) -> None:
    papers = Papers("classics/hawk-dove", tmp_path)
    (name,) = papers.texts
    original = bundled()["classics/hawk-dove"].read_text(encoding="utf-8")
    assert papers.target == tmp_path / "hawk-dove.yaml"
    assert papers.place == "hawk-dove"
    assert papers.positions_path == tmp_path / "hawk-dove.set.yaml"
    assert papers.changed_on_disk() == ()
    assert papers.save({name: original + "# mine\n"}) == (tmp_path / "hawk-dove.yaml",)
    assert (tmp_path / "hawk-dove.yaml").read_text(encoding="utf-8") == original + "# mine\n"
    assert bundled()["classics/hawk-dove"].read_text(encoding="utf-8") == original
    assert papers.place == str(tmp_path / "hawk-dove.yaml")
    assert list(papers.texts) == [papers.place]
    other = Papers("classics/hawk-dove", tmp_path)
    with pytest.raises(ChangedOnDiskError, match="exists already"):
        other.save(other.texts)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(b"crisis: \xff\n")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        read_paper(path)
    with pytest.raises(DetenteError, match="did you mean"):
        Papers("sochi-2014", tmp_path)
