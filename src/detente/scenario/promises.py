"""Promises: what is remembered of them, when they are due, and what breaking them does.

A promise is a variable of the state: given, it is `standing`. It is due at a decision of its owner that has the
promised act in its menu, whenever it stands and its condition holds. Whoever then acts otherwise pays what breaking it
costs, and the variable is `broken`; whoever does as promised changes nothing, and the promise goes on standing. It
lapses at the end of a period, by a chance that is certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.errors import Mistake
from detente.scenario import expressions as ex
from detente.scenario import syntax
from detente.scenario.assertions import set_level
from detente.scenario.keys.entry import list_entries
from detente.scenario.keys.months import ActKeys, DecisionKeys
from detente.scenario.model import Action, Chance, Decision, Effect, Result, Shift, Stage, Variable, walk
from detente.scenario.names import Place, find_hidden_acts, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.ranges import write_number
from detente.scenario.resolution import Resolver
from detente.scenario.site import Site
from detente.scenario.spoken import count_standing, name_of, name_of_rest
from detente.scenario.stages import Head, read_effects, read_shifts
from detente.scenario.syntax import ExpressionError, Syntax, read_number
from detente.scenario.utterances import BROKEN, NOT_GIVEN, PROMISE_LEVELS, STANDING, Promise

_USAGE = "a promise is a move to come, 'OWNER plays ACT' or 'not OWNER plays ACT', with 'if CONDITION' where it is due"


@dataclass(frozen=True)
class _Pledge:
    """A promise with all that the file says of it.

    Args:
        decision, action: where it is given. rest: the variable that counts its periods, if any.
        costs, effects, shifts: of breaking it. lapses: when it ends, if ever before its time.
    """

    promise: Promise
    decision: str
    action: str
    where: Where
    variable: Variable
    rest: Variable | None
    costs: ex.Formula | None
    effects: tuple[Effect, ...]
    shifts: tuple[Shift, ...]
    lapses: ex.Formula | None


def with_promises(stages: tuple[Stage, ...], heads: Sequence[Head], site: Site) -> tuple[Stage, ...]:
    """The stages with what their promises add: effects and costs of acts, and chances at the end of a period."""
    pledges = [
        pledge
        for head in heads
        if isinstance(head.keys, DecisionKeys)
        for name, keys, where in list_entries(head.keys.acts)
        if keys.promises is not None
        if (pledge := _pledge(head, name, keys, where, stages, site)) is not None
    ]
    for pledge in pledges:
        stages = tuple(_with_breach(stage, pledge) if isinstance(stage, Decision) else stage for stage in stages)
    for pledge in pledges:
        stages = tuple(_with_gift(stage, pledge) if isinstance(stage, Decision) else stage for stage in stages)
    return (*stages, *_lapses(pledges, stages, site))


# Reading


def _pledge(
    head: Head, name: str, keys: ActKeys, where: Where, stages: tuple[Stage, ...], site: Site
) -> _Pledge | None:
    """A promise of the file; None if it has mistakes, which are noted."""
    assert keys.promises is not None
    parts = _read(keys, site)
    variable = site.names.variables.get(name_of(name, keys))
    if parts is None or variable is None or variable.levels != PROMISE_LEVELS:
        return None
    act, condition = parts
    kept_at = _find_decisions(act, head, keys, stages, site)
    if not kept_at:
        return None
    before = min(stages.index(decision) for decision in kept_at)
    before = min([before, *(index for index, stage in enumerate(stages) if stage.name in _partners(kept_at))])
    odds = Place("a probability", types=site.names.holders(head.owner), own=head.owner, before=before)
    place = Place("the condition of a promise", "condition", before=before)
    holds = None if condition is None else _condition(condition, keys, place, site)
    if condition is not None and holds is None:
        return None
    move = act.parts[0] if act.kind == "unary" else act
    forbids = act.kind == "unary"
    acts = tuple(dict.fromkeys(action.name for each in kept_at for action in _promised(move, each)))
    due = tuple((decision.name, _due(variable, holds, move, forbids, decision, where)) for decision in kept_at)
    count = count_standing(keys, site.names.calendar, Site(names=site.names))
    promise = Promise(keys.promises.text.strip(), acts, forbids, due, variable.name, count)
    costs = site.formula(keys.costs_if_broken, replace(odds, what="a cost", types=None, has_beliefs=True))
    effects, shifts = read_effects(keys.then_if_broken, odds, site), read_shifts(keys.then_if_broken, odds, site)
    lapses = site.formula(keys.stands_until, Place("the end of a promise", "condition", before=len(stages)))
    rest = site.names.variables.get(name_of_rest(variable.name)) if count is not None else None
    return _Pledge(promise, head.name, name, where, variable, rest, costs, effects, shifts, lapses)


def _read(keys: ActKeys, site: Site) -> tuple[Syntax, Syntax | None] | None:
    """The move that is promised (or forbidden: a `not` above it), and the condition."""
    source = keys.promises
    assert source is not None
    try:
        node = syntax.parse(source.text)
    except ExpressionError as error:
        site.wrong(source.at(error.offset), error.message)
        return None
    act, condition = node, None
    if node.kind == "choice":
        act, condition, *other = node.parts
        if other:
            site.wrong(source.at(other[0].start), f"{_USAGE}; without 'else'")
            return None
    move = act.parts[0] if act.kind == "unary" and act.text == "not" else act
    if move.kind != "plays" or move.parts[0].kind != "name":
        site.wrong(source.at(move.start), _USAGE)
        return None
    return act, condition


def _find_decisions(act: Syntax, head: Head, keys: ActKeys, stages: tuple[Stage, ...], site: Site) -> list[Decision]:
    """The decisions at which the promise is kept or broken; none, and a mistake, if that is not for all to see."""
    source = keys.promises
    assert source is not None
    move = act.parts[0] if act.kind == "unary" else act
    owner, name = move.parts[:2]
    word = _word(move)
    if owner.text != head.owner:
        what = f"'{head.owner}' promises what it will do itself, not what '{owner.text}' will"
        site.wrong(source.at(owner.start), f"{what}; write {head.owner} plays ACT")
        return []
    own = [stage for stage in stages if isinstance(stage, Decision) and stage.owner == head.owner]
    found = [stage for stage in own if _promised(move, stage)]
    if not found:
        if (head.owner, word) in site.names.gone:
            # The variant took the act away: the promise is never due.
            return []
        acts = list(dict.fromkeys(action.name for stage in own for action in stage.actions))
        hint = f"{nearest(word, acts)} (acts: {listed(acts)})"
        site.wrong(source.at(name.start), f"{owner.text} never plays '{word}'{hint}")
    for stage in found:
        promised = _promised(move, stage)
        if act.kind != "unary" and any(_is_private(action.when, head, site) for action in promised):
            what = f"whether {owner.text} can play {word} depends on what only {owner.text} knows"
            site.wrong(source.at(name.start), f"{what}, and a promise is due for all to see; promise another act")
            return []
        if any(action.name in find_hidden_acts(stage) for action in promised):
            what = f"a promise is kept or broken for all to see, and no other actor knows for certain that {owner.text}"
            advice = "say what you claim of yourself by 'says', or let the act leave traces"
            site.wrong(source.at(name.start), f"{what} plays {word} (it is covert or looks like another act); {advice}")
            return []
    return found


def _word(move: Syntax) -> str:
    """The act of a move as menus name it, or the range."""
    name, *number = move.parts[1:]
    if not number:
        return name.text
    value, part = 1.0, number[0]
    while part.kind == "unary":
        value, part = -value, part.parts[0]
    return f"{name.text} {write_number(value * read_number(part.text))}"


def _promised(move: Syntax, decision: Decision) -> tuple[Action, ...]:
    """The acts of a decision that a move may be: one, or all of a range."""
    word = _word(move)
    return tuple(action for action in decision.actions if word in (action.name, action.family))


def _is_private(when: ex.Formula | None, head: Head, site: Site) -> bool:
    """Whether an act is in the menu of some types of its owner alone."""
    own = site.names.holders(head.owner)
    parts = walk(when.tree) if when is not None else ()
    return any(isinstance(part, ex.TypeTest | ex.Parameter) and part.actor in own for part in parts)


def _partners(decisions: Sequence[Decision]) -> set[str]:
    return {decision.at_once_with for decision in decisions}


def _condition(node: Syntax, keys: ActKeys, place: Place, site: Site) -> ex.Formula | None:
    source = keys.promises
    assert source is not None
    resolver = Resolver(site.names, place)
    tree = resolver.whole(node).tree
    site.mistakes.extend(Mistake(source.at(error.offset), error.message) for error in resolver.mistakes)
    if resolver.mistakes:
        return None
    return ex.Formula(source.text[node.start : node.end], tree, source.at(node.start))


def _due(
    variable: Variable, holds: ex.Formula | None, move: Syntax, forbids: bool, decision: Decision, where: Where
) -> ex.Formula:
    """When the promise is due at a decision: it stands, its condition holds, and the act can be chosen."""
    parts = [_is_at(variable, STANDING, where)]
    parts += [holds] if holds is not None else []
    # What is not in the menu cannot be chosen; then a promise to do it is not due, and one not to is kept.
    conditions = [action.when for action in _promised(move, decision) if action.when is not None]
    if not forbids and len(conditions) == len(_promised(move, decision)):
        parts.append(_any_of(tuple(dict.fromkeys(conditions))))
    tree = parts[0].tree
    for part in parts[1:]:
        tree = ex.Binary("and", tree, part.tree)
    texts = [
        part.text if number == 0 or _is_whole(part.text) else f"({part.text})" for number, part in enumerate(parts)
    ]
    return ex.Formula(" and ".join(texts), tree, parts[-1].where)


def _any_of(conditions: Sequence[ex.Formula]) -> ex.Formula:
    first, *others = conditions
    if not others:
        return first
    tree = first.tree
    for other in others:
        tree = ex.Binary("or", tree, other.tree)
    return ex.Formula(" or ".join(f"({each.text})" for each in conditions), tree, first.where)


def _is_whole(text: str) -> bool:
    """Whether a condition can stand beside `and` without brackets."""
    return not {" or ", " if "} & {text[at : at + 4] for at in range(len(text))}


def _is_at(variable: Variable, level: str, where: Where) -> ex.Formula:
    value = variable.values[variable.levels.index(level)]
    tree = ex.Binary("==", ex.StateVariable(variable.name), ex.Level(variable.name, level, value))
    return ex.Formula(f"{variable.name} == {level}", tree, where)


# What it adds


def _set(variable: Variable, level: str, where: Where) -> Effect:
    return set_level(variable.name, level, variable.values[variable.levels.index(level)], where)


def _with_breach(decision: Decision, pledge: _Pledge) -> Decision:
    """The decision with what breaking the promise costs and changes there."""
    due = dict(pledge.promise.due).get(decision.name)
    if due is None:
        return decision
    breaks = pledge.promise.is_broken_by
    actions = tuple(_broken(each, pledge, due) if breaks(each.name) else each for each in decision.actions)
    return replace(decision, actions=actions)


def _broken(action: Action, pledge: _Pledge, due: ex.Formula) -> Action:
    """An act that breaks the promise where it is due."""
    ends = [_set(pledge.variable, BROKEN, due.where)]
    ends += [_set(pledge.rest, "0", due.where)] if pledge.rest is not None else []
    effects = tuple(replace(effect, given=due) for effect in (*ends, *pledge.effects))
    return replace(
        action,
        effects=(*effects, *action.effects),
        # Conditions of changes of secrets are those of the state before the act, in which the promise is due.
        shifts=(*(replace(shift, condition=_both(due, shift.condition)) for shift in pledge.shifts), *action.shifts),
        costs=_with_cost(action.costs, pledge.costs, due),
    )


def _both(due: ex.Formula, condition: ex.Formula | None) -> ex.Formula:
    if condition is None:
        return due
    return ex.Formula(f"({due.text}) and ({condition.text})", ex.Binary("and", due.tree, condition.tree), due.where)


def _with_cost(costs: ex.Formula | None, added: ex.Formula | None, due: ex.Formula) -> ex.Formula | None:
    if added is None:
        return costs
    tree: ex.Expression = ex.Choice(due.tree, added.tree, ex.Number(0.0))
    text = f"({added.text} if {due.text})"
    if costs is not None:
        tree, text = ex.Binary("+", costs.tree, tree), f"{costs.text} + {text}"
    return ex.Formula(text, tree, added.where)


def _with_gift(decision: Decision, pledge: _Pledge) -> Decision:
    """The decision at which the promise is given."""
    if decision.name != pledge.decision:
        return decision
    given = [_set(pledge.variable, STANDING, pledge.where)]
    given += [_set(pledge.rest, str(pledge.promise.num_periods), pledge.where)] if pledge.rest is not None else []
    actions = tuple(
        replace(each, effects=_after_breaches(given, each), utterance=pledge.promise)
        if pledge.action in (each.name, each.family)
        else each
        for each in decision.actions
    )
    return replace(decision, actions=actions)


def _after_breaches(given: Sequence[Effect], action: Action) -> tuple[Effect, ...]:
    """The effects of an act with those of giving a promise: after what breaking others changes, before its own."""
    breaches = tuple(effect for effect in action.effects if effect.given is not None)
    own = tuple(effect for effect in action.effects if effect.given is None)
    return (*breaches, *given, *own)


def _lapses(pledges: Sequence[_Pledge], stages: tuple[Stage, ...], site: Site) -> tuple[Chance, ...]:
    """The ends of promises that do not stand for ever, each a chance that is certain."""
    taken = {stage.name for stage in stages}
    chances = []
    for pledge in pledges:
        if pledge.rest is None and pledge.lapses is None:
            continue
        name = f"{pledge.variable.name}_lapses"
        if name in taken:
            what = f"'{name}' is what the end of a promise is called, and there is a stage of that name"
            site.wrong(pledge.where, f"{what}; choose another 'remembered as'")
            continue
        chances.append(_lapse(name, pledge))
    return tuple(chances)


def _lapse(name: str, pledge: _Pledge) -> Chance:
    where, variable, rest = pledge.where, pledge.variable, pledge.rest
    effects = []
    if rest is not None:
        one = ex.Formula("1", ex.Number(1.0), where)
        effects.append(Effect(rest.name, "down", one, where=where))
        effects.append(replace(_set(variable, NOT_GIVEN, where), condition=_is_at(rest, "0", where)))
    if pledge.lapses is not None:
        effects.append(replace(_set(variable, NOT_GIVEN, where), given=pledge.lapses))
        effects += [replace(_set(rest, "0", where), given=pledge.lapses)] if rest is not None else []
    result = Result("in_time", None, tuple(effects), where)
    return Chance(name, (result,), _is_at(variable, STANDING, where), None, where=where)
