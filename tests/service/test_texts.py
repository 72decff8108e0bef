"""Files of a crisis, and files of numbers that are set."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import service
from detente.errors import ScenarioError
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads


def test_files_of_a_crisis(tmp_path: Path) -> None:
    bundled = service.find_files("sochi-2015")
    assert [file.name for file in bundled.files] == ["claims.yaml", "crisis.yaml", "variants.yaml"]
    assert bundled.is_bundled
    own = tmp_path / "own"
    own.mkdir()
    (own / "crisis.yaml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    (own / "crisis.set.yaml").write_text("set: {burden: 0.3}\n", encoding="utf-8")
    found = service.find_files(own)
    assert (found.path, found.files, found.is_bundled) == (own, (own / "crisis.yaml",), False)
    # What sets numbers is no part of a folder's scenario.
    assert service.load(own).title == loads(TEMPLATE.read_text(encoding="utf-8")).title


def test_numbers_that_are_set_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "t.set.yaml"
    numbers = {"burden": 0.3, "patron.cautious": 0.125, "risk": 1e-7}
    service.write_settings(path, numbers, "t.yaml")
    assert service.read_settings(path) == numbers
    assert path.read_text(encoding="utf-8").splitlines()[1:] == [
        "set:",
        "  burden: 0.3",
        "  patron.cautious: 0.125",
        "  risk: 1e-07",
    ]
    service.write_settings(path, {}, "t.yaml")
    assert service.read_settings(path) == {}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("set: {burden: 40%, risk: no idea}\n", 1, "risk: this is not a number"),
        ("sets:\n  burden: 1\n", 1, "did you mean 'set'?"),
        ("set: [1, 2]\n", 1, "is a mapping of names"),
        ("# nothing\nset:\n", 2, "is a mapping of names"),
    ],
)
def test_what_is_wrong_with_settings_is_told_at_its_place(text: str, line: int, says: str, tmp_path: Path) -> None:
    path = tmp_path / "t.set.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"t\.set\.yaml") as caught:
        service.read_settings(path)
    told = [mistake for mistake in caught.value.mistakes if says in mistake.message]
    assert [mistake.where.line for mistake in told] == [line]


def test_texts_are_read_wherever_they_are(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = service.load_texts({str(path): text}, "t", str(path), numbers={"burden": 0.3})
    assert loaded.hash == service.load(service.WithNumbers(path, {"burden": 0.3})).hash
    changed = text.replace("starts: held", "starts: helt", 1)
    with pytest.raises(ScenarioError) as by_text:
        service.check_texts({str(path): changed}, "t", str(path))
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ScenarioError) as by_file:
        service.check(path)
    assert by_text.value.mistakes == by_file.value.mistakes
