"""Assertions: an act that says something, with the lottery and the costs of being found out.

An assertion that can be found out is an act with two results, drawn when it is made: `found_out`, with the probability
that the file gives (where the assertion is true or false for the speaker's type), and `stands`. Everybody sees which.
Its costs are those of the act plus, times that probability, those of being found out: what it is expected to cost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from detente.scenario import expressions as ex
from detente.scenario import syntax
from detente.scenario.keys.months import ActKeys, DecisionKeys
from detente.scenario.model import Action, Effect, Result, Shift, walk
from detente.scenario.names import Place, listed
from detente.scenario.positions import Where
from detente.scenario.site import Site
from detente.scenario.spoken import name_of
from detente.scenario.syntax import ExpressionError, Syntax
from detente.scenario.tree import Scalar
from detente.scenario.utterances import FOUND_OUT, Assertion


class Consequences(NamedTuple):
    """What being found out changes: of the state, and of what the speaker alone knows."""

    effects: tuple[Effect, ...]
    shifts: tuple[Shift, ...]


def with_assertion(action: Action, keys: ActKeys, consequences: Consequences, payoff: Place, site: Site) -> Action:
    """The act with what it says; as it is if it says nothing, or if that has mistakes.

    Args:
        consequences: of being found out. payoff: what the costs of the act may mention.
    """
    if keys.says is None:
        return action
    odds = replace(payoff, what="a probability", types=site.names.holders(payoff.own), has_beliefs=False)
    truth = _truth(keys.says, odds, site)
    if truth is None or keys.found_out is None:
        return action if truth is None else replace(action, utterance=Assertion(truth))
    found_out = _found_out(keys.found_out, truth, odds, site)
    costs = site.formula(keys.costs_if_found_out, payoff)
    where = keys.found_out.where
    variable = site.names.variables.get(name_of(action.name, keys))
    if found_out is None or variable is None or FOUND_OUT not in variable.levels:
        return replace(action, utterance=Assertion(truth))
    remember = set_level(variable.name, FOUND_OUT, variable.values[variable.levels.index(FOUND_OUT)], where)
    results = (
        Result("found_out", found_out, (remember, *consequences.effects), where, shifts=consequences.shifts),
        Result("stands", None, (), where),
    )
    return replace(
        action,
        utterance=Assertion(truth, found_out, variable.name),
        costs=action.costs if costs is None else _with_expected(action.costs, found_out, costs),
        results=results,
    )


def set_level(variable: str, level: str, value: float, where: Where) -> Effect:
    """The effect that sets a variable to one of its levels."""
    return Effect(variable, "set", ex.Formula(level, ex.Level(variable, level, value), where), where=where)


def check_heard(keys: DecisionKeys, hidden: frozenset[str], site: Site) -> None:
    """Notes what is said in acts of which the others cannot be sure."""
    for name, act in keys.acts.entries.items() if keys.acts is not None else ():
        word = next((word for word in ("says", "promises") if act.has(word)), "")
        if word and name in hidden:
            why = "the decision is covert" if keys.covert else "another act looks like it"
            site.wrong(act.place(word), f"what is said is heard by everyone, and {why}")


def _truth(source: Scalar, odds: Place, site: Site) -> ex.Formula | None:
    """What is said, as a condition that depends on what only the speaker knows."""
    truth = site.formula(source, replace(odds, what="what is said", kind="condition"))
    if truth is None:
        return None
    own = site.names.holders(odds.own)
    if not any(isinstance(part, (ex.TypeTest, ex.Parameter)) and part.actor in own for part in walk(truth.tree)):
        what = f"'{truth.text}' says nothing that only {listed(own)} can know, so that it is neither true nor false"
        site.wrong(source.where, f"{what} to the others; write a condition on its type, such as ACTOR is TYPE")
        return None
    return truth


def _found_out(source: Scalar, truth: ex.Formula, odds: Place, site: Site) -> ex.Formula | None:
    """The probability; where it does not say `true` or `false`, that of a false assertion."""
    formula = site.formula(source, replace(odds, what="the probability of being found out", truth=truth.tree))
    if formula is None or _mentions_truth(source.text):
        return formula
    is_simple = _is_simple(formula.tree)
    text = f"{formula.text} if false" if is_simple else f"({formula.text}) if false"
    return ex.Formula(text, ex.Choice(ex.Unary("not", truth.tree), formula.tree, ex.Number(0.0)), formula.where)


def _mentions_truth(text: str) -> bool:
    def mentions(node: Syntax) -> bool:
        return (node.kind == "name" and node.text in ("true", "false")) or any(map(mentions, node.parts))

    try:
        return mentions(syntax.parse(text))
    except ExpressionError:
        return False


def _is_simple(tree: ex.Expression) -> bool:
    return isinstance(tree, (ex.Number, ex.NamedNumber, ex.Parameter))


def _with_expected(costs: ex.Formula | None, odds: ex.Formula, found_out: ex.Formula) -> ex.Formula:
    """The costs of the act, and those of being found out as often as that happens."""
    tree: ex.Expression = ex.Binary("*", odds.tree, found_out.tree)
    text = f"({odds.text}) * ({found_out.text})"
    if costs is not None:
        tree, text = ex.Binary("+", costs.tree, tree), f"{costs.text} + {text}"
    return ex.Formula(text, tree, found_out.where)
