"""What a policy is, and how the others reply to it: the acts whose shares of occasions it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.analysis.comparison import Subject
from detente.analysis.verdicts import read_statements
from detente.analysis.workbench import Workbench
from detente.claims.statements import (
    ActionPlayed,
    Expectation,
    MoveProbability,
    Quantity,
    Statement,
    Value,
    Window,
    list_measurements,
)
from detente.scenario.expressions import Formula
from detente.scenario.model import Decision, Scenario


def list_policies(bench: Workbench) -> tuple[str, ...]:
    """The variants that claims compare by a measure or a value and that are policies, in the order of the file.

    A policy changes decisions and nothing else: no number, no type, no perception, no chance.

    Raises:
        ScenarioError: statements of claims cannot be read.
    """
    compared = {name for _, statement in read_statements(bench) for name in _list_compared(statement)}
    return tuple(
        each.name for each in bench.base.variants if each.name in compared and is_policy(each.name, bench.base)
    )


def _list_compared(statement: Statement) -> set[str | None]:
    return {
        each.run.variant
        for each in list_measurements(statement)
        if isinstance(each.quantity, Expectation | Value) and not each.run.forced
    }


def is_policy(name: str, scenario: Scenario) -> bool:
    """Whether a variant, with those that it builds on, changes nothing but decisions."""
    own = next(each for each in scenario.variants if each.name == name)
    decisions = {("stages", stage.name) for stage in scenario.stages if isinstance(stage, Decision)}
    changed = {tuple(patch.path.split(".")[:2]) for patch in own.patches}
    return (
        bool(changed or own.builds_on)
        and not (own.sees or own.follows)
        and changed <= decisions
        and all(is_policy(each, scenario) for each in own.builds_on)
    )


def list_acts(scenarios: Sequence[Scenario]) -> Mapping[Subject, Quantity]:
    """Every act of the decisions that are the same in some crises, with its share of the occasions for it.

    Args:
        scenarios: the base first.
    """
    base, *others = scenarios
    remade = {name for each in others for name in list_remade(base, each)}
    window = Window(0, base.calendar.told.num_periods - 1)
    return {
        Subject("act", f"{stage.owner} plays {action.name}"): MoveProbability(
            ActionPlayed(stage.owner, action.name, window)
        )
        for stage in base.stages
        if isinstance(stage, Decision) and stage.name not in remade and len(stage.actions) > 1
        for action in stage.actions
    }


def list_remade(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """The decisions whose menu is written differently in two crises, in the order of the first one."""
    menus, others = (
        {stage.name: _menu_of(stage) for stage in each.stages if isinstance(stage, Decision)}
        for each in (first, second)
    )
    return tuple(name for name in {**menus, **others} if menus.get(name) != others.get(name))


def _menu_of(decision: Decision) -> tuple[object, ...]:
    """When a decision is taken, when each of its acts can be chosen, and whether a rule decides."""

    def text(formula: Formula | None) -> str:
        return "" if formula is None else formula.text

    acts = tuple((action.name, text(action.when)) for action in decision.actions)
    return text(decision.when), acts, decision.deputy
