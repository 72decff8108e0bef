"""The keys of measures and variants."""

from __future__ import annotations

from detente.scenario.keys.entry import Named, Reading, free_names, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import Base, Better, DateText, Expression, NewValue, Text, VariantNames


class MeasureKeys(Noted):
    """What policies are compared by: a mean over plays and periods."""

    shown = ("of", "better")

    of: Expression | None = key(
        "A number, or a condition (whose mean is a share); may be written as a single value",
        example="front == held",
        is_needed=True,
    )
    better: Better | None = key("Which direction is better", example="more")
    says: Text | None = key("What it measures, in words", example="The ceasefire line holds.")
    at: DateText | None = key("Only at the end of this period; `end` means the last one", example="end")
    first: DateText | None = key(
        "The first period that counts", name="from", default="the first of all", example="2015-11"
    )
    last: DateText | None = key("The last period that counts", name="to", default="the last of all", example="2016-11")

    def check(self, reading: Reading) -> None:
        if self.at is not None and (self.first is not None or self.last is not None):
            reading.wrong(self.where, "'at' is one period, 'from' and 'to' are several; give one or the other")


class VariantKeys(Noted):
    """Named changes: each a path into the file with its new value."""

    says: Text | None = key("What the variant supposes, in words", example="The campaign does not matter.")
    builds_on: VariantNames | None = key(
        "Variants whose changes are made first", name="builds on", example="no_campaign"
    )
    sees: Named[Text] | None = key(
        "For an actor or seat, the variant that is its perception of the crisis", example="{moscow: as_moscow_sees_it}"
    )
    follows: Named[Text] | None = key(
        "For a commitment, the rule by which its decision is made", example="{easing: tit_for_tat}"
    )
    probability: Base | None = key("The probability that the variant is true; worlds draw it too", example="0.3")
    changes: Named[NewValue] | None = free_names(
        "A path into the file, and the new value there; `removed` takes the entry away",
        example="numbers.weakness_cost: 0",
    )
