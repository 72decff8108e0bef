"""A claim needs its sentence and its statement."""

from __future__ import annotations

from detente.scenario.keys.claims import ClaimKeys
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads
from support.keys import read_entry


def test_a_claim() -> None:
    claim, mistakes = read_entry(ClaimKeys, "{says: So., holds if: value(ann) > 0, source: wire}")
    assert mistakes == []
    assert claim.holds_if is not None
    assert (claim.id, claim.holds_if.text) == (None, "value(ann) > 0")


def test_sections_and_key_claims() -> None:
    claim, mistakes = read_entry(ClaimKeys, "{says: So., holds if: value(ann) > 0, section: One, key: yes}")
    assert (mistakes, claim.is_key) == ([], True)
    assert read_entry(ClaimKeys, "{says: So., holds if: value(ann) > 0, key: perhaps}")[1] == [
        "yes or no is needed here, not 'perhaps'"
    ]


def test_a_section_lasts_until_the_next_one() -> None:
    written = TEMPLATE.read_text(encoding="utf-8")
    for name in ("arms_tell", "sanctions_restrain"):
        written = written.replace(f"  - id: {name}\n", f"  - id: {name}\n    section: {name.upper()}\n    key: yes\n")
    claims = [(claim.section, claim.is_key) for claim in loads(written).claims]
    first, second = "ARMS_TELL", "SANCTIONS_RESTRAIN"
    assert claims == [(first, True), (first, False), (second, True), (second, False)]
    assert {(claim.section, claim.is_key) for claim in load(TEMPLATE).claims} == {("", False)}


def test_what_a_claim_cannot_do_without() -> None:
    assert read_entry(ClaimKeys, "{id: calm}")[1] == ["missing 'says'", "missing 'holds if'"]
    assert read_entry(ClaimKeys, "{says: So., holds_if: x > 0}")[1] == [
        "unknown key 'holds_if' — did you mean 'holds if'? "
        "(allowed: why, source, id, says, holds if, section, key, answers)",
        "missing 'holds if'",
    ]
