"""The keys of commitments: rules to which an actor may bind itself before play."""

from __future__ import annotations

from typing import ClassVar

from detente.scenario.keys.entry import Entry, Named, free_names, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import Expression, PlacedNumber, Text


class RangeKeys(Entry):
    """The numbers that a rule is tried with."""

    shown: ClassVar[tuple[str, ...]] = ("from", "to")

    first: PlacedNumber | None = key("The smallest number", name="from", example="0", is_needed=True)
    last: PlacedNumber | None = key("The greatest number", name="to", example="1", is_needed=True)
    step: PlacedNumber | None = key("The distance between them", default=1, example="0.1")


class RuleKeys(Noted):
    """A rule: the probability of every act that it allows."""

    shown: ClassVar[tuple[str, ...]] = ()

    tried: Named[RangeKeys] | None = key(
        "Parameters of the rule, and the numbers to try for each", name="for", example="{k: {from: 0, to: 3}}"
    )
    acts: Named[Expression] | None = free_names(
        "An act, and its probability in the present state, or `rest`; a condition is 1 or 0",
        example="ease: minsk == full",
    )


class CommitmentKeys(Noted):
    """A decision that is bound before play, and the rules that it may be bound to."""

    shown: ClassVar[tuple[str, ...]] = ("binds", "rules")

    binds: Text | None = key("The decision, by its name", example="answers", is_needed=True)
    serves: Text | None = key(
        "The actor for whom the rule is chosen", default="the owner of the decision", example="obama"
    )
    rules: Named[RuleKeys] | None = key(
        "The rules", example="{tit_for_tat: {ease: minsk == full, hold: rest}}", is_needed=True
    )
