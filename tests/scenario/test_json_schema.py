"""The JSON Schema of scenario files says what the loader accepts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from detente.scenario.json_schema import json_schema
from detente.scenario.reading import read_text
from detente.scenario.tree import to_plain
from support.ceasefire import CEASEFIRE
from support.private import PRIVATE

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def complaints(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "") -> list[str]:
    """What a document has against the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        return complaints(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, path)
    if "if" in schema:
        branch = "else" if complaints(value, schema["if"], root, path) else "then"
        return complaints(value, schema[branch], root, path)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{path}: not in {schema['enum']}"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{path}: not {kinds}"]
    if isinstance(value, list):
        return [
            c for i, item in enumerate(value) for c in complaints(item, schema.get("items", {}), root, f"{path}.{i}")
        ]
    if not isinstance(value, dict):
        return []
    lacking = [f"{path}: lacks {key}" for key in schema.get("required", ()) if key not in value]
    return lacking + [c for key, entry in value.items() for c in _entry(key, entry, schema, root, f"{path}.{key}")]


def _entry(key: str, entry: Any, schema: dict[str, Any], root: dict[str, Any], path: str) -> list[str]:
    if key in schema.get("properties", {}):
        return complaints(entry, schema["properties"][key], root, path)
    for pattern, inner in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            return complaints(entry, inner, root, path)
    additional = schema.get("additionalProperties", True)
    if additional is False:
        return [f"{path}: not allowed"]
    return [] if additional is True else complaints(entry, additional, root, path)


def test_schema_accepts_what_the_loader_accepts() -> None:
    schema = json_schema()
    for text in (CEASEFIRE, *PRIVATE.values()):
        assert complaints(to_plain(read_text(text, "x")), schema, schema) == []


def test_schema_refuses_unknown_keys_and_wrong_shapes() -> None:
    schema = json_schema()
    for old, new in [
        ("patience: 0.9", "patient: 0.9"),
        ("starts: held", "begins: held"),
        ("step: month", "step: day"),
        ("- capital answers", "- capital"),
        ("wants: {aid: aid * patron.appetite}", "wants: [aid]"),
        ("costs: 0.2}", "cost: 0.2}"),
        ("low: {probability: rest}", "low: {prob: rest}"),
        ("covert: yes", "covert: maybe"),
    ]:
        document = to_plain(read_text(CEASEFIRE.replace(old, new, 1), "x"))
        assert complaints(document, schema, schema), new


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("costs: 0.2}", "cost: 0.2}", r"\.each month\.\d\.[\w ]+\.\w+\.cost"),
        ("holds if:", "hold if:", r"\.claims\.\d\.hold if"),
        ("patience: 0.9", "patient: 0.9", r"\.actors\.\w+\.patient"),
        ("low: {probability: rest}", "low: {prob: rest}", r"\.each month\.\d\.[\w ]+\.\w+\.prob"),
    ],
)
def test_a_misspelt_key_is_reported_at_itself(old: str, new: str, path: str) -> None:
    schema = json_schema()
    assert old in CEASEFIRE
    found = complaints(to_plain(read_text(CEASEFIRE.replace(old, new, 1), "x")), schema, schema)
    assert any(re.fullmatch(rf"{path}: not allowed", complaint) for complaint in found), found


def test_no_choice_hides_where_a_mistake_is() -> None:
    assert '"anyOf"' not in json.dumps(json_schema())


def test_schema_is_plain_json_with_every_reference_resolved() -> None:
    text = json.dumps(json_schema())
    defined = json_schema()["$defs"].keys()
    assert set(re.findall(r'"#/\$defs/(\w+)"', text)) <= defined
