"""A scenario's tree as one YAML file that reads as the same document."""

from __future__ import annotations

import json
from pathlib import Path

from detente.errors import ScenarioError
from detente.scenario.loading import read_tree
from detente.scenario.model import Scenario
from detente.scenario.reading import read_file, read_text
from detente.scenario.tree import Node, Scalar, Series, Table, to_plain


def write_scenario(scenario: Scenario) -> str:
    """The whole file of a scenario: its own text where that still says the same, else what its parts say together."""
    tree = read_tree(scenario)
    path = Path(scenario.path)
    if scenario.path and path.is_file():
        try:
            text = read_file(path)
            if to_plain(read_text(text, scenario.path)) == to_plain(tree):
                return text
        except ScenarioError:
            # It has been changed since it was read.
            pass
    return write_tree(tree)


def write_tree(root: Table) -> str:
    """The file as YAML that reads as the same document; without its comments."""
    lines: list[str] = []
    _write(root, 0, lines)
    return "\n".join(lines) + "\n"


def _write(node: Table, indent: int, lines: list[str]) -> None:
    for key, entry in node.entries.items():
        written = (
            key if key and key.replace(" ", "").replace("_", "").isalnum() else json.dumps(key, ensure_ascii=False)
        )
        _write_entry(f"{' ' * indent}{written}:", entry, indent + 2, lines)


def _write_entry(start: str, node: Node, indent: int, lines: list[str]) -> None:
    if isinstance(node, Table):
        lines.append(start if node.entries else f"{start} {{}}")
        _write(node, indent, lines)
    elif isinstance(node, Series):
        lines.append(start if node.items else f"{start} []")
        for item in node.items:
            _write_entry(f"{' ' * indent}-", item, indent + 2, lines)
    else:
        assert isinstance(node, Scalar)
        is_plain = node.is_bare and "\n" not in node.text
        text = node.text if is_plain else json.dumps(node.value, ensure_ascii=False)
        lines.append(f"{start} {text}".rstrip())
