"""The values of named numbers, and of formulas that mention nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.scenario.expressions import (
    ActionTest,
    Belief,
    CalendarField,
    ChosenAction,
    ChosenNumber,
    Date,
    Expression,
    Formula,
    NamedNumber,
    Parameter,
    Situation,
    StateVariable,
    TypeTest,
    evaluate,
)
from detente.scenario.model import NumberEntry, Scenario, walk

_VARYING = (
    Belief,
    CalendarField,
    ChosenAction,
    ChosenNumber,
    Date,
    Parameter,
    ActionTest,
    StateVariable,
    TypeTest,
)


def compute_number_values(scenario: Scenario) -> dict[str, float]:
    """The base value of every entry of `numbers`, in file order."""
    return compute_values(scenario.numbers)


def compute_constant(formula: Formula, scenario: Scenario) -> float:
    """The value of a formula that mentions numbers only: a prior, patience, precision, legacy, weight or parameter."""
    return evaluate_constant(formula.tree, compute_number_values(scenario))


def compute_values(numbers: Iterable[NumberEntry]) -> dict[str, float]:
    """The value of every number; those computed from others after these.

    Raises:
        EvaluationError: a division by zero. ValueError: the numbers go round in a circle.
    """
    entries = {entry.name: entry for entry in numbers}
    values: dict[str, float] = {}
    for name in sort_numbers(entries):
        values[name] = evaluate_constant(entries[name].formula.tree, values)
    return {name: values[name] for name in entries}


def sort_numbers(entries: Mapping[str, NumberEntry]) -> tuple[str, ...]:
    """The names, each after those that its formula mentions.

    Raises:
        ValueError: there is a circle (`find_circle` names it).
    """
    waiting = {name: find_mentioned(entry.formula.tree) & entries.keys() for name, entry in entries.items()}
    done: dict[str, None] = {}
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= done.keys()]
        if not ready:
            raise ValueError(f"order: circular references among {', '.join(waiting)}")
        for name in ready:
            done[name] = None
            del waiting[name]
    return tuple(done)


def find_circle(entries: Mapping[str, NumberEntry]) -> tuple[str, ...]:
    """The names of one circle of numbers that are computed from each other, or ()."""
    needs = {name: sorted(find_mentioned(entry.formula.tree) & entries.keys()) for name, entry in entries.items()}
    finished: set[str] = set()
    for start in entries:
        path: list[str] = []
        branches = [iter([start])]
        while branches:
            name = next(branches[-1], "")
            if not name:
                branches.pop()
                if path:
                    finished.add(path.pop())
            elif name in path:
                return tuple(path[path.index(name) :])
            elif name not in finished:
                path.append(name)
                branches.append(iter(needs[name]))
    return ()


def is_constant(tree: Expression) -> bool:
    """Whether an expression mentions numbers only."""
    return not any(isinstance(node, _VARYING) for node in walk(tree))


def find_mentioned(tree: Expression) -> set[str]:
    """The named numbers in an expression."""
    return {node.name for node in walk(tree) if isinstance(node, NamedNumber)}


def evaluate_constant(tree: Expression, values: Mapping[str, float]) -> float:
    """The value of an expression of numbers alone."""
    return evaluate(tree, Situation(levels={}, numbers=values, period=0))
