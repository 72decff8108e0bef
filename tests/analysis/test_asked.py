"""An answer with its origin: what is the same for the same seed."""

from __future__ import annotations

from typing import Any

from detente.analysis.asked import Asked, TabledAnswer
from detente.analysis.options import Origin


class Plain:
    def to_json(self) -> dict[str, Any]:
        return {"number": 1}

    def rows(self) -> list[dict[str, Any]]:
        return [{"number": 1}]


def test_times_and_places_are_no_part_of_the_result() -> None:
    origin = Origin("s", "S", None, "hash", 0, "0.1", {"solve": 1.0})
    answer = Plain()
    assert isinstance(answer, TabledAnswer)
    asked = Asked(origin, "?", "detente", answer, None, "out.json")
    assert set(asked.to_json()) - set(asked.to_result()) == {"seconds", "file"}
    assert asked.to_result()["number"] == 1
    assert asked.to_result()["certificate"] is None
