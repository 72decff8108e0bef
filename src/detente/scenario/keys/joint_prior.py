"""The keys of a joint prior: how likely the types of several actors are together."""

from __future__ import annotations

from detente.scenario.keys.entry import Entry, Named, free_names, key
from detente.scenario.keys.values import Expression, Text


class JointTypeKeys(Entry):
    """One line of a joint prior: a type for each of its actors, and the probability of all of them together."""

    shown = ("probability",)

    probability: Expression | None = key(
        "How likely these types are together, or `rest` on one line", example="0.4", is_needed=True
    )
    types: Named[Text] | None = free_names("An actor and its type", example="moscow: hawk")
