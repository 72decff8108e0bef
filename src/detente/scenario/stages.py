"""From the keys of stages to their records: decisions, chances and signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.scenario import expressions as ex
from detente.scenario.assertions import Consequences, check_heard, with_assertion
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
from detente.scenario.limits import MAX_ACTS
from detente.scenario.model import Action, Chance, Decision, Effect, Result, Shift, Stage, walk
from detente.scenario.names import DecisionNames, Place, find_closest, find_ranges, listed, nearest
from detente.scenario.observers import read_observers, require_unseen
from detente.scenario.occasions import read_habit, read_occasions
from detente.scenario.positions import Where
from detente.scenario.ranges import build_range, write_number
from detente.scenario.site import UNREAD, Site, text_of
from detente.scenario.tree import Scalar


@dataclass(frozen=True)
class WrittenAct:
    """An act of a menu before its formulas are read.

    Args:
        keys: None if they could not be read. family, number: as of `Action`.
    """

    name: str
    keys: ActKeys | None
    where: Where
    family: str = ""
    number: float = 0.0


@dataclass(frozen=True)
class Head:
    """A stage before its formulas are read.

    Args:
        at_once_with: the decision made at once with it, or "". together: as of `Decision`.
        acts: of a decision; one for each number of a range.
        own: the actor whose parameters are plain names in a signal that follows one of its acts (`both_sides.py`).
    """

    owner: str
    name: str
    keys: DecisionKeys | ChanceKeys
    where: Where
    at_once_with: str = ""
    acts: tuple[WrittenAct, ...] = ()
    own: str = ""
    together: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of its acts or results."""
        if isinstance(self.keys, DecisionKeys):
            return tuple(act.name for act in self.acts)
        return tuple(self.keys.results.places) if self.keys.results is not None else ()

    @property
    def ranges(self) -> dict[str, dict[str, float]]:
        """The ranges of numbers in its menu, with their acts and the numbers of these."""
        return find_ranges((act.name, act.family, act.number) for act in self.acts)


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
            head = _with_owner(Head(*parts, stage.keys, stage.where, acts=_written_acts(stage.keys, site)), site)
            if head is not None:
                _check_ranges(head, heads, site)
                heads.append(head)
        if item.is_at_once and len(heads) >= before + 2:
            heads[before:] = _at_once(heads[before:], site)
    name_decisions(heads, site)
    return tuple(heads)


def name_decisions(heads: Sequence[Head], site: Site) -> None:
    """Puts the decisions and their acts among the names."""
    decisions = tuple(
        DecisionNames(head.name, head.owner, index, head.entries, _hidden(head), head.ranges, head.at_once_with)
        for index, head in enumerate(heads)
        if isinstance(head.keys, DecisionKeys)
    )
    site.names = replace(site.names, decisions=decisions)


def _written_acts(keys: DecisionKeys | ChanceKeys, site: Site) -> tuple[WrittenAct, ...]:
    """The acts of a decision; an entry with a range of numbers is one act for each of them."""
    if isinstance(keys, ChanceKeys) or keys.acts is None:
        return ()
    acts: list[WrittenAct] = []
    for name, where in keys.acts.places.items():
        entry = keys.acts.entries.get(name)
        if entry is None or entry.first is None or entry.last is None:
            acts.append(WrittenAct(name, entry, where))
            continue
        numbers = build_range((entry.first, entry.last), entry.step, MAX_ACTS, "acts", site)
        acts += [WrittenAct(f"{name} {write_number(number)}", entry, where, name, number) for number in numbers]
        if len(acts) > MAX_ACTS:
            site.wrong(where, f"with '{name}' this menu has {len(acts):,} acts; at most {MAX_ACTS:,} are allowed")
            acts = acts[:MAX_ACTS]
    return tuple(acts)


def _check_ranges(head: Head, before: Sequence[Head], site: Site) -> None:
    """Notes ranges that no word can tell from those of another decision of the same owner, or from one of its acts."""
    for act in {act.family: act for act in reversed(head.acts) if act.family}.values():
        earlier = next((each for each in before if each.owner == head.owner and act.family in each.ranges), None)
        if earlier is not None:
            message = f"'{act.family}' is a range of numbers of '{earlier.name}' already; every range of one owner"
            site.wrong(act.where, f"{message} needs a name of its own")


def _with_owner(head: Head, site: Site) -> Head | None:
    """The head; if its owner is unknown, with the owner of the most similar name, if any."""
    if isinstance(head.keys, ChanceKeys) or site.names.holders(head.owner):
        return head
    owners = [*site.names.seats, *site.names.actors, "chance", "signal"]
    hint = nearest(head.owner, owners) or "; for what no actor decides, write '- chance NAME:' or '- signal NAME:'"
    site.wrong(head.where, f"unknown actor or seat '{head.owner}'{hint} (known: {listed(owners)})")
    owner = find_closest(head.owner, [*site.names.seats, *site.names.actors])
    return replace(head, owner=owner) if owner else None


