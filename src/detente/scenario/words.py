"""What the single words of an expression mean where they stand: numbers, names, dates, types, moves and beliefs.

Kinds: a *number*; a *condition* (used as a number it is 1 or 0); a *level* of an unordered variable, which can
only be compared; a *date*. The levels of ordered variables are numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.scenario import expressions as ex
from detente.scenario.calendars import DateError, DatePlace, find_date
from detente.scenario.model import Variable
from detente.scenario.names import DecisionNames, Names, Place, listed, nearest
from detente.scenario.ranges import find_number, write_number
from detente.scenario.scripts import find_odd_letter
from detente.scenario.syntax import ExpressionError, Syntax, read_number

Kind = Literal["number", "condition", "level", "date", "unknown"]

# Variables whose levels a bare word may be, nearest first.
Rings = tuple[tuple[str, ...], ...]

_CALENDAR_WORDS: Mapping[str, Literal["date", "round", "month", "year"]] = {
    "date": "date",
    "round": "round",
    "month": "month",
    "year": "year",
}
_ADVICE_ON_TYPES = {
    "the probability of a chance": "; make it a signal",
    "a probability": "; let a signal follow, whose odds may depend on both (- signal NAME: …)",
    "a condition": ", as everybody sees it; costs, odds and changes of secrets can",
}
"""What may depend on a type instead, by what cannot."""

TRUTHS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}


@dataclass(frozen=True)
class Resolved:
    """An expression and its kind.

    Args:
        variable: the variable that it is, or whose level it is.
        date: where the date lies in the calendar, for a date that is written out.
    """

    tree: ex.Expression
    kind: Kind
    variable: str = ""
    date: DatePlace | None = None

    @property
    def is_level(self) -> bool:
        return isinstance(self.tree, ex.Level)


UNKNOWN = Resolved(ex.Number(0.0), "unknown")


class Words:
    """Resolves the leaves of one place's expressions, collecting mistakes."""

    def __init__(self, names: Names, place: Place) -> None:
        self.names = names
        self.place = place
        self.mistakes: list[ExpressionError] = []

    def _wrong(self, message: str, node: Syntax) -> Resolved:
        self.mistakes.append(ExpressionError(message, node.start))
        return UNKNOWN

    def _number(self, node: Syntax, _: Rings) -> Resolved:
        value = read_number(node.text)
        if not math.isfinite(value):
            return self._wrong(f"{node.text} is too large", node)
        return Resolved(ex.Number(value), "number")

    def _date(self, node: Syntax, _: Rings) -> Resolved:
        if not self._may_mention_state("the date", node) or self.names.calendar is None:
            return UNKNOWN
        try:
            date = find_date(node.text, self.names.calendar)
        except DateError as error:
            return self._wrong(str(error), node)
        return Resolved(ex.Date(date.period, node.text), "date", date=date)

    def _name(self, node: Syntax, rings: Rings) -> Resolved:
        word = node.text
        if self.place.truth is not None and word in ("true", "false"):
            tree = self.place.truth
            return Resolved(tree if word == "true" else ex.Unary("not", tree), "condition")
        if word in TRUTHS:
            return Resolved(ex.Number(TRUTHS[word]), "condition")
        if word in dict(self.place.fixed):
            return Resolved(ex.Number(dict(self.place.fixed)[word]), "number")
        if self.names.list_ranges(word):
            return self._range_number(word, node)
        if self.place.own and any(self._has_parameter(actor, word) for actor in self.names.holders(self.place.own)):
            return self._parameter(self.place.own, node, node)
        if word in self.names.variables:
            return self._variable(word, node)
        if word in self.names.numbers:
            return Resolved(ex.NamedNumber(word), "number")
        if word in _CALENDAR_WORDS:
            return self._calendar_word(word, node)
        if self.names.owners_of_level(word):
            return self._level(word, node, rings) if self._may_mention_state(f"a level ('{word}')", node) else UNKNOWN
        return self._unknown_name(node, rings)

    def _variable(self, name: str, node: Syntax) -> Resolved:
        if not self._may_mention_state(f"the state ('{name}')", node):
            return UNKNOWN
        is_ordered = self.names.variables[name].is_ordered
        return Resolved(ex.StateVariable(name), "number" if is_ordered else "level", name)

    def _calendar_word(self, word: str, node: Syntax) -> Resolved:
        calendar = self.names.calendar
        if not self._may_mention_state(f"the date ('{word}')", node) or calendar is None:
            return UNKNOWN
        if calendar.step == "round" and word in ("month", "year"):
            return self._wrong(f"a calendar of rounds has no {word}; write round", node)
        return Resolved(ex.CalendarField(_CALENDAR_WORDS[word]), "date" if word == "date" else "number")

    def _level(self, word: str, node: Syntax, rings: Rings) -> Resolved:
        owners = self.names.owners_of_level(word)
        for ring in rings:
            matching = tuple(name for name in ring if name in owners)
            if matching:
                owners = matching
                break
        else:
            # A secret takes no word from the state.
            owners = tuple(name for name in owners if name in self.names.variables) or owners
        if len(owners) > 1:
            choices = " or ".join(f"{owner}.{word}" for owner in owners)
            return self._wrong(f"'{word}' is a level of several variables; write {choices}", node)
        return self._level_of(owners[0], word)

    def _level_of(self, variable: str, word: str) -> Resolved:
        owner = self.names.scales[variable]
        value = owner.values[owner.levels.index(word)]
        return Resolved(ex.Level(variable, word, value), "number" if owner.is_ordered else "level", variable)

    def _dotted(self, node: Syntax, _: Rings) -> Resolved:
        owner, name = node.parts
        if owner.text in self.names.variables:
            levels = self.names.variables[owner.text].levels
            if name.text not in levels:
                hint = nearest(name.text, levels)
                return self._wrong(f"{owner.text} has no level '{name.text}'{hint} (levels: {listed(levels)})", name)
            return self._level_of(owner.text, name.text)
        if owner.text in self.names.broken:
            return UNKNOWN
        if self.names.list_ranges(name.text, owner.text):
            return self._range_number(name.text, node, owner.text)
        if self.names.holders(owner.text):
            return self._parameter(owner.text, name, node)
        owners = [*self.names.variables, *self.names.actors, *self.names.seats]
        return self._wrong(
            f"'{owner.text}' is neither a variable nor an actor{nearest(owner.text, owners)} (known: {listed(owners)})",
            owner,
        )

    def _has_parameter(self, actor: str, name: str) -> bool:
        return name in self.names.actors[actor].own or name in self.names.actors[actor].public

    def _parameter(self, owner: str, name: Syntax, node: Syntax) -> Resolved:
        """A parameter of an actor, or of whoever holds a seat."""
        holders = self.names.holders(owner)
        trees: list[ex.Expression] = []
        secret = self.names.secret_of(owner, name.text)
        for actor in holders:
            entry = self.names.actors[actor]
            if not self._has_parameter(actor, name.text):
                parameters = [*entry.own, *entry.public]
                hint = f"{nearest(name.text, parameters)} (parameters: {listed(parameters)})"
                return self._wrong(f"{actor} has no parameter '{name.text}'{hint}", name)
            if name.text in entry.public:
                trees.append(entry.public[name.text])
            elif self._may_mention_type(actor, node):
                trees.append(ex.Parameter(actor, name.text))
            else:
                return UNKNOWN
        if any(self.names.actors[actor].holds_when is None for actor in holders[:-1]):
            return self._wrong(f"the holder of '{owner}' is not fixed here, so it has no '{name.text}'", node)
        if len(trees) > 1 and not self._may_mention_state(f"the state (who holds '{owner}')", node):
            return UNKNOWN
        if secret is not None:
            return Resolved(trees[0], "number" if secret.is_ordered else "level", secret.name)
        return Resolved(self._by_holder(holders, trees), "number")

    def _by_holder(self, holders: tuple[str, ...], trees: list[ex.Expression]) -> ex.Expression:
        """The first tree if its actor holds the seat, else the second …; the last holder needs no condition."""
        tree = trees[-1]
        for actor, mine in zip(reversed(holders[:-1]), reversed(trees[:-1]), strict=True):
            condition = self.names.actors[actor].holds_when
            if condition is not None:
                tree = ex.Choice(condition, mine, tree)
        return tree

    def _unknown_name(self, node: Syntax, rings: Rings) -> Resolved:
        word, names = node.text, self.names
        if word in names.broken:
            return UNKNOWN
        if odd := find_odd_letter(word):
            return self._wrong(f"unknown name '{word}': {odd}", node)
        if word == "act":
            return self._wrong("'act' is the move just made, and only traces can mention it, as in act == arm", node)
        if word in names.actors or word in names.seats:
            return self._wrong(f"'{word}' is an actor, not a value; write {word}.PARAMETER or '{word} is TYPE'", node)
        owners = [actor for actor in names.actors if self._has_parameter(actor, word)]
        if owners:
            return self._wrong(f"'{word}' is a parameter of {owners[0]}; write {owners[0]}.{word}", node)
        typed = [actor for actor, entry in names.actors.items() if word in entry.types]
        if typed:
            return self._wrong(f"'{word}' is a type; write '{typed[0]} is {word}'", node)
        if names.has_lost_levels and self.place.has_state:
            return UNKNOWN
        beside = [level for ring in rings[:1] for name in ring for level in names.scales[name].levels]
        own = [
            name
            for actor in names.holders(self.place.own)
            for name in (*names.actors[actor].own, *names.actors[actor].public)
        ]
        levels = [level for variable in names.variables.values() for level in variable.levels]
        groups = {
            "levels here": beside,
            "state": names.variables,
            "parameters": own,
            "numbers": names.numbers,
            "definitions": names.definitions,
        }
        if not self.place.has_state:
            groups = {"numbers": names.numbers}
            beside, levels = [], []
        allowed = "; ".join(f"{what}: {listed(words)}" for what, words in groups.items() if words)
        hint = nearest(word, [*beside, *own, *names.variables, *names.numbers, *names.definitions, *levels])
        return self._wrong(f"unknown name '{word}'{hint}" + (f" ({allowed})" if allowed else ""), node)

    # What the place allows

    def _may_mention_state(self, what: str, node: Syntax) -> bool:
        if not self.place.has_state:
            self._wrong(f"{self.place.what} is fixed for the whole crisis and cannot mention {what}", node)
        return self.place.has_state

    def _may_mention_type(self, actor: str, node: Syntax) -> bool:
        allowed = self.place.types is None or actor in self.place.types
        if not allowed:
            hint = _ADVICE_ON_TYPES.get(self.place.what, "")
            self._wrong(f"{self.place.what} cannot depend on what only {actor} knows{hint}", node)
        return allowed

    # Types, moves, beliefs

    def _type_test(self, node: Syntax) -> tuple[str, str] | None:
        actor, kind = node.parts
        if actor.kind != "name" or actor.text not in self.names.actors:
            seated = self.names.holders(actor.text) if actor.kind == "name" else ()
            hint = (
                f" — '{actor.text}' is a seat, name who holds it" if seated else nearest(actor.text, self.names.actors)
            )
            self._wrong(f"'is' follows the name of an actor{hint} (actors: {listed(self.names.actors)})", actor)
            return None
        types = self.names.actors[actor.text].types
        if kind.text not in types:
            hint = f"{nearest(kind.text, types)} (types: {listed(types)})"
            self._wrong(f"{actor.text} has no type '{kind.text}'{hint}", kind)
            return None
        return actor.text, kind.text

    def _is_type(self, node: Syntax, _: Rings) -> Resolved:
        test = self._type_test(node)
        if test is None or not self._may_mention_type(test[0], node):
            return UNKNOWN
        tree = ex.TypeTest(test[0], *self.names.actors[test[0]].test_for(test[1]))
        return Resolved(ex.Unary("not", tree) if node.text == "not" else tree, "condition")

    def _plays(self, node: Syntax, _: Rings) -> Resolved:
        owner, act = node.parts[:2]
        if self.place.before < 0:
            return self._wrong(f"{self.place.what} cannot mention moves", node)
        theirs = [decision for decision in self.names.decisions if decision.owner == owner.text]
        written = " ".join([act.text, *(part.text for part in node.parts[2:])])
        is_gone = any((owner.text, name) in self.names.gone for name in (act.text, written))
        if owner.kind != "name" or not (theirs or is_gone):
            return self._wrong(self._no_decision(owner), owner)
        if len(node.parts) > 2:
            acts = self._acts_of_number(owner.text, act, node.parts[2])
        else:
            acts = {decision: (act.text,) for decision in theirs if act.text in decision.acts}
            acts |= {decision: tuple(decision.ranges[act.text]) for decision in theirs if act.text in decision.ranges}
        if acts is None:
            return UNKNOWN
        if not acts and is_gone:
            return Resolved(ex.Number(0.0), "condition")
        if not acts:
            names = [name for decision in theirs for name in (*decision.ranges, *decision.acts)]
            hint = f"{nearest(act.text, names)} (acts: {listed(dict.fromkeys(names))})"
            return self._wrong(f"{owner.text} never plays '{act.text}'{hint}", act)
        earlier = self._earlier(tuple(acts), f"{owner.text} plays {written}", node)
        if earlier is None or not self._is_seen(earlier, acts, f"{owner.text} plays {written}", node):
            return UNKNOWN
        tests = [ex.ActionTest(owner.text, name, decision.name) for decision in earlier for name in acts[decision]]
        return Resolved(_any_of(tests), "condition")

    def _acts_of_number(self, owner: str, name: Syntax, number: Syntax) -> dict[DecisionNames, tuple[str, ...]] | None:
        """The act of a range that has the number, in every decision that has it; None after a mistake."""
        value, part = 1.0, number
        while part.kind == "unary":
            value, part = -value, part.parts[0]
        value *= read_number(part.text)
        ranges = self.names.list_ranges(name.text, owner)
        found = {each: find_number(value, each.ranges[name.text]) for each in ranges}
        if any(found.values()) or (owner, f"{name.text} {write_number(value)}") in self.names.gone:
            return {each: (act,) for each, act in found.items() if act}
        if not ranges:
            self._wrong(f"{owner} has no range of numbers '{name.text}' to play {write_number(value)} of", name)
        else:
            numbers = [write_number(each) for each in ranges[0].ranges[name.text].values()]
            self._wrong(f"{write_number(value)} is none of the numbers of '{name.text}' ({listed(numbers)})", number)
        return None

    def _range_number(self, word: str, node: Syntax, owner: str = "") -> Resolved:
        """The number chosen from a range: by the owner named, by whose expression this is, or by the only one."""
        matching = self.names.list_ranges(word, owner)
        if self.place.before < 0:
            return self._wrong(f"{self.place.what} cannot mention moves ('{word}' is the number of one)", node)
        # What is not chosen yet cannot be meant, if something else can.
        matching = tuple(each for each in matching if self._is_earlier(each)) or matching
        if not owner and self.place.own:
            matching = tuple(each for each in matching if each.owner == self.place.own) or matching
        owners = list(dict.fromkeys(each.owner for each in matching))
        if len(owners) > 1:
            return self._wrong(f"{listed(owners)} choose a '{word}'; write {owners[0]}.{word}", node)
        choices = matching[0].ranges[word]
        if set(choices) <= set(self.place.acts):
            return Resolved(ex.ChosenNumber(owners[0], word, "", tuple(choices.items())), "number")
        earlier = self._earlier(matching, node.text, node)
        acts = {decision: tuple(decision.ranges[word]) for decision in matching}
        if earlier is None or not self._is_seen(earlier, acts, node.text, node):
            return UNKNOWN
        return Resolved(ex.ChosenNumber(owners[0], word, earlier[0].name, tuple(choices.items())), "number")

    def _is_earlier(self, decision: DecisionNames) -> bool:
        """Whether the decision is taken before this place in the period, or at once with it and visible here."""
        at_once = self.place.at_once if self.place.sees_at_once else ""
        return decision.stage < self.place.before or decision.name == at_once

    def _earlier(self, decisions: Sequence[DecisionNames], what: str, node: Syntax) -> list[DecisionNames] | None:
        """Those of the decisions whose outcome is known here; None, and a mistake, if none is."""
        earlier = [each for each in decisions if self._is_earlier(each)]
        if earlier:
            return earlier
        if any(decision.name == self.place.at_once for decision in decisions):
            message = f"{self.place.what} cannot mention what is chosen at once with it ('{what}')"
            self._wrong(f"{message}; effects, wants and later stages can", node)
        else:
            message = f"'{decisions[0].name}' is not decided before this in the period"
            self._wrong(f"{message}, so '{what}' is not known yet", node)
        return None

    def _is_seen(
        self, decisions: Sequence[DecisionNames], acts: Mapping[DecisionNames, Sequence[str]], what: str, node: Syntax
    ) -> bool:
        """Whether everybody knows if one of the acts was chosen."""
        is_hidden = any(act in decision.hidden for decision in decisions for act in acts[decision])
        if is_hidden:
            why = "it is covert or looks like another act"
            message = f"no other actor knows for certain that {what} ({why})"
            if "plays" not in what:
                message = f"no other actor knows for certain what '{what}' is ({why})"
            self._wrong(f"{message}; pay for it in its own 'costs', or let it change the state", node)
        return not is_hidden

    def _no_decision(self, owner: Syntax) -> str:
        entry = self.names.actors.get(owner.text) if owner.kind == "name" else None
        if entry is not None and entry.seat is not None:
            return f"{owner.text} decides as '{entry.seat}'; write '{entry.seat} plays …'"
        owners = list(dict.fromkeys(decision.owner for decision in self.names.decisions))
        hint = f"{nearest(owner.text, owners)} (who decides: {listed(owners)})"
        return f"'plays' follows the name of an actor or seat that decides{hint}"

    def secret_named(self, node: Syntax) -> Variable | None:
        """The secret that a name stands for, `programme` of its own actor or `tehran.programme`."""
        if node.kind == "dotted":
            return self.names.secret_of(node.parts[0].text, node.parts[1].text)
        return self.names.secret_of(self.place.own, node.text) if node.kind == "name" and self.place.own else None


def _any_of(tests: Sequence[ex.Expression]) -> ex.Expression:
    """Whether one of the tests holds, in a tree as flat as can be."""
    if len(tests) == 1:
        return tests[0]
    middle = (len(tests) + 1) // 2
    return ex.Binary("or", _any_of(tests[:middle]), _any_of(tests[middle:]))
