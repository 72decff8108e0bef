"""Claims that say no more than what a variant was made to do.

A variant that changes only what an act pays whoever chooses it, beside a claim that counts how often that act is
chosen, is *given by construction*: in a logit response an act that pays more is chosen more often wherever everything
else is the same. It is decided from the records of the crisis with and without the variant, not from names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from detente.claims.effects import is_same_but_for_variants
from detente.claims.statements import (
    ActionPlayed,
    Inequality,
    MoveProbability,
    Negation,
    Probability,
    Quantity,
    Statement,
    Under,
)
from detente.scenario.constants import compute_number_values, evaluate_constant, find_mentioned, is_constant
from detente.scenario.model import Action, Decision, Scenario, list_formulas


class _Counted(NamedTuple):
    """How often an act is chosen, in a crisis. sign: −1 where it is counted how often it is not."""

    variant: str | None
    owner: str
    action: str
    sign: int


def find_construction(statement: Statement, scenario: Callable[[str | None], Scenario]) -> str:
    """Why a statement, if it holds, is given by construction; empty if it is not, in one of its comparisons.

    Args:
        scenario: the crisis under a variant; None: as it is.
    """
    reasons = [_why(comparison, scenario) for comparison in statement.comparisons]
    return "; ".join(dict.fromkeys(reasons)) if all(reasons) else ""


def _why(comparison: Inequality, scenario: Callable[[str | None], Scenario]) -> str:
    left, right = _counted(comparison.left), _counted(comparison.right)
    if left is None or right is None or not is_same_but_for_variants(comparison.left_text, comparison.right_text):
        return ""
    greater, less = (left, right) if comparison.operator in (">", ">=") else (right, left)
    first, second = scenario(less.variant), scenario(greater.variant)
    if not differ_only_in_act(first, second, left.owner, left.action):
        return ""
    change = _change_of_cost(first, second, left.owner, left.action)
    if change is not None and change * left.sign >= 0:
        return ""
    names = [each.replace("_", " ") for each in dict.fromkeys((left.variant, right.variant)) if each is not None]
    act = f"{left.owner} plays {left.action}".replace("_", " ")
    what = "how often it is chosen" if left.sign > 0 else "how often it is not"
    verb = "changes" if len(names) == 1 else "change"
    return f"{' and '.join(names)} {verb} only what '{act}' pays, and the claim counts {what}"


def _counted(quantity: Quantity, variant: str | None = None, sign: int = 1) -> _Counted | None:
    """The act whose frequency the quantity is; None for all else."""
    match quantity:
        case Under():
            return _counted(quantity.quantity, quantity.variant, sign)
        case MoveProbability():
            return _Counted(variant, quantity.move.owner, quantity.move.action, sign)
        case Probability(event=ActionPlayed() as event):
            return _Counted(variant, event.owner, event.action, sign)
        case Probability(event=Negation(event=ActionPlayed() as event)):
            return _Counted(variant, event.owner, event.action, -sign)
    return None


def differ_only_in_act(first: Scenario, second: Scenario, owner: str, action: str) -> bool:
    """Whether two crises are the same game but for what an act costs, and gives to, whoever chooses it."""
    bare, other = (_without_payoff(each, owner, action) for each in (first, second))
    return are_the_same_game(bare, other) and not are_the_same_game(first, second)


def are_the_same_game(first: Scenario, second: Scenario) -> bool:
    """Whether two scenarios with the same variables describe the same game: they differ in nothing that is read."""
    if _of_the_game(first) != _of_the_game(second):
        return False
    before, after = compute_number_values(first), compute_number_values(second)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    read = {name for formula in list_formulas(_of_the_game(first)) for name in find_mentioned(formula.tree)}
    return not changed & read


def _of_the_game(scenario: Scenario) -> tuple[object, ...]:
    """What the game is made of, but for the values of numbers."""
    return (
        scenario.calendar,
        scenario.variables,
        scenario.actors,
        scenario.stages,
        scenario.certainty,
        scenario.sees,
        scenario.equilibrium,
    )


def _without_payoff(scenario: Scenario, owner: str, action: str) -> Scenario:
    """The scenario with an act that pays its owner nothing at once."""
    owners = {owner, *(each.name for each in scenario.owners(owner))}

    def bare(each: Action) -> Action:
        gives = tuple(given for given in each.gives if given[0] not in owners)
        return replace(each, costs=None, gives=gives) if each.name == action else each

    stages = tuple(
        replace(stage, actions=tuple(map(bare, stage.actions)))
        if isinstance(stage, Decision) and _can_decide(scenario, stage, owners)
        else stage
        for stage in scenario.stages
    )
    return replace(scenario, stages=stages)


def _can_decide(scenario: Scenario, decision: Decision, owners: set[str]) -> bool:
    return decision.owner in owners or any(each.name in owners for each in scenario.owners(decision.owner))


def _change_of_cost(first: Scenario, second: Scenario, owner: str, action: str) -> float | None:
    """By how much the act costs more in the second crisis; None where that depends on more than numbers."""
    before, after = (_cost(scenario, owner, action) for scenario in (first, second))
    return None if before is None or after is None else after - before


def _cost(scenario: Scenario, owner: str, action: str) -> float | None:
    """What the act costs, over all decisions that have it; None where that depends on more than numbers."""
    owners = {owner, *(each.name for each in scenario.owners(owner))}
    decisions = [each for each in scenario.stages if isinstance(each, Decision) and _can_decide(scenario, each, owners)]
    paid = []
    for act in (act for decision in decisions for act in decision.actions if act.name == action):
        paid += [(amount, -1.0) for receiver, amount in act.gives if receiver in owners]
        paid += [(act.costs, 1.0)] if act.costs is not None else []
    if not all(is_constant(amount.tree) for amount, _ in paid):
        return None
    values = compute_number_values(scenario)
    return sum(sign * evaluate_constant(amount.tree, values) for amount, sign in paid)
