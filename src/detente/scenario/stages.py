"""From the keys of stages to their records: decisions, chances and signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.scenario import expressions as ex
from detente.scenario.assertions import check_heard, with_assertion
from detente.scenario.grammar import read_effect
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.months import (
    KEYS_BELOW,
    ActKeys,
    ChanceKeys,
    DecisionKeys,
    Lottery,
    WrittenItem,
    split_head,
)
from detente.scenario.model import Action, Chance, Decision, Effect, Result, Stage, walk
from detente.scenario.names import DecisionNames, Place, find_closest, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.site import UNREAD, Site, text_of
from detente.scenario.tree import Scalar


@dataclass(frozen=True)
class Head:
    """A stage before its formulas are read. at_once_with: the decision made at once with it, or ""."""

    owner: str
    name: str
    keys: DecisionKeys | ChanceKeys
    where: Where
    at_once_with: str = ""

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of its acts or results."""
        named: Named[ActKeys] | Lottery | None = (
            self.keys.acts if isinstance(self.keys, DecisionKeys) else self.keys.results
        )
        return tuple(named.places) if named is not None else ()


def read_heads(items: Sequence[WrittenItem], site: Site) -> tuple[Head, ...]:
    """The stages' owners, names and keys; the decisions' acts are put among the names."""
    heads: list[Head] = []
    for item in items:
        before = len(heads)
        for stage in item.stages:
            parts = split_head(stage.key)
            if parts is None or stage.keys is None or not site.name(parts[1], stage.where, "a stage"):
                continue
            if any(parts[1] == head.name for head in heads):
                message = f"two stages are called '{parts[1]}'; every stage needs a name of its own"
                site.wrong(stage.where, message)
                continue
            head = _with_owner(Head(*parts, stage.keys, stage.where), site)
            if head is not None:
                heads.append(head)
        if item.is_at_once and len(heads) == before + 2:
            heads[before:] = _at_once(heads[before], heads[before + 1], site)
    decisions = tuple(
        DecisionNames(head.name, head.owner, index, head.entries, _hidden(head.keys))
        for index, head in enumerate(heads)
        if isinstance(head.keys, DecisionKeys)
    )
    site.names = replace(site.names, decisions=decisions)
    return tuple(heads)


def _with_owner(head: Head, site: Site) -> Head | None:
    """The head; if its owner is unknown, with the owner of the most similar name, if any."""
    if isinstance(head.keys, ChanceKeys) or site.names.holders(head.owner):
        return head
    owners = [*site.names.seats, *site.names.actors, "chance", "signal"]
    hint = nearest(head.owner, owners) or "; for what no actor decides, write '- chance NAME:' or '- signal NAME:'"
    site.wrong(head.where, f"unknown actor or seat '{head.owner}'{hint} (known: {listed(owners)})")
    owner = find_closest(head.owner, [*site.names.seats, *site.names.actors])
    return replace(head, owner=owner) if owner else None


def _at_once(first: Head, second: Head, site: Site) -> list[Head]:
    """Two heads, joined if they are decisions of two actors."""
    both = [first, second]
    for head in both:
        if isinstance(head.keys, ChanceKeys):
            what = f"'{head.owner} {head.name}' is not a decision"
            site.wrong(head.where, f"two decisions are made at once, and {what}")
            return both
    if first.owner == second.owner or set(site.names.holders(first.owner)) == set(site.names.holders(second.owner)):
        site.wrong(second.where, f"'{second.owner}' decides twice at once; write one decision, or two stages")
        return both
    return [replace(head, at_once_with=other.name) for head, other in ((first, second), (second, first))]


def _hidden(keys: DecisionKeys) -> frozenset[str]:
    """The acts of which the others cannot be sure (`names.hidden_acts`, before there is a record)."""
    if keys.covert:
        return frozenset(keys.acts.places if keys.acts is not None else ())
    disguises = {name: act.looks_like.text for name, act, _ in list_entries(keys.acts) if act.looks_like is not None}
    return frozenset([*disguises, *disguises.values()])


def build_stages(heads: tuple[Head, ...], site: Site) -> tuple[Stage, ...]:
    """The stages, in file order."""
    names = [head.name for head in heads]
    return tuple(
        # Of two decisions made at once neither knows the other, so that both stand where the first does.
        _decision(head, head.keys, min(index, names.index(head.at_once_with or head.name)), site)
        if isinstance(head.keys, DecisionKeys)
        else _chance(head, head.keys, index, site)
        for index, head in enumerate(heads)
    )


def _decision(head: Head, keys: DecisionKeys, index: int, site: Site) -> Decision:
    for name, where in keys.acts.places.items() if keys.acts is not None else ():
        _can_name(name, where, "an act", site)
    own = site.names.holders(head.owner)
    odds = Place("a probability", types=own, own=head.owner, before=index, at_once=head.at_once_with)
    actions = tuple(_action(name, act, where, head, odds, site) for name, act, where in list_entries(keys.acts))
    traces = _results(keys.traces, replace(odds, acts=head.entries), site)
    when = site.formula(keys.when, _condition(index, head.at_once_with))
    if not head.entries:
        site.wrong(head.where, f"the menu of '{head.name}' is empty; write at least one act, such as 'wait: {{}}'")
    check_heard(keys, _hidden(keys), site)
    note = site.note(keys)
    is_covert = bool(keys.covert)
    return Decision(head.owner, head.name, actions, when, is_covert, traces, note, head.where, head.at_once_with)


