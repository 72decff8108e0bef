"""An answer with its origin: what is the same for the same seed, and what is not."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.asked import Asked, TabledAnswer
from detente.analysis.explanation import CrisisNames, Reasons
from detente.analysis.options import Origin

ORIGIN = Origin("x", "X", None, "0" * 16, 0, "0", {"solve": 1.0})
REASONS = Reasons(CrisisNames({}, "month"), "p", "1", "decides", "a", "b", "", None, ())


def test_times_and_places_are_no_result() -> None:
    asked = Asked(ORIGIN, "", "detente reasons x p 1", REASONS, None, "somewhere.html")
    later = replace(asked, origin=replace(ORIGIN, seconds={"solve": 9.0}), file=None)
    assert asked.to_json() != later.to_json()
    assert asked.to_result() == later.to_result()
    assert isinstance(REASONS, TabledAnswer)
