"""Files and folders become one tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import load
from detente.scenario.reading import MAX_CHARACTERS, read_path, read_text
from detente.scenario.tree import Series, Table, to_plain
from support.ceasefire import CEASEFIRE


def test_folder_is_read_in_alphabetical_order_and_merged(tmp_path: Path) -> None:
    text, claims = CEASEFIRE.split("claims:")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "claims:" + claims + "variants:\n  rich: {numbers.price: 3}\nabout: text\n", encoding="utf-8"
    )
    (tmp_path / "c.yaml").write_text("claims:\n  - {says: Second., holds if: 'value(patron) > 0'}\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    scenario = load(tmp_path)
    assert [variant.name for variant in scenario.variants] == ["no_arms", "poor", "rich"]
    assert [claim.id for claim in scenario.claims] == ["calm", "claim_2"]
    assert scenario.about == "text"
    assert scenario.claims[1].where is not None
    assert scenario.claims[1].where.file.endswith("c.yaml")


def test_folder_entry_given_twice_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CEASEFIRE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("crisis: Another\nnumbers:\n  burden: 3\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    assert len(caught.value.mistakes) == 2
    assert "b.yaml:1:1 crisis: 'crisis' is given twice" in str(caught.value)
    assert "b.yaml:3:3 numbers.burden: 'burden' is given twice" in str(caught.value)


def test_a_pipe_among_the_files_is_a_mistake_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CEASEFIRE, encoding="utf-8")
    os.mkfifo(tmp_path / "b.yaml")
    (tmp_path / "c.yaml").mkdir()
    (tmp_path / "d.yaml").symlink_to("/dev/zero")
    (tmp_path / "e.yaml").symlink_to("nowhere")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path)
    found = [str(mistake).removeprefix(f"{tmp_path}/") for mistake in caught.value.mistakes]
    assert found == [
        "b.yaml:1:1 file: this is not a regular file",
        "c.yaml:1:1 file: this is not a regular file",
        "d.yaml:1:1 file: this is not a regular file",
        "e.yaml:1:1 file: the file cannot be read: No such file or directory",
    ]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CEASEFIRE.encode())
    assert load(path).name == "marked"


@pytest.mark.parametrize(("data", "message"), [(b"\xff\xfe", "not UTF-8"), (b"", "this file is empty")])
def test_files_that_are_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError, match=message):
        load(path)
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(tmp_path / "missing.yaml")


def test_fields_are_called_by_keys_ids_and_numbers() -> None:
    text = "claims:\n  - {id: calm, says: x}\n  - {says: y, holds if: z}\n  - {says: only}\n"
    root = read_text(text, "f.yaml")
    claims = root.entries["claims"]
    assert isinstance(claims, Series)
    fields = [item.entries["says"].where.field for item in claims.items if isinstance(item, Table)]
    assert fields == ["claims.calm.says", "claims.2.says", "claims.says"]
    assert (root.where.field, root.keys["claims"].field) == ("file", "claims")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "a scenario is a mapping that begins with 'crisis: TITLE'"),
        ("word", "a scenario is a mapping that begins with 'crisis: TITLE'"),
        ("# nothing\n", "this file is empty"),
        ("a: " + "x" * MAX_CHARACTERS, f"at most {MAX_CHARACTERS:,} are allowed"),
    ],
)
def test_texts_that_are_no_scenario(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read_text(text, "f.yaml")


def test_lists_of_several_files_are_joined_and_files_agree_on_kinds(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("claims: [1]\nstate: {x: 1}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("claims: [2, 3]\nstate: {y: 2}\n", encoding="utf-8")
    assert to_plain(read_path(tmp_path)) == {"claims": [1, 2, 3], "state": {"x": 1, "y": 2}}
    (tmp_path / "c.yaml").write_text("claims: {x: 1}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"'claims' is given twice, first in .*a\.yaml line 1"):
        read_path(tmp_path)


@pytest.mark.parametrize("name", ["game.efg", "game.nfg"])
def test_games_of_other_programs_are_called_what_they_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('EFG 2 R "A game" { "Player 1" }', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"in the format of Gambit; Détente writes game trees .* and reads none"):
        read_path(tmp_path / name)
