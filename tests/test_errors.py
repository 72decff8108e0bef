"""Errors carry all mistakes in file order, and their advice as data."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest

from detente.errors import Advice, DetenteError, MissingLibraryError, Mistake, ScenarioError, advice_in_words
from detente.scenario.positions import Where


def mistake(line: int, column: int, *advice: Advice) -> Mistake:
    return Mistake(Where("f.yaml", line, column, "state.front"), f"wrong at {line}", advice)


def test_mistakes_are_in_file_order_and_each_once() -> None:
    error = ScenarioError([mistake(9, 1), mistake(2, 5), mistake(2, 3), mistake(9, 1)])
    assert str(error).splitlines() == [
        "f.yaml:2:3 state.front: wrong at 2",
        "f.yaml:2:5 state.front: wrong at 2",
        "f.yaml:9:1 state.front: wrong at 9",
    ]


def test_an_error_has_the_advice_of_its_mistakes() -> None:
    fewer, steps = Advice("fewer_points", "patron", 9), Advice("more_steps", value=60)
    assert ScenarioError([mistake(9, 1, steps), mistake(2, 1, fewer)]).advice == (fewer, steps)
    assert DetenteError("no").advice == ()


def test_advice_of_one_kind_is_one_sentence() -> None:
    advice = [Advice("points", "a", 5), Advice("steps", value=60), Advice("points", "b", 9)]
    wordings = {
        "points": lambda many: "Points: " + ", ".join(f"{each.actor} {each.value}" for each in many) + ".",
        "steps": lambda many: f"Steps: {many[0].value}.",
    }
    assert advice_in_words(advice, wordings) == "Points: a 5, b 9. Steps: 60."
    assert advice_in_words([], wordings) == ""


class Installed:
    """What the metadata of an installed package say of where it came from."""

    def __init__(self, origin: str | None) -> None:
        self.origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return self.origin


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (None, "bin/python -m pip install 'detente[table]'"),
        ('{"url": "file://HERE/a%20copy", "dir_info": {"editable": true}}', "-m pip install -e 'a copy[table]'"),
        ('{"url": "file://HERE", "dir_info": {}}', "-m pip install '.[table]'"),
        ('{"url": "file:///x/d-1.whl", "archive_info": {}}', "-m pip install '/x/d-1.whl[table]'"),
        ('{"url": "https://host/d.git", "vcs_info": {}}', "-m pip install 'detente[table]'"),
        ("no JSON", "-m pip install 'detente[table]'"),
    ],
)
def test_a_missing_library_comes_with_the_command_for_this_installation(
    origin: str | None, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    told = origin and origin.replace("HERE", str(tmp_path))
    monkeypatch.setattr(importlib.metadata, "distribution", lambda _: Installed(told))
    message = str(MissingLibraryError("the table", "nicegui", "table"))
    assert message.startswith("the table needs the library nicegui, which is not installed: bin/python -m pip install ")
    assert message.endswith(command)
