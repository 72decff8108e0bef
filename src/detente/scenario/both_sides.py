"""Results of an act whose odds depend on what others know: the act, and after it a signal about both sides.

A table of the game moves one belief, so that the results of an act depend on its own actor's type alone. Odds of both
sides are those of a signal (`- signal NAME: {when: moscow plays attack}`), and the results of an act mean the same as
such a signal where nothing comes between the two and nobody is deceived about the act. Then the file may write them as
results; where they would mean something else they are left as they are, which is a mistake that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.scenario import expressions as ex
from detente.scenario.grammar import read_effect, read_formula
from detente.scenario.keys.entry import list_entries
from detente.scenario.keys.months import ActKeys, ChanceKeys, DecisionKeys, Lottery
from detente.scenario.model import Effect, Shift, walk
from detente.scenario.names import Names, Place
from detente.scenario.site import Site, text_of
from detente.scenario.stages import Head, WrittenAct, name_decisions
from detente.scenario.tree import Scalar


def with_signals(heads: Sequence[Head], site: Site) -> tuple[Head, ...]:
    """The stages, with a signal after every decision for each act whose results depend on what others know."""
    found, spoken = list[Head](), _list_spoken(heads)
    for index, head in enumerate(heads):
        acts, signals = list(head.acts), list[Head]()
        place = Place("the odds of both sides", "any", own=head.owner, before=index)
        if isinstance(head.keys, DecisionKeys) and _is_open(head, head.keys, site.names):
            for number, act in enumerate(head.acts):
                if act.keys is not None and _can_follow(act, act.keys, place, spoken, site.names):
                    acts[number] = replace(act, keys=_without_results(act.keys, site))
                    taken = [each.name for each in (*heads, *found, *signals)]
                    signals.append(_signal(head, act, act.keys, taken, site))
        found += [replace(head, acts=tuple(acts)), *signals]
    name_decisions(found, site)
    return tuple(found)


def _without_results(keys: ActKeys, site: Site) -> ActKeys:
    return site.once((keys,), "without results", lambda: keys.model_copy(update={"results": None}))


def _list_spoken(heads: Sequence[Head]) -> set[str]:
    """The variables that remember what was said, which acts change by what they are."""
    acts = [(act.name, act.keys) for head in heads for act in head.acts if act.keys is not None]
    return {text_of(keys.remembered_as) or name for name, keys in acts if keys.promises or keys.found_out}


def _is_open(head: Head, keys: DecisionKeys, names: Names) -> bool:
    """Whether an actor decides alone, and everybody sees what, and nothing else comes of every act."""
    is_hidden = bool(keys.covert or keys.seen_by) or any(
        act.keys is not None and act.keys.looks_like for act in head.acts
    )
    return head.owner in names.actors and not (
        is_hidden or keys.traces is not None or head.at_once_with or head.together
    )


def _can_follow(act: WrittenAct, keys: ActKeys, place: Place, spoken: set[str], names: Names) -> bool:
    """Whether the act's results depend on what others know, and would be the same after the act.

    Args:
        spoken: variables that the act may change by what it is.
    """
    if keys.results is None or act.family or keys.says is not None or keys.promises is not None:
        return False
    odds = _read_odds(keys.results, place, names)
    knowing = {node.actor for node in odds if isinstance(node, (ex.TypeTest, ex.Parameter))}
    if not knowing - {place.own} or len(knowing) > 2:
        return False
    texts = [text for _, result, _ in list_entries(keys.results) for text in result.then or ()]
    before, after = ([read_effect(text, names, place, []) for text in each] for each in (keys.then or (), texts))
    if any(isinstance(effect, Shift) for effect in (*before, *after)):
        return False
    # The odds of results are those before the act.
    changed = spoken | {effect.variable for effect in before if isinstance(effect, Effect)}
    return not changed & {node.name for node in odds if isinstance(node, ex.StateVariable)}


def _read_odds(results: Lottery, place: Place, names: Names) -> list[ex.Expression]:
    """All parts of the probabilities; mistakes are noted where they are read for good."""
    given = [entry.probability for _, entry, _ in list_entries(results) if entry.probability is not None]
    place = replace(place, kind="number", types=None)
    formulas = [read_formula(text, names, place, []) for text in given if text_of(text) != "rest"]
    return [node for formula in formulas if formula is not None for node in walk(formula.tree)]


def _signal(head: Head, act: WrittenAct, keys: ActKeys, taken: Sequence[str], site: Site) -> Head:
    """The signal that follows an act, in whose odds the actor's own parameters are plain names."""
    name = f"{head.name}_{act.name}"
    while name in taken:
        name += "_"
    text = f"{head.owner} plays {act.name}"

    def build() -> ChanceKeys:
        signal = ChanceKeys.model_construct(
            when=Scalar(act.where, text, text), per="occasion", results=keys.results, why=keys.why, source=keys.source
        )
        signal._table = keys._table
        return signal

    return Head("signal", name, site.once((keys,), (text, act.where), build), act.where, own=head.owner)
