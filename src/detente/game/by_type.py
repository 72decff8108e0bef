"""Payoffs at given types: what everybody gets in many situations, each with a state and a type of every actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int

from detente.game.evaluate import NoValueError, evaluate
from detente.game.frame import Reader
from detente.game.payoffs import Term
from detente.scenario.expressions import Expression, Formula, Parameter, StateVariable, TypeTest, substitute


def pay(
    reader: Reader,
    terms: Sequence[Term],
    levels: Int[np.ndarray, "state variable"],
    state: Int[np.ndarray, " situation"],
    kinds: Int[np.ndarray, "situation actor"],
) -> Float[np.ndarray, "situation actor"]:
    """The sum of the terms for every actor. levels: of all states. state: which of them each situation is in.

    What has no value is noted as a mistake, and counts as zero.
    """
    total = np.zeros((len(state), kinds.shape[1]))
    for term in terms:
        amount: np.ndarray = np.full(len(state), term.sign)
        for factor in term.factors:
            with np.errstate(over="ignore", invalid="ignore"):
                amount = amount * _values(reader, factor, levels, state, kinds)
        if not np.isfinite(amount).all():
            text = " * ".join(factor.text for factor in term.factors)
            first = levels[state[int(np.argmin(np.isfinite(amount)))]]
            reader.fault(term.factors[-1].where, "finite", f"the payoff `{text}` overflows double precision", first)
            continue
        total[:, term.actor] += amount
    return total


def _values(
    reader: Reader,
    formula: Formula,
    levels: Int[np.ndarray, "state variable"],
    state: Int[np.ndarray, " situation"],
    kinds: Int[np.ndarray, "situation actor"],
) -> Float[np.ndarray, " situation"]:
    """A formula in every situation; it is evaluated once for all that agree in the state and the types it asks for."""
    ready, frame = reader.ready(formula), reader.frame
    if not ready.types:
        return np.asarray(np.broadcast_to(reader.values(formula, levels)[:, 0], len(levels))[state])
    whose = [frame.actor_index(name) for name in sorted(ready.types)]
    key = state.astype(np.int64)
    for actor in whose:
        key = key * len(frame.scenario.actors[actor].types) + kinds[:, actor]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    columns, extra = dict(frame.columns), list[np.ndarray]()

    def stand_in(leaf: Expression) -> Expression | None:
        if not isinstance(leaf, Parameter | TypeTest):
            return None
        actor = frame.actor_index(leaf.actor)
        types = frame.scenario.actors[actor].types
        if isinstance(leaf, Parameter):
            numbers = [values[leaf.actor, leaf.name] for values in frame.parameters[leaf.actor]]
        else:
            numbers = [float(kind.name in (leaf.type, *leaf.others)) for kind in types]
        name = f"#{len(extra)}"
        columns[name] = (levels.shape[1] + len(extra), np.array(numbers, dtype=np.float64))
        extra.append(kinds[first, actor].astype(np.int64))
        return StateVariable(name)

    tree = substitute(ready.tree, stand_in)
    situations = frame.situations(levels[:1], reader.period, {}, None, False)
    at = np.column_stack([levels[state[first]], *extra])
    try:
        # The columns of the state stay where they are; those of types stand behind them.
        found = evaluate(tree, replace(situations, levels=at, columns=columns))[:, 0]
    except NoValueError as fault:
        kind = type(fault).__name__
        reader.fault(formula.where, kind, f"{fault.reason} in `{formula.text}`", levels[state[first[fault.index]]])
        return np.zeros(len(state))
    return np.asarray(np.broadcast_to(found, len(first))[which.ravel()])
