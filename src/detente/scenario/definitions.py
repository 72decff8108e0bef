"""Expressions that have a name, so that a condition is written once and reads as a word wherever it is meant."""

from __future__ import annotations

from dataclasses import replace

from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.names import Place
from detente.scenario.site import Site
from detente.scenario.syntax import ExpressionError, Syntax, parse
from detente.scenario.tree import Scalar


def name_definitions(definitions: Named[Scalar] | None, site: Site) -> None:
    """Puts the definitions among the names; one whose text is not an expression is a broken name."""
    trees: dict[str, Syntax] = {}
    broken = set[str]()
    for word, where in definitions.places.items() if definitions is not None else ():
        entry = definitions.entries.get(word) if definitions is not None else None
        if not site.name(word, where, "a definition") or entry is None:
            continue
        try:
            trees[word] = parse(entry.text)
        except ExpressionError as error:
            site.wrong(entry.at(error.offset), error.message)
            broken.add(word)
    site.names = replace(site.names, definitions=trees, broken=site.names.broken | broken)


def check_definitions(definitions: Named[Scalar] | None, num_stages: int, site: Site) -> frozenset[str]:
    """Notes what is wrong with definitions wherever they stand; returns the names of those that are."""
    place = Place("a definition", "any", types=None, has_beliefs=True, before=num_stages, is_definition=True)
    named = [(word, entry) for word, entry, _ in list_entries(definitions) if word in site.names.definitions]
    return frozenset(word for word, entry in named if site.formula(entry, place) is None)
