"""Three and more decisions made at once: what they may change, so that it does not matter in which order.

All see the state before, and none of them what the others choose. Two decisions made at once are compiled together
(`game/at_once.py`); more of them are carried out one after the other, which is the same as long as none reads what
another one changes, and as what two of them change adds up.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.scenario.expressions import StateVariable
from detente.scenario.model import Decision, Effect, Scenario, list_formulas, walk
from detente.scenario.site import Site

SUMS = ({"up"}, {"down"})
"""Changes of one variable that come to the same in any order, ends of its range included."""


def check_together(scenario: Scenario, site: Site) -> None:
    """Note what decisions made at once by three and more actors change of what another one of them reads or changes."""
    stages = {stage.name: stage for stage in scenario.stages if isinstance(stage, Decision)}
    for decision in stages.values():
        for name in decision.together:
            other = stages.get(name)
            if other is not None and name != decision.name:
                _check_pair(decision, other, scenario, site)


def _check_pair(decision: Decision, other: Decision, scenario: Scenario, site: Site) -> None:
    read = set(_list_read(other, scenario))
    changed: dict[str, set[str]] = {}
    for effect in _list_effects(other):
        changed.setdefault(effect.variable, set()).add(effect.kind)
    is_first = decision.together.index(decision.name) > decision.together.index(other.name)
    for effect in _list_effects(decision):
        where = effect.where or decision.where
        if where is None:
            continue
        what = f"'{decision.name}' changes `{effect.variable}`, which '{other.name}'"
        advice = "let a chance after them resolve it, which may depend on all that was chosen"
        if effect.variable in read:
            site.wrong(where, f"{what} depends on and is decided at once with; {advice}")
        elif is_first and effect.variable in changed and (changed[effect.variable] | {effect.kind}) not in SUMS:
            site.wrong(where, f"{what} changes too, at once, and the two do not add up; {advice}")


def _list_effects(decision: Decision) -> Iterator[Effect]:
    for action in decision.actions:
        yield from action.effects
        for result in action.results:
            yield from result.effects
    for trace in decision.traces:
        yield from trace.effects


def _list_read(decision: Decision, scenario: Scenario) -> Iterator[str]:
    """The variables on which a decision depends."""
    holders = tuple(actor.holds_when for actor in scenario.movers(decision))
    for record in (decision, holders):
        for formula in list_formulas(record):
            yield from (part.name for part in walk(formula.tree) if isinstance(part, StateVariable))
