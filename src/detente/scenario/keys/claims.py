"""The keys of claims."""

from __future__ import annotations

from detente.scenario.keys.entry import key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import Text, YesOrNo


class ClaimKeys(Noted):
    """A sentence of the analysis, and its formal statement."""

    shown = ("says", "holds if")

    id: Text | None = key("The name of the claim", default="claim_1, claim_2, …", example="rollback")
    says: Text | None = key("The sentence, word for word", example="The patron is cautious at heart.", is_needed=True)
    holds_if: Text | None = key(
        "The formal statement, true or false of the solved crisis",
        name="holds if",
        example="P(always front == held) > 0.5",
        is_needed=True,
    )
    section: Text | None = key(
        "The part of the text that it belongs to, as are the claims after it up to the next `section`",
        example="The Countdown",
    )
    is_key: YesOrNo | None = key(
        "Whether it is one of the key judgements that a report begins with", name="key", default="no", example="yes"
    )