def _at_once(heads: Sequence[Head], site: Site) -> list[Head]:
    """The heads, joined if they are decisions of as many actors."""
    unjoined = list(heads)
    for head in heads:
        if isinstance(head.keys, ChanceKeys):
            what = f"'{head.owner} {head.name}' is not a decision"
            site.wrong(head.where, f"decisions are made at once, and {what}")
            return unjoined
    for second, head in enumerate(heads):
        for first in heads[:second]:
            if first.owner == head.owner or set(site.names.holders(first.owner)) == set(site.names.holders(head.owner)):
                site.wrong(head.where, f"'{head.owner}' decides twice at once; write one decision, or two stages")
                return unjoined
    if len(heads) == 2:
        first, last = heads
        return [replace(first, at_once_with=last.name), replace(last, at_once_with=first.name)]
    return [replace(head, together=tuple(each.name for each in heads)) for head in heads]


def _hidden(head: Head) -> frozenset[str]:
    """The acts of which the others cannot be sure (`names.find_hidden_acts`, before there is a record)."""
    if isinstance(head.keys, DecisionKeys) and head.keys.seen_by is not None:
        return frozenset()
    if isinstance(head.keys, DecisionKeys) and head.keys.covert:
        return frozenset(head.entries)
    likenesses = ((act.name, act.keys.looks_like) for act in head.acts if act.keys is not None)
    disguises = {name: likeness.text for name, likeness in likenesses if likeness is not None}
    return frozenset([*disguises, *disguises.values()])


def build_stages(heads: tuple[Head, ...], site: Site) -> tuple[Stage, ...]:
    """The stages, in file order."""
    names = [head.name for head in heads]
    return tuple(
        # Of two decisions made at once neither knows the other, so that both stand where the first does.
        _decision(
            head, head.keys, min(index, *map(names.index, head.together or (head.at_once_with or head.name,))), site
        )
        if isinstance(head.keys, DecisionKeys)
        else _chance(head, head.keys, index, site)
        for index, head in enumerate(heads)
    )


def _decision(head: Head, keys: DecisionKeys, index: int, site: Site) -> Decision:
    for name, where in keys.acts.places.items() if keys.acts is not None else ():
        _can_name(name, where, "an act", site)
    own = site.names.holders(head.owner)
    odds = Place("a probability", types=own, own=head.owner, before=index, at_once=head.at_once_with)
    actions = _actions(head, odds, site)
    traces = _results(keys.traces, replace(odds, acts=head.entries), site)
    when = site.formula(keys.when, _condition(index, head.at_once_with))
    comes_up, when = read_occasions(keys.comes_up, when, replace(odds, types=()), site)
    if comes_up is not None and keys.traces is not None and any(trace.shifts for trace in traces):
        what = f"'{head.name}' may not come up, and its traces are drawn in either case"
        site.wrong(
            keys.place("traces"), f"{what}, so that they change no secret; let an act or a chance after it do that"
        )
    if not head.entries and (keys.acts is None or not keys.acts.places):
        site.wrong(head.where, f"the menu of '{head.name}' is empty; write at least one act, such as 'wait: {{}}'")
    check_heard(keys, _hidden(head), site)
    note = site.note(keys)
    is_covert = bool(keys.covert) or keys.seen_by is not None
    usually = read_habit(keys.usually, head.entries, replace(odds, what="a base rate"), site)
    return Decision(
        owner=head.owner,
        name=head.name,
        actions=actions,
        when=when,
        is_covert=is_covert,
        traces=traces,
        note=note,
        where=head.where,
        at_once_with=head.at_once_with,
        usually=usually,
        comes_up=comes_up,
        seen_by=read_observers(keys.seen_by, site),
        traces_seen_by=_observers_of_traces(keys, traces, site),
        together=head.together,
    )


def _observers_of_traces(keys: DecisionKeys, traces: tuple[Result, ...], site: Site) -> tuple[str, ...]:
    if keys.traces_seen_by is not None:
        require_unseen(traces, "traces seen by", "which trace came out", site)
    return read_observers(keys.traces_seen_by, site)


def _condition(index: int, at_once: str = "") -> Place:
    return Place("a condition", "condition", before=index, at_once=at_once)


def _actions(head: Head, odds: Place, site: Site) -> tuple[Action, ...]:
    """The menu; what is wrong with the entry of a range is noted once."""
    actions, broken = [], set[str]()
    for act in head.acts:
        num_mistakes = len(site.mistakes)
        if act.keys is not None and act.family not in broken:
            actions.append(_action(act, act.keys, head, odds, site))
        if act.family and len(site.mistakes) > num_mistakes:
            broken.add(act.family)
    return tuple(actions)


