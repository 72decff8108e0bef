"""An answer with its origin: what is the same for the same seed, and what is not."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.asked import Asked, TabledAnswer
from detente.analysis.options import Origin
from detente.analysis.posterior import NumberSays, Posterior

ORIGIN = Origin("x", "X", None, "0" * 16, 0, "0", {"solve": 1.0})
POSTERIOR = Posterior(
    (NumberSays("a", 0.0, 1.0, 0.5, (0.4, 0.6), 0.2),), (), ({"a": 0.5},), 1, 1, 1, (1.0,), 1.0, 1.0, 0.0
)


def test_times_and_places_are_no_result() -> None:
    asked = Asked(ORIGIN, "", "detente posterior x", POSTERIOR, None, "somewhere.html")
    later = replace(asked, origin=replace(ORIGIN, seconds={"solve": 9.0}), file=None)
    assert asked.to_json() != later.to_json()
    assert asked.to_result() == later.to_result()
    assert asked.to_result()["certificate"] is None


def test_a_record_with_rows_is_an_answer() -> None:
    assert isinstance(POSTERIOR, TabledAnswer)
