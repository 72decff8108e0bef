"""From the tree of a file to the stages of a period: decisions, chances and signals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from detente.scenario import expressions as ex
from detente.scenario.building import UNREAD, Site, place_of, tables, text_of
from detente.scenario.grammar import read_effect
from detente.scenario.model import Action, Chance, Decision, Effect, Result, Stage, walk
from detente.scenario.names import DecisionNames, Place, closest, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import Node, Scalar, Series, Table

PERIOD_KEYS = ("each month", "each week", "each quarter", "each year", "each round", "each period")
AT_ONCE = "at once"
DECISION_WORDS = frozenset({"when", "covert", "traces", "called", "why", "source"})
CHANCE_WORDS = frozenset({"when", "called", "why", "source"})

# Words that say something about an act or a result; as the name of one they stand a level too high.
BELOW = frozenset({"costs", "gives", "then", "results", "probability", "looks like", "covert", "traces"})
YES = ("yes", "true", "True", "TRUE")

_HEAD = re.compile(r"\s*(\S+)\s+(\S+)\s*")


@dataclass(frozen=True)
class Head:
    """A stage before its formulas are read. at_once_with: the decision made at once with it, or ""."""

    owner: str
    name: str
    table: Table
    where: Where
    at_once_with: str = ""

    @property
    def is_decision(self) -> bool:
        return self.owner not in ("chance", "signal")

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of its acts or results."""
        words = DECISION_WORDS if self.is_decision else CHANCE_WORDS
        return tuple(name for name in self.table.entries if name not in words)


def split_head(key: str) -> tuple[str, str] | None:
    """Owner and name of a stage from its key, `OWNER NAME`."""
    match = _HEAD.fullmatch(key)
    return (match[1], match[2]) if match else None


def at_once_key(item: Node) -> str:
    """The key of an item that is `at once`, or means it in other letters; "" if it has none."""
    keys = item.entries if isinstance(item, Table) else ()
    return next((key for key in keys if re.sub(r"[\W_]", "", key).casefold() == AT_ONCE.replace(" ", "")), "")


def stages_of(item: Node) -> Node:
    """The stages of one item by `OWNER NAME`: one, or the two that are made at once, whatever its letters."""
    key = at_once_key(item)
    return item.entries[key] if isinstance(item, Table) and key else item


def read_heads(node: Node | None, site: Site) -> tuple[Head, ...]:
    """The stages' owners, names and tables; the decisions' acts are put among the names."""
    heads: list[Head] = []
    for item in node.items if isinstance(node, Series) else ():
        before = len(heads)
        for key, table, where in tables(stages_of(item)):
            parts = split_head(key)
            if parts is None or not site.name(parts[1], where, "a stage"):
                continue
            if any(parts[1] == head.name for head in heads):
                site.wrong(where, f"there are two stages called '{parts[1]}'; stages are found by their names")
                continue
            head = Head(*parts, table, where)
            if head.is_decision and not site.names.holders(head.owner):
                known = [*site.names.seats, *site.names.actors, "chance", "signal"]
                hint = nearest(head.owner, known) or "; what nobody decides is '- chance NAME:' or '- signal NAME:'"
                site.wrong(where, f"nobody is called '{head.owner}'{hint} (known: {listed(known)})")
                # What belongs to the stage is looked at all the same, as if by whoever is most likely meant.
                head = replace(head, owner=closest(head.owner, [*site.names.seats, *site.names.actors]))
                if not head.owner:
                    continue
            heads.append(head)
        if stages_of(item) is not item and len(heads) == before + 2:
            heads[before:] = _at_once(heads[before], heads[before + 1], site)
    decisions = tuple(
        DecisionNames(head.name, head.owner, index, head.entries, _hidden(head))
        for index, head in enumerate(heads)
        if head.is_decision
    )
    site.names = replace(site.names, decisions=decisions)
    return tuple(heads)


def _at_once(first: Head, second: Head, site: Site) -> list[Head]:
    """Two heads, joined if they are decisions of two actors."""
    both = [first, second]
    for head in both:
        if not head.is_decision:
            site.wrong(head.where, f"two decisions are made at once, and '{head.owner} {head.name}' is none")
            return both
    if first.owner == second.owner or set(site.names.holders(first.owner)) == set(site.names.holders(second.owner)):
        site.wrong(second.where, f"'{second.owner}' decides twice at once; write one decision, or two stages")
        return both
    return [replace(head, at_once_with=other.name) for head, other in ((first, second), (second, first))]


def _hidden(head: Head) -> frozenset[str]:
    """The acts of which the others cannot be sure (`names.hidden_acts`, before there is a record)."""
    if text_of(head.table.get("covert")) in YES:
        return frozenset(head.entries)
    disguised = {
        name: text_of(table.get("looks like")) for name, table, _ in tables(head.table) if table.get("looks like")
    }
    return frozenset([*disguised, *(name for name in disguised.values() if name)])


def build_stages(heads: tuple[Head, ...], site: Site) -> tuple[Stage, ...]:
    """The stages, in file order."""
    names = [head.name for head in heads]
    return tuple(
        # Of two decisions made at once neither knows the other, so that both stand where the first does.
        _decision(head, min(index, names.index(head.at_once_with or head.name)), site)
        if head.is_decision
        else _chance(head, index, site)
        for index, head in enumerate(heads)
    )


