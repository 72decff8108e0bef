"""Ranges that go too far: numbers at an end of which a probability is none, so that worlds there have no verdict.

One number at a time stands at an end, the others at their base values. Only formulas of numbers alone are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.errors import EvaluationError, Mistake
from detente.scenario.constants import compute_number_values, evaluate_constant, find_mentioned, is_constant
from detente.scenario.expressions import Formula
from detente.scenario.model import Chance, NumberEntry, Result, Scenario
from detente.scenario.ranges import write_number

_SLACK = 1e-9
"""By which rounding may take a probability beyond its ends."""


def find_excess(scenario: Scenario) -> Iterator[Mistake]:
    """A warning for every probability that is none at an end of a number's range, at its place in the file."""
    entries = {entry.name: entry for entry in scenario.numbers}
    base = compute_number_values(scenario)
    for what, formula in _list_probabilities(scenario):
        needed = _find_needed(formula, entries)
        for name in needed:
            entry = entries[name]
            for end, value in (("lower", entry.low), ("upper", entry.high)):
                share = None if value is None else _evaluate(formula, needed, entries, {**base, name: value}, name)
                if share is not None and not -_SLACK <= share <= 1 + _SLACK:
                    yield Mistake(
                        formula.where,
                        f"at the {end} end of the range of '{name}', {write_number(value or 0.0)}, {what} is "
                        f"{write_number(share)}: worlds with such a number have no verdict",
                    )


def _list_probabilities(scenario: Scenario) -> Iterator[tuple[str, Formula]]:
    """The formulas of numbers alone that have to lie between 0 and 1, with what they are."""
    for what, formula in _list_all(scenario):
        if formula is not None and is_constant(formula.tree):
            yield what, formula


def _list_all(scenario: Scenario) -> Iterator[tuple[str, Formula | None]]:
    for actor in scenario.actors:
        yield f"the patience of {actor.name}", actor.patience
        for kind in actor.types if len(actor.types) > 1 else ():
            yield f"the prior of '{kind.name}'", kind.prior
    for stage in scenario.stages:
        lists: list[tuple[Result, ...]] = []
        if isinstance(stage, Chance):
            # A rate is no probability, and may be more than one.
            lists += [] if stage.per == "time" else [stage.results]
        else:
            lists += [stage.traces, stage.rule, *(action.results for action in stage.actions)]
        for results in lists:
            yield from ((f"the probability of '{each.name}'", each.probability) for each in results)


def _find_needed(formula: Formula, entries: Mapping[str, NumberEntry]) -> dict[str, None]:
    """The numbers that a formula comes down to, those that others are computed from first."""
    found: dict[str, None] = {}

    def add(names: set[str]) -> None:
        for name in sorted(names & entries.keys() - found.keys()):
            add(find_mentioned(entries[name].formula.tree))
            found[name] = None

    add(find_mentioned(formula.tree))
    return found


def _evaluate(
    formula: Formula,
    needed: Mapping[str, None],
    entries: Mapping[str, NumberEntry],
    values: dict[str, float],
    name: str,
) -> float | None:
    """The formula with one number set, those that are computed from it too; None where it divides by zero."""
    try:
        for each in needed:
            if each != name and entries[each].low is None:
                values[each] = evaluate_constant(entries[each].formula.tree, values)
        return evaluate_constant(formula.tree, values)
    except EvaluationError:
        return None
