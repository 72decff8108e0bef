"""What an actor alone knows and what may change of it: secrets, and types that change by chance.

What an actor knows about itself is its type together with a level of each of its secrets. Every combination that can
come about is one of `Actor.types`, so that all that depends on types depends on secrets too: a secret is a parameter of
them, and `moscow is defender` holds for all that were written as `defender`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from detente.scenario import expressions as ex
from detente.scenario.building import build_variable
from detente.scenario.keys.actors import ActorKeys, ChangeKeys
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.model import Actor, Chance, Decision, Result, Shift, Stage, Type, Variable
from detente.scenario.names import Place, PrivateState, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.ranges import find_number
from detente.scenario.site import UNREAD, Site

MOST_STATES = 24
"""Combinations of a type and levels of secrets that one actor may have: 23 axes are more than any grid has."""


def build_secrets(actor: str, keys: ActorKeys, site: Site) -> dict[str, Variable]:
    """The secrets of an actor by name, each a variable called `actor.secret`."""
    secrets = {}
    for name, entry, where in list_entries(keys.secret):
        if site.name(name, where, "a secret"):
            variable = build_variable(f"{actor}.{name}", entry, where, site)
            if variable is not None:
                secrets[name] = variable
    return secrets


def combine(types: Sequence[str], secrets: Mapping[str, Variable], is_named: bool) -> tuple[PrivateState, ...]:
    """All combinations of a type and a level for each secret; () for an actor without secrets.

    Args:
        is_named: whether the file names the types, so that they are part of the combinations' names.
    """
    if not secrets:
        return ()
    states = []
    for kind, *levels in product(types, *(variable.levels for variable in secrets.values())):
        words = [kind] if is_named else []
        words += [f"{name} {level}" for name, level in zip(secrets, levels, strict=True)]
        states.append(PrivateState(", ".join(words), kind, tuple(levels)))
    return tuple(states)


def with_secrets(
    types: Sequence[Type], states: Sequence[PrivateState], secrets: Mapping[str, Variable]
) -> tuple[Type, ...]:
    """The types of an actor with secrets: one for each combination, possible at the start where secrets start."""
    by_name = {kind.name: kind for kind in types}
    starts = tuple(variable.levels[variable.start] for variable in secrets.values())
    combined = []
    for state in states:
        kind = by_name[state.type]
        values = [
            (name, ex.Formula(level, ex.Number(variable.values[variable.levels.index(level)]), kind.prior.where))
            for (name, variable), level in zip(secrets.items(), state.levels, strict=True)
        ]
        prior = kind.prior if state.levels == starts else ex.Formula("0", ex.Number(0.0), kind.prior.where)
        parameters = (*kind.parameters, *values)
        whole = replace(kind, name=state.name, prior=prior, parameters=parameters, of=state.type, levels=state.levels)
        combined.append(whole)
    return tuple(combined)


# Types that change by chance


def build_changes(actors: Named[ActorKeys] | None, index: int, site: Site) -> tuple[Chance, ...]:
    """For every actor whose type may change by chance, a lottery that nobody sees, last in every period.

    Args:
        index: of the stage after the last one that the file has.
    """
    stages = []
    for actor, keys, where in list_entries(actors):
        if actor in site.names.actors and keys.changes is not None:
            place = Place("the probability of a change", types=(actor,), own=actor, before=index)
            chances = [
                _change(actor, kind, change, at, place, site)
                for kind, change, at in list_entries(keys.changes)
                if _is_type(actor, kind, at, site)
            ]
            results = tuple(each for each in chances if each is not None)
            if results:
                stays = Result("nothing", None, (), where)
                stages.append(Chance(f"{actor}_changes", (*results, stays), None, actor, where=where, is_covert=True))
    return tuple(stages)


def _is_type(actor: str, kind: str, where: Where, site: Site) -> bool:
    types = site.names.actors[actor].types
    if kind in types:
        return True
    site.wrong(where, f"{actor} has no type '{kind}'{nearest(kind, types)} (types: {listed(types)})")
    return False


def _change(actor: str, kind: str, keys: ChangeKeys, where: Where, place: Place, site: Site) -> Result | None:
    """A change of one type into another, with the probability that it is of the first type and changes."""
    if keys.to is None or not _is_type(actor, keys.to.text, keys.to.where, site):
        return None
    if keys.to.text == kind:
        site.wrong(keys.to.where, f"'{kind}' cannot change into itself; leave it out")
        return None
    formula = site.formula(keys.probability, place) or ex.Formula("0", UNREAD, where)
    condition = site.formula(keys.when, replace(place, what="the condition of a change", kind="condition"))
    holds: ex.Expression = ex.TypeTest(actor, *site.names.actors[actor].test_for(kind))
    if condition is not None:
        holds = ex.Binary("and", condition.tree, holds)
    text = formula.text if condition is None else f"{formula.text} if {condition.text}"
    odds = replace(formula, text=text, tree=ex.Choice(holds, formula.tree, ex.Number(0.0)))
    nothing = ex.Formula("0", ex.Number(0.0), where)
    shift = Shift(actor, "", "set", nothing, to=keys.to.text, where=where)
    return Result(f"{kind}_to_{keys.to.text}", odds, (), where, site.note(keys), (shift,))


# What can come about


def keep_possible(actor: Actor, stages: Sequence[Stage]) -> Actor:
    """The actor without the combinations that nothing can bring about, whatever its conditions."""
    if not actor.is_changing:
        return actor
    shifts = [shift for shift in list_shifts(stages) if shift.actor == actor.name]
    by_content = {(kind.written, kind.levels): kind for kind in actor.types}
    starts = tuple(secret.levels[secret.start] for secret in actor.secrets)
    reached = {(kind.written, starts if actor.secrets else ()) for kind in actor.types}
    if not actor.secrets:
        return actor
    waiting = list(reached)
    while waiting:
        kind, levels = waiting.pop()
        for shift in shifts:
            for after in _ways(actor, kind, levels, shift):
                if after not in reached:
                    reached.add(after)
                    waiting.append(after)
    return replace(actor, types=tuple(each for content, each in by_content.items() if content in reached))


def _ways(actor: Actor, kind: str, levels: tuple[str, ...], shift: Shift) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where a change can lead; everywhere if it depends on what is not known yet."""
    if shift.to:
        yield shift.to, levels
        return
    number = [secret.name for secret in actor.secrets].index(f"{actor.name}.{shift.secret}")
    secret = actor.secrets[number]
    targets = list(secret.levels)
    tree = shift.amount.tree
    if isinstance(tree, ex.Number | ex.Level):
        before = secret.values[secret.levels.index(levels[number])]
        amount = tree.value if shift.kind == "set" else before + (tree.value if shift.kind == "up" else -tree.value)
        amount = min(max(amount, secret.values[0]), secret.values[-1])
        by_level = dict(zip(secret.levels, secret.values, strict=True))
        targets = [level for level in [find_number(amount, by_level)] if level]
    for level in targets:
        yield kind, (*levels[:number], level, *levels[number + 1 :])


def list_shifts(stages: Sequence[Stage]) -> Iterator[Shift]:
    """All changes of what actors alone know, in the order of the file."""
    for stage in stages:
        results = list(stage.results if isinstance(stage, Chance) else stage.traces)
        for action in stage.actions if isinstance(stage, Decision) else ():
            yield from action.shifts
            results += action.results
        for result in results:
            yield from result.shifts


def check_sizes(actors: Sequence[Actor], site: Site) -> None:
    """Notes actors with more combinations than can be solved."""
    for actor in actors:
        if actor.secrets and len(actor.types) > MOST_STATES and actor.where is not None:
            what = f"{actor.name} can know {len(actor.types)} different things about itself"
            advice = f"at most {MOST_STATES} can be solved; fewer types, or fewer levels of its secrets"
            site.wrong(actor.where, f"{what} (types times levels of secrets), and {advice}")
