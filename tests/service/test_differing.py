"""Two versions of a crisis, by whatever names they are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente import service
from detente.analysis.difference import VersionsCompared
from detente.errors import ScenarioError
from support.chances import multiplied

QUICK = service.Options(num_plays=2_000)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "one.yaml", tmp_path / "other.yaml"
    for path, chance in zip(paths, (0.3, 0.9), strict=True):
        path.write_text(multiplied(chance, 1, 1), encoding="utf-8")
    return paths


def test_the_verdicts_are_those_of_the_claims(files: tuple[Path, Path]) -> None:
    asked = service.diff(*files, options=QUICK)
    compared = asked.answer
    assert isinstance(compared, VersionsCompared)
    assert (compared.first, compared.second) == ("one.yaml", "other.yaml")
    for path, which in zip(files, ("before", "after"), strict=True):
        for claim in service.claims(path, options=QUICK).claims:
            own = getattr(next(each for each in compared.claims if each.id == claim.id), which)
            assert (own.verdict, own.value, own.interval) == (claim.verdict, claim.value, claim.interval)
    assert asked.certificate is not None
    assert asked.command == f"detente.diff({str(files[0])!r}, {str(files[1])!r}, seed=0, num_plays=2000)"


def test_the_same_seed_gives_the_same_bytes(files: tuple[Path, Path], tmp_path: Path) -> None:
    texts = []
    for name in ("a.json", "b.json"):
        service.diff(*files, options=QUICK, out=tmp_path / name)
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["claims"][0]["causes"] == [["numbers.first"]]


def test_the_files_alone(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analysis.workbench.solve", None)
    asked = service.diff(*files, judges=False, variant=None)
    assert asked.answer.rows()[0]["change"] == "numbers.first"
    assert asked.origin.seed is None
    assert asked.command.endswith("judges=False)")


def test_labels_of_files_with_one_name(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text(multiplied(0.5, 0.5, 1), encoding="utf-8")
    answer = service.diff(tmp_path / "a" / "x.yaml", tmp_path / "b" / "x.yaml", judges=False).answer
    assert isinstance(answer, VersionsCompared)
    assert answer.first == str(tmp_path / "a" / "x.yaml")


def test_mistakes_of_either_file(files: tuple[Path, Path]) -> None:
    files[1].write_text("crisis: x\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"other\.yaml"):
        service.diff(*files)
