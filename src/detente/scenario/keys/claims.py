"""The keys of claims."""

from __future__ import annotations

from typing import ClassVar

from detente.scenario.keys.entry import Entry, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import Text, YesOrNo


class AnswerKeys(Entry):
    """What the verdict on a claim says to the question of the analysis."""

    shown: ClassVar[tuple[str, ...]] = ("holds", "fails")

    holds: Text | None = key("The answer if the claim holds", example="Yes, if Moscow is asked.", is_needed=True)
    fails: Text | None = key("The answer if it fails", example="No, whoever asks.", is_needed=True)
    no_effect: Text | None = key(
        "The answer if the two sides of the comparison differ too little to matter",
        name="no visible effect",
        default="that it makes no visible difference",
        example="It makes no difference.",
    )
    undecided: Text | None = key(
        "The answer if it is undecided", default="that this stays open", example="It may, or may not."
    )


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
        "The part of the text to which this claim and the following ones belong, up to the next `section`",
        example="The Countdown",
    )
    is_key: YesOrNo | None = key(
        "Whether the claim is one of the key judgements at the beginning of a report",
        name="key",
        default="no",
        example="yes",
    )
    answers: AnswerKeys | None = key(
        "The answer to `question`, by verdict: a report begins with it. At most one claim has this",
        example='{holds: "Yes, for a month.", fails: No.}',
    )