def _condition(index: int, at_once: str = "") -> Place:
    return Place("a condition", "condition", before=index, at_once=at_once)


def _action(name: str, keys: ActKeys, where: Where, head: Head, odds: Place, site: Site) -> Action:
    payoff = replace(odds, what="a cost", types=None, has_beliefs=True)
    _check_likeness(name, keys.looks_like, head, site)
    action = Action(
        name=name,
        when=site.formula(keys.when, _condition(odds.before, odds.at_once)),
        costs=site.formula(keys.costs, payoff),
        gives=_gifts(keys.gives, replace(payoff, what="a gift"), site),
        effects=read_effects(keys.then, odds, site),
        results=_results(keys.results, odds, site),
        looks_like=text_of(keys.looks_like),
        note=site.note(keys),
        where=where,
    )
    return with_assertion(action, keys, read_effects(keys.then_if_found_out, odds, site), payoff, site)


def _gifts(gives: Named[Scalar] | None, place: Place, site: Site) -> tuple[tuple[str, ex.Formula], ...]:
    gifts = []
    for receiver, value, where in list_entries(gives):
        if receiver not in site.names.actors:
            hint = f"{nearest(receiver, site.names.actors)} (actors: {listed(site.names.actors)})"
            site.wrong(where, f"unknown actor '{receiver}'{hint}")
            continue
        amount = site.formula(value, place)
        if amount is not None:
            gifts.append((receiver, amount))
    return tuple(gifts)


def _check_likeness(name: str, likeness: Scalar | None, head: Head, site: Site) -> None:
    if likeness is not None and (likeness.text not in head.entries or likeness.text == name):
        others = [other for other in head.entries if other != name]
        hint = f"{nearest(likeness.text, others)} (acts: {listed(others)})"
        site.wrong(likeness.where, f"'{name}' can look like another act of '{head.name}' only{hint}")


def read_effects(texts: tuple[Scalar, ...] | None, odds: Place, site: Site) -> tuple[Effect, ...]:
    """Effects of a stage whose probabilities may mention what `odds` allows."""
    place = Place("an effect", "any", before=odds.before, at_once=odds.at_once, sees_at_once=True)
    effects = [read_effect(text, site.names, place, site.mistakes) for text in texts or ()]
    return tuple(effect for effect in effects if effect is not None)


def _results(lottery: Lottery | None, odds: Place, site: Site) -> tuple[Result, ...]:
    """The results of a lottery."""
    if lottery is None:
        return ()
    names = [name for name, where in lottery.places.items() if _can_name(name, where, "a result", site)]
    return tuple(_result(name, lottery, odds, site) for name in names)


def _can_name(word: str, where: Where, what: str, site: Site) -> bool:
    """Whether a word can name an act or a result."""
    if word in KEYS_BELOW:
        is_free = what == "a result" and word in ("costs", "gives")
        hint = "chance has no costs; put it under an actor's wants" if is_free else f"it belongs below {what}"
        site.wrong(where, f"'{word}' is not allowed here: {hint}")
        return False
    return site.name(word, where, what)


def _result(name: str, lottery: Lottery, odds: Place, site: Site) -> Result:
    keys, where = lottery.entries.get(name), lottery.places[name]
    if keys is None:
        return Result(name, ex.Formula("0", UNREAD, where), (), where)
    effects = read_effects(keys.then, odds, site)
    formula = None
    if text_of(keys.probability) != "rest":
        formula = site.formula(keys.probability, odds) or ex.Formula("0", UNREAD, keys.where)
    return Result(name, formula, effects, where, site.note(keys))


def _chance(head: Head, keys: ChanceKeys, index: int, site: Site) -> Chance:
    is_signal = head.owner == "signal"
    what = "the probability of a signal" if is_signal else "the probability of a chance"
    odds = Place(what, types=None if is_signal else (), before=index)
    num_mistakes = len(site.mistakes)
    results = _results(keys.results, odds, site)
    about = None
    if is_signal and len(site.mistakes) == num_mistakes:
        about = _subject(head, results, site)
    if not head.entries:
        site.wrong(head.where, f"'{head.name}' has no results")
    when = site.formula(keys.when, _condition(index))
    return Chance(head.name, results, when, about, site.note(keys), head.where)


def _subject(head: Head, results: tuple[Result, ...], site: Site) -> str | None:
    """The one actor whose type the probabilities mention."""
    trees = [node for result in results if result.probability for node in walk(result.probability.tree)]
    actors = dict.fromkeys(node.actor for node in trees if isinstance(node, (ex.TypeTest, ex.Parameter)))
    if len(actors) == 1:
        return next(iter(actors))
    if not actors:
        site.wrong(head.where, f"no probability of the signal '{head.name}' mentions a type; make it a chance")
    else:
        site.wrong(head.where, f"a signal is about one actor; '{head.name}' mentions {listed(actors)}")
    return None
