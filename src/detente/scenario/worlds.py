"""Worlds: the same crisis with other values of the numbers that are uncertain, and with variants that may be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.scenario.loading import assemble, read_tree
from detente.scenario.model import NumberEntry, Scenario, Variant
from detente.scenario.tree import Scalar, Table, to_plain
from detente.scenario.variants import ON_TOP


def list_uncertain_numbers(scenario: Scenario) -> tuple[NumberEntry, ...]:
    """The judgements that differ from world to world: those with a range that the scenario's variant leaves alone."""
    written = _numbers(read_tree(scenario))
    applied = scenario.document.get("numbers") or {}
    return tuple(
        entry
        for entry in scenario.numbers
        if entry.shape is not None
        and entry.shape.low < entry.shape.high
        and entry.name in written.entries
        and _doubt(to_plain(written.entries[entry.name])) == _doubt(applied.get(entry.name))
    )


def list_possible_variants(scenario: Scenario) -> tuple[Variant, ...]:
    """The variants that are true in some worlds and not in others; those that the crisis is under already are not."""
    applied = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    return tuple(each for each in scenario.variants if each.probability is not None and each.name not in applied)


def with_numbers(scenario: Scenario, values: Mapping[str, float], variants: Sequence[str] = ()) -> Scenario:
    """The scenario with other base values of some uncertain numbers; numbers computed from them follow.

    Its variants, and the one that it is under, change what they change of this one too.

    Args:
        variants: further variants that are true in this world, on top of the one that it is under.

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
    applied = [*(scenario.variant.split(ON_TOP) if scenario.variant is not None else []), *variants]
    return assemble(tree, scenario.name, scenario.path, ON_TOP.join(applied) or None)


def _numbers(tree: Table) -> Table:
    numbers = tree.get("numbers")
    return numbers if isinstance(numbers, Table) else Table(tree.where)


def _doubt(written: object) -> object:
    """What an entry says of the values that a number may have."""
    doubts = ("range", "one of", "weights", "prior", "most likely", "parameters")
    return tuple(written.get(word) for word in doubts) if isinstance(written, Mapping) else (None,) * len(doubts)
