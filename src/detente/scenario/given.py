"""Numbers and priors of a crisis that are set from outside its file, as in `doubt=0.7`.

What can be set is a number, and the prior of a type under the name `ACTOR.TYPE`. The other types of the actor then
share what is left in proportion to their own priors. Where the file has the name of a number for the prior, `p` or
`1 - p`, that number is set; if this is one minus another number in turn, then the other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from detente.errors import DetenteError, UnknownNameError
from detente.scenario.constants import compute_number_values, evaluate_constant
from detente.scenario.keys.values import number_of
from detente.scenario.model import NumberEntry, Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.ranges import write_number
from detente.scenario.tree import Node, Override, Scalar, Table

_NUMBER_OR_REST = re.compile(r"\s*(1\s*-\s*)?([^\W\d_]\w*)\s*")

Types = Mapping[str, Node]
"""The types of an actor, by name."""


def set_values(tree: Table, values: Mapping[str, float]) -> Table:
    """The tree of a file with other values of some numbers and priors.

    Args:
        values: by the name of a number, or by `ACTOR.TYPE` for a prior. They may leave the range of a number.

    Raises:
        UnknownNameError: there is nothing of a name. DetenteError: a value cannot be set.
    """
    for name, asked in values.items():
        value = _read_value(name, asked)
        number, is_rest = find_number_of(tree, name)
        if not number:
            tree = _with_prior(tree, name, value)
            continue
        _require_prior(name, value, is_prior=number != name)
        # Twelve digits, so that one minus 0.3 is 0.7.
        tree = _with_number(tree, number, float(write_number(1 - value)) if is_rest else value)
    return tree


def list_given(tree: Table) -> dict[str, float]:
    """The numbers and priors of a tree that were set from outside the file, with their values."""
    found = {}
    for name, entry in _entries(tree, "numbers").items():
        node = _base_of(entry)
        if isinstance(node, Override):
            found[name] = float(str(node.value))
    for name, node in _priors(tree):
        if isinstance(node, Override):
            found[name] = float(str(node.value))
    return found


def list_settable_priors(tree: Table) -> tuple[str, ...]:
    """The priors that can be set, as `ACTOR.TYPE`; of two types that share one prior only the first is listed."""
    names = []
    for actor, types in _actors(tree):
        own = [f"{actor}.{kind}" for kind in types if not _obstacle(tree, actor, kind)]
        names += own[:1] if len(types) == 2 else own
    return tuple(names)


def describe_outside(scenario: Scenario, values: Mapping[str, float]) -> list[str]:
    """For every set number that its file does not admit, a sentence."""
    entries: dict[str, NumberEntry] = {entry.name: entry for entry in scenario.numbers}
    sentences = []
    for name, value in values.items():
        shape = entries[name].shape if name in entries else None
        if shape is None or shape.low == shape.high == value:
            continue
        if shape.values and value not in shape.values:
            allowed = listed(write_number(each) for each in shape.values)
            sentences.append(f"{name} = {write_number(value)} is none of its values {allowed}")
        elif not shape.low <= value <= shape.high:
            allowed = f"{write_number(shape.low)} … {write_number(shape.high)}"
            sentences.append(f"{name} = {write_number(value)} is outside its range {allowed}")
    return sentences


def require_in_effect(scenario: Scenario, values: Mapping[str, float]) -> None:
    """Refuse values that the scenario's variant undoes.

    Raises:
        DetenteError: a variant sets the number or prior itself.
    """
    present = compute_number_values(scenario) | _find_priors(scenario)
    for name, value in values.items():
        if name in present and not math.isclose(present[name], value, rel_tol=1e-9, abs_tol=1e-9):
            others = [other for other in values if other != name]
            who = (
                f"the variant '{scenario.variant}'"
                if scenario.variant is not None
                else f"the value given for {listed(others)}"
            )
            raise DetenteError(
                f"{name}: {who} sets it to {write_number(present[name])}, so that {write_number(value)} would have no "
                "effect"
            )


def find_value(scenario: Scenario, name: str) -> float:
    """The value of a number, or of a prior named `ACTOR.TYPE`.

    Raises:
        UnknownNameError: there is no such number or prior.
    """
    present = compute_number_values(scenario) | _find_priors(scenario)
    if name not in present:
        raise _unknown(name, present)
    return present[name]


def _find_priors(scenario: Scenario) -> dict[str, float]:
    """The prior of every type of the file, as `ACTOR.TYPE`."""
    numbers, priors = compute_number_values(scenario), dict[str, float]()
    for actor in scenario.actors:
        for kind in actor.types if len(actor.types) > 1 else ():
            name = f"{actor.name}.{kind.written}"
            priors[name] = priors.get(name, 0.0) + evaluate_constant(kind.prior.tree, numbers)
    return priors


def find_number_of(tree: Table, name: str) -> tuple[str, bool]:
    """The number that a name stands for, and whether for one minus it; "" if for none.

    That is the number of this name, or the number that the file has for the prior of this name.
    """
    numbers = _entries(tree, "numbers")
    if name in numbers:
        return name, False
    found, is_rest = "", False
    node: Node | None = dict(_priors(tree)).get(name)
    # A prior that is a number that is one minus another; each is followed once, as numbers may go round in a circle.
    for _ in range(len(numbers) + 1):
        match = _NUMBER_OR_REST.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is None or match[2] not in numbers or isinstance(node, Override):
            break
        found, is_rest = match[2], is_rest != bool(match[1])
        node = _base_of(numbers[found])
    return found, is_rest


def _require_prior(name: str, value: float, *, is_prior: bool = True) -> None:
    if is_prior and not 0 <= value <= 1:
        raise DetenteError(f"{name}: a prior is from 0 to 1, not {write_number(value)}")


def _plain(node: Node) -> float | None:
    """The value of a prior without names, as `0.3`, `30%` or `1/3`."""
    if (number := number_of(node)) is not None or not isinstance(node, Scalar):
        return number
    try:
        return float(Fraction(node.text.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        return None


def _read_value(name: str, asked: Any) -> float:
    try:
        value = float(asked)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise DetenteError(f"{name}: '{asked}' is not a finite number")
    return value


def _with_number(tree: Table, name: str, value: float) -> Table:
    numbers = tree.entries["numbers"]
    assert isinstance(numbers, Table)
    entry, where = numbers.entries[name], numbers.keys[name]
    made: Node = Override(entry.where, repr(float(value)), float(value))
    if isinstance(entry, Table):
        made = entry.with_entry(_key_of_base(entry), made, entry.where)
    return tree.with_entry("numbers", numbers.with_entry(name, made, where), tree.place("numbers"))


def _key_of_base(entry: Table) -> str:
    """Where a number has its value: facts under `value`, judgements under `base`."""
    return "value" if "value" in entry.entries else "base"


def _base_of(entry: Node) -> Node | None:
    return entry.entries.get(_key_of_base(entry)) if isinstance(entry, Table) else entry


def _with_prior(tree: Table, name: str, value: float) -> Table:
    """The tree with another prior of one type; the others share what is left in proportion to theirs."""
    actor, _, kind = name.partition(".")
    types = dict(_actors(tree)).get(actor, {})
    if kind not in types:
        raise _unknown(name, [*_entries(tree, "numbers"), *(each for each, _ in _priors(tree))])
    if obstacle := _obstacle(tree, actor, kind):
        raise DetenteError(f"{name}: {obstacle}")
    _require_prior(name, value)
    priors = {each: _plain(node) or 0.0 for each, node in _priors_of(types).items()}
    left = math.fsum(prior for each, prior in priors.items() if each != kind)
    actors = tree.entries["actors"]
    assert isinstance(actors, Table)
    owner = actors.entries[actor]
    assert isinstance(owner, Table)
    made = owner.entries["types"]
    assert isinstance(made, Table)
    for each, prior in priors.items():
        share = value if each == kind else (1 - value) * (prior / left if left > 0 else 1 / (len(priors) - 1))
        entry = made.entries[each]
        assert isinstance(entry, Table)
        node = (Override if each == kind else Scalar)(entry.where, repr(share), share)
        made = made.with_entry(each, entry.with_entry("prior", node, entry.place("prior")), made.place(each))
    changed = owner.with_entry("types", made, owner.place("types"))
    return tree.with_entry("actors", actors.with_entry(actor, changed, actors.place(actor)), tree.place("actors"))


def _obstacle(tree: Table, actor: str, kind: str) -> str:
    """Why a prior cannot be set; "" if it can."""
    priors = _priors_of(dict(_actors(tree))[actor])
    if find_number_of(tree, f"{actor}.{kind}")[0]:
        return ""
    if len(priors) < 2:
        return f"{actor} has one type, which everybody knows"
    formulas = [node.text for node in priors.values() if isinstance(node, Scalar) and _plain(node) is None]
    if formulas or not all(isinstance(node, Scalar) for node in priors.values()):
        return f"the priors of {actor} are computed ({listed(formulas)}); set the numbers that they are computed from"
    return ""


def _priors(tree: Table) -> Iterator[tuple[str, Node]]:
    for actor, types in _actors(tree):
        yield from ((f"{actor}.{kind}", node) for kind, node in _priors_of(types).items())


def _priors_of(types: Types) -> dict[str, Node]:
    return {kind: entry.entries.get("prior") or entry for kind, entry in types.items() if isinstance(entry, Table)}


def _actors(tree: Table) -> Iterator[tuple[str, Types]]:
    """The actors that have types of their own."""
    for name, entry in _entries(tree, "actors").items():
        types = _entries(entry, "types") if isinstance(entry, Table) else {}
        if types:
            yield name, types


def _entries(tree: Table, key: str) -> Mapping[str, Node]:
    node = tree.get(key)
    return node.entries if isinstance(node, Table) else {}


def _unknown(name: str, known: Mapping[str, object] | list[str]) -> UnknownNameError:
    names = list(known)
    return UnknownNameError(
        f"there is no number or prior '{name}'{nearest(name, names)} (numbers, and priors as ACTOR.TYPE: "
        f"{listed(names, 40)})"
    )
