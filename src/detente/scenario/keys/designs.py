"""The keys of designs: variants with free words, of which the best values are looked for."""

from __future__ import annotations

from typing import ClassVar

from detente.scenario.keys.entry import Entry, Named, Reading, free_names, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import Choices, NewValue, PlacedNumber, Text, VariantNames


class FreeWordKeys(Entry):
    """The values that a word of a design is tried with."""

    shown: ClassVar[tuple[str, ...]] = ("from", "to")

    first: PlacedNumber | None = key("The smallest number", name="from", example="0")
    last: PlacedNumber | None = key("The greatest number", name="to", example="1")
    step: PlacedNumber | None = key("The distance between them", default=1, example="0.1")
    one_of: Choices | None = key(
        "Values without an order, such as dates or levels", name="one of", example="[2015-09, 2016-03]"
    )

    def check(self, reading: Reading) -> None:
        given = [self.first is not None, self.last is not None]
        if self.one_of is not None and (any(given) or self.step is not None):
            reading.wrong(self.where, "'one of' lists the values, 'from' and 'to' give a range; give one or the other")
        elif self.one_of is None and not all(given):
            reading.wrong(self.where, "'from' and 'to' are needed here, or 'one of'")


class DesignKeys(Noted):
    """A policy with free words: each a path into the file with its new value, as in a variant."""

    shown: ClassVar[tuple[str, ...]] = ("serves", "for")

    says: Text | None = key("What the policy is, in words", example="Ease sanctions as soon as the front is calm.")
    serves: Text | None = key("The actor whose value of the crisis is maximised", example="obama")
    by: Text | None = key(
        "The measure to optimise instead", default="the value of the crisis to the actor", example="peace"
    )
    tried: Named[FreeWordKeys] | None = key(
        "The open parameters, and the values to try for each",
        name="for",
        example="{k: {from: 0, to: 3}}",
        is_needed=True,
    )
    against: VariantNames | None = key(
        "Variants to compare with, besides the crisis as written", default="all", example="[isolation, reward]"
    )
    builds_on: VariantNames | None = key(
        "Variants whose changes are made first", name="builds on", example="no_campaign"
    )
    changes: Named[NewValue] | None = free_names(
        "A path into the file, and the new value there, in which the free words may stand",
        example="stages.answers.ease.when: front <= k",
    )
