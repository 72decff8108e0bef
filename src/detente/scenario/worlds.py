"""Worlds: the same crisis with other values of the numbers that are uncertain, and with variants that may be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.scenario.given import list_given, set_values
from detente.scenario.loading import assemble, read_tree
from detente.scenario.model import NumberEntry, Scenario, Variant
from detente.scenario.tree import Table, to_plain
from detente.scenario.variants import ON_TOP


def list_uncertain_numbers(scenario: Scenario) -> tuple[NumberEntry, ...]:
    """The judgements that differ from world to world.

    These are the numbers with a range that nobody has set (`given.py`), and that the scenario's variant leaves alone.
    """
    tree = read_tree(scenario)
    written, given = _numbers(tree), list_given(tree)
    applied = scenario.document.get("numbers") or {}
    return tuple(
        entry
        for entry in scenario.numbers
        if entry.shape is not None
        and entry.shape.low < entry.shape.high
        and entry.name in written.entries
        and entry.name not in given
        and _doubt(to_plain(written.entries[entry.name])) == _doubt(applied.get(entry.name))
    )


def list_possible_variants(scenario: Scenario) -> tuple[Variant, ...]:
    """The variants that are true in some worlds and not in others; those that the crisis is under already are not."""
    applied = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    return tuple(each for each in scenario.variants if each.probability is not None and each.name not in applied)


def with_numbers(scenario: Scenario, values: Mapping[str, float], variants: Sequence[str] = ()) -> Scenario:
    """The scenario with other base values of some numbers, or other priors; numbers computed from them follow.

    Its variants, and the one that it is under, change what they change of this one too.

    Args:
        values: by the name of a number, or by `ACTOR.TYPE` for a prior (`given.py`).
        variants: further variants that are true in this world, on top of the one that it is under.

    Raises:
        ScenarioError: the changed scenario has mistakes: priors that do not sum to one, a patience above one.
    """
    tree = set_values(read_tree(scenario), values)
    applied = [*(scenario.variant.split(ON_TOP) if scenario.variant is not None else []), *variants]
    return assemble(tree, scenario.name, scenario.path, ON_TOP.join(applied) or None)


def _numbers(tree: Table) -> Table:
    numbers = tree.get("numbers")
    return numbers if isinstance(numbers, Table) else Table(tree.where)


def _doubt(written: object) -> object:
    """What an entry says of the values that a number may have."""
    doubts = ("range", "one of", "weights", "prior", "most likely", "parameters")
    return tuple(written.get(word) for word in doubts) if isinstance(written, Mapping) else (None,) * len(doubts)
