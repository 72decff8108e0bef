"""Worlds: the same crisis with other values of the numbers that are uncertain."""

from __future__ import annotations

from collections.abc import Mapping

from detente.scenario.loading import assemble, read_tree
from detente.scenario.model import NumberEntry, Scenario
from detente.scenario.tree import Node, Scalar, Table, to_plain


def list_uncertain_numbers(scenario: Scenario) -> tuple[NumberEntry, ...]:
    """The judgements that differ from world to world: those with a range that the scenario's variant leaves alone."""
    written = _numbers(read_tree(scenario))
    applied = scenario.document.get("numbers") or {}
    return tuple(
        entry
        for entry in scenario.numbers
        if entry.low is not None
        and entry.high is not None
        and entry.low < entry.high
        and entry.name in written.entries
        and _range(written.entries[entry.name]) == _range_of(applied.get(entry.name))
    )


def with_numbers(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with other base values of some uncertain numbers; numbers computed from them follow.

    Its variants, and the one that it is under, change what they change of this one too.

    Raises:
        ScenarioError: the changed scenario has mistakes: priors that do not sum to one, a patience above one.
    """
    tree = read_tree(scenario)
    numbers = _numbers(tree)
    for name, value in values.items():
        entry, where = numbers.entries[name], numbers.keys[name]
        assert isinstance(entry, Table)
        base = Scalar(entry.where, repr(float(value)), float(value))
        numbers = numbers.with_entry(name, entry.with_entry("base", base, entry.where), where)
    tree = tree.with_entry("numbers", numbers, tree.place("numbers"))
    return assemble(tree, scenario.name, scenario.path, scenario.variant)


def _numbers(tree: Table) -> Table:
    numbers = tree.get("numbers")
    return numbers if isinstance(numbers, Table) else Table(tree.where)


def _range(entry: Node) -> object:
    return _range_of(to_plain(entry))


def _range_of(written: object) -> object:
    return written.get("range") if isinstance(written, Mapping) else None
