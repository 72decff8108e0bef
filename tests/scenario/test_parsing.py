"""YAML text becomes a tree, by the core schema of YAML 1.2 without anything that refers to anything else."""

from __future__ import annotations

import pytest

from detente.scenario.parsing import MAX_NESTING, YamlTreeBuilder
from detente.scenario.tree import Table, to_plain


def read(text: str) -> tuple[object, list[str]]:
    builder = YamlTreeBuilder("f.yaml", text)
    root = builder.read()
    return None if root is None else to_plain(root), [str(mistake) for mistake in builder.mistakes]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2015-05", "2015-05"),
        ("2015-05-01", "2015-05-01"),
        ("no", "no"),
        ("false", False),
        ("~", None),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5%", "5%"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("'3'", "3"),
        (r'"\ud83d\ude00"', "😀"),
    ],
)
def test_words_stand_for_what_yaml_1_2_says(text: str, value: object) -> None:
    (read_as, mistakes) = read(f"a: {text}")
    assert mistakes == []
    assert read_as == {"a": value}
    assert type(read_as["a"]) is type(value)  # type: ignore[index]


def test_places_count_from_one() -> None:
    root = YamlTreeBuilder("f.yaml", "a: 1\nb:\n  - {c: x}\n").read()
    assert isinstance(root, Table)
    assert (root.keys["b"].line, root.keys["b"].column) == (2, 1)
    assert (root.entries["b"].where.line, root.entries["b"].where.column) == (3, 3)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: 1\na: 2\n", "f.yaml:2:1 file: the key 'a' is given twice, first in line 1"),
        ("a: &x 1\n", "anchors and aliases (& and *) are not allowed"),
        ("a: !!int 1\n", "tags"),
        ("a: .inf\n", ".inf is not a finite number"),
        ("a: 1e999\n", "1e999 is not a finite number"),
        ("a: 1\n---\nb: 2\n", "a second document begins here"),
        ("a:\n\tb: 1\n", "indent with spaces, not with tabs"),
        ("a: {b: min(1, 2)}\n", "a comma cut the expression 'min(1' short"),
        ("{[a]: 1}\n", "a key must be a word"),
        ("a: " + "[" * (MAX_NESTING + 1), f"nested more than {MAX_NESTING} deep"),
    ],
)
def test_what_scenarios_do_without_is_refused(text: str, mistake: str) -> None:
    (message, *others) = read(text)[1]
    assert mistake in message
    assert others == []


def test_the_first_entry_of_a_key_is_kept() -> None:
    assert read("a: 1\na: 2\nb: 3\n")[0] == {"a": 1, "b": 3}


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\r", "\x7f", "\x85", "\x9b"], ids=ascii)
def test_control_characters_are_mistakes_with_their_place(sign: str) -> None:
    _, escaped = read(f'a: 1\nb: "x\\x{ord(sign):02x}y"')
    assert escaped == [f"f.yaml:2:4 file: the text contains the control character U+{ord(sign):04X}; leave it out"]
    _, of_key = read(f'a: 1\n"x\\x{ord(sign):02x}y": 2')
    assert of_key == [f"f.yaml:2:1 file: the text contains the control character U+{ord(sign):04X}; leave it out"]
    if sign not in "\r\x85":  # these are line breaks
        _, raw = read(f"a: 1\nb: x{sign}y")
        assert raw == [f"f.yaml:2:5 file: this is not YAML: the character U+{ord(sign):04X} is not allowed"]


def test_tabs_and_line_breaks_are_text() -> None:
    assert read(r'a: "x\ty\nz"') == ({"a": "x\ty\nz"}, [])
