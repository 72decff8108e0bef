"""`detente diff` as its users call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.cli.failures import BAD_INPUT
from support.chances import multiplied
from support.command import invoke


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    for path, chance in zip(paths, (0.3, 0.9), strict=True):
        path.write_text(multiplied(chance, 1, 1), encoding="utf-8")
    return list(map(str, paths))


def test_the_answer_and_its_page(files: list[str], tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    done = invoke("diff", *files, "--plays", "1000", "--out", str(page))
    assert done.exit_code == 0, done.output
    flat = " ".join(done.output.split())
    assert "raised fails in one.yaml and holds in other.yaml: numbers.first alone makes the difference." in flat
    text = page.read_text(encoding="utf-8")
    assert f"detente diff {files[0]} {files[1]} --seed 0 --plays 1000" in text
    assert '<section id="difference">' in text


def test_json_of_the_files_alone(files: list[str]) -> None:
    done = invoke("diff", *files, "--files-only", "--json")
    document = json.loads(done.output)
    assert document["changes"][0]["name"] == "numbers.first"
    assert document["claims"] == []
    assert document["command"].endswith("--files-only")


@pytest.mark.parametrize("words", [["nothing.yaml"], ["one.yaml@HEAD"]])
def test_what_is_not_there(files: list[str], words: list[str], tmp_path: Path) -> None:
    done = invoke("diff", files[0], *(str(tmp_path / word) for word in words))
    assert done.exit_code == BAD_INPUT
    assert done.exception is None or isinstance(done.exception, SystemExit)