def _action(act: WrittenAct, keys: ActKeys, head: Head, odds: Place, site: Site) -> Action:
    # The number that the entry of a range chooses is known in the entry.
    odds = replace(odds, fixed=((act.family, act.number),) if act.family else ())
    payoff = replace(odds, what="a cost", types=None, has_beliefs=True)
    _check_likeness(act.name, keys.looks_like, head, site)
    action = Action(
        name=act.name,
        when=site.formula(keys.when, replace(odds, what="a condition", kind="condition")),
        costs=site.formula(keys.costs, payoff),
        gives=_gifts(keys.gives, replace(payoff, what="a gift"), site),
        effects=read_effects(keys.then, odds, site),
        shifts=read_shifts(keys.then, odds, site),
        results=_results(keys.results, odds, site),
        looks_like=text_of(keys.looks_like),
        note=site.note(keys),
        where=act.where,
        per=keys.per or "occasion",
        family=act.family,
        number=act.number,
    )
    consequences = Consequences(
        read_effects(keys.then_if_found_out, odds, site), read_shifts(keys.then_if_found_out, odds, site)
    )
    return with_assertion(action, keys, consequences, payoff, site)


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
    """Effects on the state of a stage whose probabilities may mention what `odds` allows."""
    effects = [read_effect(text, site.names, _place_of_effects(odds), site.mistakes) for text in texts or ()]
    return tuple(effect for effect in effects if isinstance(effect, Effect))


def read_shifts(texts: tuple[Scalar, ...] | None, odds: Place, site: Site) -> tuple[Shift, ...]:
    """Changes of secrets; mistakes are noted where the effects on the state are read."""
    effects = [read_effect(text, site.names, _place_of_effects(odds), []) for text in texts or ()]
    return tuple(effect for effect in effects if isinstance(effect, Shift))


def _place_of_effects(odds: Place) -> Place:
    return Place(
        "an effect",
        "any",
        own=odds.own,
        before=odds.before,
        at_once=odds.at_once,
        sees_at_once=True,
        fixed=odds.fixed,
    )


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
    return Result(name, formula, effects, where, site.note(keys), read_shifts(keys.then, odds, site))


def _chance(head: Head, keys: ChanceKeys, index: int, site: Site) -> Chance:
    is_signal, is_covert = head.owner == "signal", bool(keys.covert)
    what = "the probability of a signal" if is_signal else "the probability of a chance"
    odds = Place(what, types=None if is_signal or is_covert else (), own=head.own, before=index)
    num_mistakes = len(site.mistakes)
    results = _results(keys.results, odds, site)
    about: tuple[str | None, str | None] = (None, None)
    if len(site.mistakes) == num_mistakes:
        about = _subjects(head, results, site) if is_signal else (_changed_by(head, results, is_covert, site), None)
        if is_signal and is_covert:
            site.wrong(head.where, f"a signal is seen; write '- chance {head.name}:' for what nobody sees")
        if keys.seen_by is not None:
            require_unseen(results, "seen by", "which result came out", site)
            if not is_signal and not any(result.shifts for result in results):
                message = f"'{head.name}' changes no secret, so that nothing would come of it unseen"
                site.wrong(keys.place("seen by"), f"{message}; what tells of somebody's type is a signal")
    if not head.entries:
        site.wrong(head.where, f"'{head.name}' has no results")
    when = site.formula(keys.when, _condition(index))
    changes_nothing = any(result.probability is None and not result.effects and not result.shifts for result in results)
    if keys.per == "time" and not changes_nothing:
        advice = "one of them must be a 'rest' that changes nothing"
        site.wrong(keys.value_place("per"), f"the probabilities of '{head.name}' cannot be rates: {advice}")
    per = keys.per or ("time" if changes_nothing else "occasion")
    return Chance(
        *(head.name, results, when, about[0], site.note(keys), head.where, per, is_covert, about[1]),
        seen_by=read_observers(keys.seen_by, site),
    )


def _find_knowing(results: tuple[Result, ...]) -> dict[str, None]:
    """The actors whose type the probabilities mention, or whose secrets the results change."""
    trees = [node for result in results if result.probability for node in walk(result.probability.tree)]
    actors = dict.fromkeys(node.actor for node in trees if isinstance(node, (ex.TypeTest, ex.Parameter)))
    return actors | dict.fromkeys(shift.actor for result in results for shift in result.shifts)


def _changed_by(head: Head, results: tuple[Result, ...], is_covert: bool, site: Site) -> str | None:
    """The one actor of whose secrets a chance changes any; a covert one must."""
    actors = list(_find_knowing(results))
    if len(actors) > 1:
        site.wrong(head.where, f"a chance changes what one actor knows; '{head.name}' concerns {listed(actors)}")
    elif is_covert and not any(result.shifts for result in results):
        site.wrong(head.where, f"the covert chance '{head.name}' changes no secret, so nothing would come of it unseen")
    return actors[0] if actors else None


def _subjects(head: Head, results: tuple[Result, ...], site: Site) -> tuple[str | None, str | None]:
    """The one or two actors whose types the probabilities mention."""
    actors = list(_find_knowing(results))
    if not actors:
        site.wrong(head.where, f"no probability of the signal '{head.name}' mentions a type; make it a chance")
    elif len(actors) > 2:
        site.wrong(head.where, f"a signal is about one actor or two; '{head.name}' mentions {listed(actors)}")
    elif len(actors) == 2 and any(result.shifts for result in results):
        what = f"a signal about two actors changes no secret, and '{head.name}' does"
        site.wrong(head.where, f"{what}; let a chance after it do that, when the state says what came of it")
    else:
        return actors[0], actors[1] if len(actors) == 2 else None
    return None, None