def _decision(head: Head, index: int, site: Site) -> Decision:
    table, names = head.table, head.entries
    for name in names:
        _entry_name(name, table.keys[name], "an act", site)
    own = site.names.holders(head.owner)
    odds = Place("a probability", types=own, own=head.owner, before=index, at_once=head.at_once_with)
    actions = tuple(
        _action(name, entry, where, head, odds, site) for name, entry, where in tables(table) if name in names
    )
    traces = _results(table.get("traces"), replace(odds, acts=names), site)
    is_covert = text_of(table.get("covert")) in YES
    when = site.formula(table.get("when"), _condition(index, head.at_once_with))
    if not names:
        site.wrong(head.where, f"the menu of '{head.name}' is empty; write at least one act, such as 'wait: {{}}'")
    note = site.note(table)
    return Decision(head.owner, head.name, actions, when, is_covert, traces, note, head.where, head.at_once_with)


def _condition(index: int, at_once: str = "") -> Place:
    return Place("a condition", "condition", before=index, at_once=at_once)


def _action(name: str, table: Table, where: Where, head: Head, odds: Place, site: Site) -> Action:
    payoff = replace(odds, what="a cost", types=None, has_beliefs=True)
    gives = []
    given = table.get("gives")
    for receiver, value in given.entries.items() if isinstance(given, Table) else ():
        if receiver not in site.names.actors:
            hint = f"{nearest(receiver, site.names.actors)} (actors: {listed(site.names.actors)})"
            site.wrong(given.keys[receiver] if isinstance(given, Table) else where, f"unknown actor '{receiver}'{hint}")
            continue
        amount = site.formula(value, replace(payoff, what="a gift"))
        if amount is not None:
            gives.append((receiver, amount))
    likeness = text_of(table.get("looks like"))
    if likeness is not None and (likeness not in head.entries or likeness == name):
        others = [other for other in head.entries if other != name]
        hint = f"{nearest(likeness, others)} (acts: {listed(others)})"
        site.wrong(place_of(table, "looks like"), f"'{name}' can look like another act of '{head.name}' only{hint}")
    return Action(
        name=name,
        when=site.formula(table.get("when"), _condition(odds.before, odds.at_once)),
        costs=site.formula(table.get("costs"), payoff),
        gives=tuple(gives),
        effects=_effects(table.get("then"), odds, site),
        results=_results(table.get("results"), odds, site),
        looks_like=likeness,
        note=site.note(table),
        where=where,
    )


def _effects(node: Node | None, odds: Place, site: Site) -> tuple[Effect, ...]:
    """Effects of a stage whose probabilities may mention what `odds` says."""
    place = Place("an effect", "any", before=odds.before, at_once=odds.at_once, sees_at_once=True)
    items = node.items if isinstance(node, Series) else [node] if node is not None else []
    found = [
        read_effect(item, site.names, place, site.mistakes)
        for item in items
        if isinstance(item, Scalar) and item.value is not None
    ]
    return tuple(effect for effect in found if effect is not None)


def _results(node: Node | None, odds: Place, site: Site) -> tuple[Result, ...]:
    """The results of a lottery."""
    if not isinstance(node, Table):
        return ()
    return tuple(
        _result(name, entry, node.keys[name], odds, site)
        for name, entry in node.entries.items()
        if _entry_name(name, node.keys[name], "a result", site)
    )


def _entry_name(word: str, where: Where, what: str, site: Site) -> bool:
    """Whether a word can name an entry of a stage."""
    if word in BELOW:
        is_free = what == "a result" and word in ("costs", "gives")
        hint = "nature pays nothing; put it under an actor's wants" if is_free else f"it belongs below {what}"
        site.wrong(where, f"'{word}' cannot stand here: {hint}")
        return False
    return site.name(word, where, what)


def _result(name: str, entry: Node, where: Where, odds: Place, site: Site) -> Result:
    probability = entry.get("probability") if isinstance(entry, Table) else entry
    effects = _effects(entry.get("then"), odds, site) if isinstance(entry, Table) else ()
    formula = None
    if text_of(probability) != "rest":
        formula = site.formula(probability, odds) or ex.Formula("0", UNREAD, entry.where)
    return Result(name, formula, effects, where, site.note(entry))


def _chance(head: Head, index: int, site: Site) -> Chance:
    is_signal = head.owner == "signal"
    what = "the probability of a signal" if is_signal else "the probability of a chance"
    odds = Place(what, types=None if is_signal else (), before=index)
    entries = {name: head.table.entries[name] for name in head.entries}
    num_mistakes = len(site.mistakes)
    results = _results(Table(head.table.where, entries, head.table.keys), odds, site)
    about = None
    if is_signal and len(site.mistakes) == num_mistakes:
        about = _subject(head, results, site)
    if not results:
        site.wrong(head.where, f"'{head.name}' has no results")
    when = site.formula(head.table.get("when"), _condition(index))
    return Chance(head.name, results, when, about, site.note(head.table), head.where)


def _subject(head: Head, results: tuple[Result, ...], site: Site) -> str | None:
    """The one actor whose type the probabilities mention."""
    trees = [node for result in results if result.probability for node in walk(result.probability.tree)]
    actors = dict.fromkeys(node.actor for node in trees if isinstance(node, (ex.TypeTest, ex.Parameter)))
    if len(actors) == 1:
        return next(iter(actors))
    if not actors:
        site.wrong(head.where, f"no probability of the signal '{head.name}' mentions a type; make it a chance")
    else:
        site.wrong(head.where, f"a signal tells about one actor; '{head.name}' mentions {listed(actors)}")
    return None
