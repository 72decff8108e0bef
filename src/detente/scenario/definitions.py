"""Expressions that have a name, so that a condition is written once and reads as a word wherever it is meant."""

from __future__ import annotations

from dataclasses import replace

from detente.scenario.building import Site
from detente.scenario.names import Place
from detente.scenario.reading import Node, Scalar, Table
from detente.scenario.syntax import ExpressionError, parse


def name_definitions(node: Node | None, site: Site) -> None:
    """Puts the definitions among the names; one whose text is no expression is a broken name."""
    found, broken = {}, set[str]()
    for word, entry in node.entries.items() if isinstance(node, Table) else ():
        if not site.name(word, node.place(word) if isinstance(node, Table) else entry.where, "a definition"):
            continue
        if not isinstance(entry, Scalar) or entry.value is None:
            continue
        try:
            found[word] = parse(entry.text)
        except ExpressionError as error:
            site.wrong(entry.at(error.offset), error.message)
            broken.add(word)
    site.names = replace(site.names, definitions=found, broken=site.names.broken | broken)


def check_definitions(node: Node | None, num_stages: int, site: Site) -> frozenset[str]:
    """Notes what is wrong with definitions wherever they stand; returns the names of those that are."""
    place = Place("a definition", "any", types=None, has_beliefs=True, before=num_stages, is_definition=True)
    wrong = set[str]()
    for word, entry in node.entries.items() if isinstance(node, Table) else ():
        if word in site.names.definitions and site.formula(entry, place) is None:
            wrong.add(word)
    return frozenset(wrong)
