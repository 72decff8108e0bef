"""Claims about a crisis that has mistakes itself are read as far as they can be."""

from __future__ import annotations

from detente.claims.drafts import read_claims
from detente.scenario.assembly import Draft, build_draft
from detente.scenario.reading import read_text
from support.ceasefire import CEASEFIRE


def mistakes(statement: str, old: str = "", new: str = "") -> list[str]:
    text = CEASEFIRE.replace("P(always front == held) > 0.5", statement)
    assert old in text
    base = read_text(text.replace(old, new, 1) if old else text, "f.yaml")

    def draft(variant: str | None) -> Draft:
        return build_draft(base, "f", "", variant)

    return [mistake.message for mistake in read_claims(draft(None), draft)[1]]


def test_a_mistake_is_reported_whatever_else_is_wrong() -> None:
    assert mistakes("P(always front == held) > 0.5") == []
    for old, new in (("", ""), ("prior: 60%", "prior: 70%"), ("mood: {one of", "mood: {oen of")):
        (message,) = mistakes("P(always front == hld) > 0.5", old, new)
        assert message.startswith("unknown name 'hld'")


def test_what_mentions_something_unclear_is_left_out() -> None:
    wrong = "front: {scale", "front: {scle"
    assert mistakes("P(always front == hld) > 0.5", *wrong) == []
    (message,) = mistakes("value(patrn) > 0.5", *wrong)
    assert message.startswith("unknown actor 'patrn'")
    # Dates mean nothing where there is no calendar.
    assert mistakes("P(aid == 7 at 2019-01) > 0.5", "to: 2015-10", "to: 2015-13") == []


def test_a_claim_under_a_variant_brings_that_variant_s_mistakes() -> None:
    statement = "value(patron) under poor > 0"
    assert mistakes(statement) == []
    (message,) = set(mistakes(statement, "numbers.burden: 0", "numbers.burdn: 0"))
    assert "burdn" in message
