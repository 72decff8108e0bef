"""What it is worth to an actor to be bound: every rule of a commitment solved, and compared with not being bound."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.compare import build_lines, estimate_on_grids, find_best
from detente.analysis.comparison import Bound, PolicyComparison, Subject
from detente.analysis.workbench import Workbench
from detente.claims.statements import RunRequest, Value
from detente.errors import DetenteError
from detente.scenario.commitments import bind
from detente.scenario.model import Commitment, Scenario
from detente.scenario.names import listed, nearest

UNBOUND = "unbound"


def find_commitment(name: str | None, scenario: Scenario) -> Commitment:
    """The commitment of this name, or of the actor of this name; the only one for none.

    Raises:
        DetenteError: there is none, or there are several.
    """
    names = [each.name for each in scenario.commitments]
    if not names:
        example = "commitments: {easing: {binds: DECISION, rules: {never: {ACT: 1}}}}"
        raise DetenteError(
            f"commit: {scenario.name} has no commitments. Write the rules to choose from as `{example}`."
        )
    fitting = [each for each in scenario.commitments if name in (None, each.name, each.serves)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise DetenteError(f"commit: there are several commitments; name one of {listed(names)}")
    hint = f"{nearest(name or '', names)} (commitments: {listed(names)})"
    raise DetenteError(f"unknown commitment '{name}'{hint}")


def compare_rules(bench: Workbench, commitment: Commitment) -> PolicyComparison:
    """The crisis unbound and under every rule: every measure, and what it is worth to every actor.

    Raises:
        UnsolvedError: nodes are left over, unless the options allow it.
    """
    whole = Subject("value", commitment.serves)
    also = {whole: Value(commitment.serves)}
    by_policy = {UNBOUND: estimate_on_grids(bench, RunRequest(None), False, also)}
    for rule in commitment.rules:
        # Unlike the name of any variant.
        name = f"{commitment.name}: {rule.name}"
        bench.add_scenario(name, bind(bench.base, commitment, rule))
        by_policy[rule.name] = estimate_on_grids(bench, RunRequest(name), False, also)
        bench.release(name)
    lines = build_lines(bench.base, by_policy)
    line = next(each for each in lines if each.subject == whole)
    best = find_best({name: own[whole] for name, own in by_policy.items() if name != UNBOUND}, "more")
    return PolicyComparison(
        policies=dict.fromkeys(by_policy, ""),
        lines=tuple(replace(each, better="more", best=best) if each is line else each for each in lines),
        undominated=(),
        bound=Bound(commitment.serves, best, line.cells[best[0]]) if best else None,
    )
