"""A claim needs its sentence and its statement."""

from __future__ import annotations

from detente.scenario.keys.claims import ClaimKeys
from support.keys import read_entry


def test_a_claim() -> None:
    claim, mistakes = read_entry(ClaimKeys, "{says: So., holds if: value(ann) > 0, source: wire}")
    assert mistakes == []
    assert claim.holds_if is not None
    assert (claim.id, claim.holds_if.text) == (None, "value(ann) > 0")


def test_what_a_claim_cannot_do_without() -> None:
    assert read_entry(ClaimKeys, "{id: calm}")[1] == ["missing 'says'", "missing 'holds if'"]
    assert read_entry(ClaimKeys, "{says: So., holds_if: x > 0}")[1] == [
        "unknown key 'holds_if' — did you mean 'holds if'? (allowed: why, source, id, says, holds if)",
        "missing 'holds if'",
    ]
