"""The keys of a line of a joint prior."""

from __future__ import annotations

from detente.scenario.keys.joint_prior import JointTypeKeys
from support.keys import read_entry


def test_a_line_names_types_by_actor() -> None:
    entry, mistakes = read_entry(JointTypeKeys, "{moscow: hawk, kyiv: strong, probability: 0.4}")
    assert mistakes == []
    assert entry.types is not None
    assert {name: text.text for name, text in entry.types.entries.items()} == {"moscow": "hawk", "kyiv": "strong"}


def test_a_line_needs_a_probability() -> None:
    assert read_entry(JointTypeKeys, "{moscow: hawk, kyiv: strong}")[1] == ["missing 'probability'"]
