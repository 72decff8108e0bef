"""A scenario written as one file reads as the same document."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.scenario.library import TEMPLATE, bundled
from detente.scenario.loading import load, loads
from detente.scenario.reading import read_path, read_text
from detente.scenario.tree import to_plain
from detente.scenario.writing import write_scenario, write_tree

CRISES = {**bundled(), "template": TEMPLATE}


@pytest.mark.parametrize("path", CRISES.values(), ids=CRISES)
def test_every_crisis_reads_as_it_did(path: Path) -> None:
    tree = read_path(path)
    assert to_plain(read_text(write_tree(tree), "written")) == to_plain(tree)


def test_texts_that_need_quotes() -> None:
    text = 'a: "yes: no"\nb: "1.5"\n"c: d": [{}, [], "# x", {e: [1, 2]}]\nf: >-\n  two\n  lines\ng:\n'
    tree = read_text(text, "made")
    assert to_plain(read_text(write_tree(tree), "written")) == to_plain(tree)


def test_a_file_keeps_its_own_text_as_long_as_it_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = TEMPLATE.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    scenario = load(file)
    assert write_scenario(scenario) == text
    file.write_text(text.replace("0.95", "0.5"), encoding="utf-8")
    kept = write_scenario(scenario)
    assert "#" not in kept.splitlines()[0]
    assert loads(kept).hash == scenario.hash
    file.write_text("[", encoding="utf-8")
    assert loads(write_scenario(scenario)).hash == scenario.hash


def test_a_folder_becomes_one_file(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    cut = text.index("claims:")
    (tmp_path / "a.yaml").write_text(text[:cut], encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text[cut:], encoding="utf-8")
    scenario = load(tmp_path, "cheap_sanctions")
    assert loads(write_scenario(scenario), variant="cheap_sanctions").hash == scenario.hash
