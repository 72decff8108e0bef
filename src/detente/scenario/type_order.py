"""The order of an actor's types: that of their priors, whatever the order in which the file has them.

Beliefs are held relative to the last type, and types are drawn in their order, so both would change with the order in
which an analyst happens to write them. The file's tree is put in order once, as it is read: variants, perceptions and
worlds are changes of that tree and keep its order (docs/decisions/0017).
"""

from __future__ import annotations

from detente.scenario.constants import compute_number_values, evaluate_constant
from detente.scenario.model import Actor, Scenario
from detente.scenario.tree import Node, Table

FEWEST = 3
"""Types from which on the order matters: with two, the log-odds of one are those of the other with the sign changed."""

_DIGITS = 12
"""Priors that agree to so many digits are equal."""


def has_order(base: Table) -> bool:
    """Whether some actor of a file has so many types that their order matters."""
    actors = base.get("actors")
    if not isinstance(actors, Table):
        return False
    kinds = (actor.entries.get("types") for actor in actors.entries.values() if isinstance(actor, Table))
    return any(isinstance(each, Table) and len(each.entries) >= FEWEST for each in kinds)


def with_ordered_types(base: Table, scenario: Scenario) -> Table:
    """The tree with the likeliest type of every actor last, equally likely ones by name.

    Args:
        scenario: the one of the tree, without any variant.
    """
    actors, numbers = base.get("actors"), compute_number_values(scenario)
    assert isinstance(actors, Table)
    for actor in scenario.actors:
        entry = actors.entries.get(actor.name)
        types = _types_of(entry)
        if isinstance(entry, Table) and types is not None and len(actor.types) >= FEWEST:
            names = _order(actor, numbers)
            ordered = Table(types.where, {name: types.entries[name] for name in names}, types.keys)
            changed = entry.with_entry("types", ordered, entry.place("types"))
            actors = actors.with_entry(actor.name, changed, actors.place(actor.name))
    return base.with_entry("actors", actors, base.place("actors"))


def with_places_kept(changed: Table, base: Table) -> Table:
    """The tree of a variant, every actor's types in the order of the file even where the variant writes them anew.

    New ones come first, by name, so that the last type stays the last.
    """
    actors, before = changed.get("actors"), base.get("actors")
    if not isinstance(actors, Table) or not isinstance(before, Table):
        return changed
    for name, entry in actors.entries.items():
        types, known = _types_of(entry), _types_of(before.entries.get(name))
        if types is None or known is None or types is known:
            continue
        new = sorted(kind for kind in types.entries if kind not in known.entries)
        names = [*new, *(kind for kind in known.entries if kind in types.entries)]
        if names != list(types.entries):
            ordered = Table(types.where, {kind: types.entries[kind] for kind in names}, types.keys)
            assert isinstance(entry, Table)
            actors = actors.with_entry(
                name, entry.with_entry("types", ordered, entry.place("types")), actors.place(name)
            )
    return changed.with_entry("actors", actors, changed.place("actors"))


def _types_of(entry: Node | None) -> Table | None:
    types = entry.entries.get("types") if isinstance(entry, Table) else None
    return types if isinstance(types, Table) else None


def _order(actor: Actor, numbers: dict[str, float]) -> list[str]:
    priors = {kind.name: round(evaluate_constant(kind.prior.tree, numbers), _DIGITS) for kind in actor.types}
    return sorted(priors, key=lambda name: (priors[name], name))
