"""What is asked of the numbers of every argued crisis."""

from __future__ import annotations

from collections.abc import Mapping

from detente.scenario.model import Scenario


def require_argued_numbers(scenario: Scenario) -> None:
    """Every number is a fact, or a judgement whose base is the middle of its range; with its reason and its source."""
    for name, entry in scenario.document["numbers"].items():
        assert isinstance(entry, Mapping), name
        assert ("range" in entry) != ("value" in entry), name
        assert "base" not in entry, name
        assert entry["why"], name
        assert entry["source"] in scenario.sources, name
