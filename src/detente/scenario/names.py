"""What the words of a scenario's expressions can mean, and which of them an expression may use where it stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from detente.scenario.expressions import Expression
from detente.scenario.model import Calendar, Decision, Scenario, Variable
from detente.scenario.syntax import Syntax, parse

NAME = re.compile(r"[^\W\d_]\w*")

_OWN_WORDS = """
and or not in is plays if else min max abs gain_loss belief date month year round act rest up down removed
chance signal yes no true false null P E rate at by from within of given under do always eventually
"""

# Words of the expressions, effects and claims: as names they could not be distinguished from their other meaning.
RESERVED = frozenset(_OWN_WORDS.split())


@dataclass(frozen=True)
class PrivateState:
    """A type of the file together with a level of each secret of its actor; `name` is what the type is then called."""

    name: str
    type: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class ActorNames:
    """The names that belong to one actor.

    Args:
        types: its types' names in the file. own: the parameters that depend on the type, secrets included.
        secrets: by name, each a variable called `actor.secret`. states: its types with levels of them; () without any.
        public: its parameters known to all, as trees of numbers alone.
        seat: the seat that it can hold, or None. holds_when: the condition, once it is known.
    """

    types: tuple[str, ...]
    own: tuple[str, ...] = ()
    public: Mapping[str, Expression] = field(default_factory=dict)
    seat: str | None = None
    holds_when: Expression | None = None
    secrets: Mapping[str, Variable] = field(default_factory=dict)
    states: tuple[PrivateState, ...] = ()

    def test_for(self, kind: str) -> tuple[str, tuple[str, ...]]:
        """The first of the types that were written as this one, and the others."""
        first, *others = [state.name for state in self.states if state.type == kind] or [kind]
        return first, tuple(others)


@dataclass(frozen=True)
class DecisionNames:
    """A decision's place in the period, and its acts; hidden are those that no other actor can be sure of.

    Args:
        ranges: of every range of numbers in the menu its acts, and their numbers.
    """

    name: str
    owner: str
    stage: int
    acts: tuple[str, ...]
    hidden: frozenset[str] = frozenset()
    ranges: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)
    at_once_with: str = ""


@dataclass(frozen=True)
class Names:
    """Everything in a scenario that has a name.

    Args:
        gone: (owner, act) pairs that a variant took away: no actor plays them.
        broken: names of variables and definitions whose declaration has mistakes; expressions that mention them are
            passed over.
        has_lost_levels: whether one of those is a variable, so that an unknown word may be a level of it.
        definitions: the bare trees of expressions that have a name.
    """

    calendar: Calendar | None = None
    variables: Mapping[str, Variable] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    actors: Mapping[str, ActorNames] = field(default_factory=dict)
    decisions: tuple[DecisionNames, ...] = ()
    gone: frozenset[tuple[str, str]] = frozenset()
    broken: frozenset[str] = frozenset()
    has_lost_levels: bool = False
    definitions: Mapping[str, Syntax] = field(default_factory=dict)

    def holders(self, owner: str) -> tuple[str, ...]:
        """The actors that decide for `owner`, a seat or an actor."""
        seated = tuple(name for name, actor in self.actors.items() if actor.seat == owner)
        return seated or ((owner,) if owner in self.actors else ())

    @property
    def seats(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor.seat for actor in self.actors.values() if actor.seat is not None))

    @cached_property
    def scales(self) -> Mapping[str, Variable]:
        """All that has levels: the variables of the state, and the secrets as `actor.secret`."""
        secrets = (secret for actor in self.actors.values() for secret in actor.secrets.values())
        return {**self.variables, **{secret.name: secret for secret in secrets}}

    def list_ranges(self, word: str, owner: str = "") -> tuple[DecisionNames, ...]:
        """The decisions that have a range of numbers of this name, those of one owner or all."""
        return tuple(each for each in self.decisions if word in each.ranges and owner in ("", each.owner))

    def owners_of_level(self, level: str) -> tuple[str, ...]:
        """The variables and secrets that have a level of this name."""
        return tuple(name for name, variable in self.scales.items() if level in variable.levels)

    def secret_of(self, owner: str, name: str) -> Variable | None:
        """The secret of this name of whoever decides for an owner, if there is only one such actor."""
        holders = self.holders(owner)
        return self.actors[holders[0]].secrets.get(name) if len(holders) == 1 else None


@dataclass(frozen=True)
class Place:
    """What an expression may mention where it stands.

    Args:
        what: how messages call it, such as `a prior`.
        kind: the kind of value it must have.
        has_state: whether it may mention the state and the date.
        types: the actors whose types it may depend on; None for all.
        own: the actor or seat whose parameters are plain names.
        has_beliefs: whether it may mention public beliefs.
        before: it may mention the acts of decisions at stages before this one; -1 for none.
        acts: the acts that `act ==` can name.
        beside: the variable that an effect changes, beside which every word of it stands.
        is_definition: whether it is a definition, which cannot mention another one.
        at_once: the decision made at once with the one that the expression belongs to; "" if none.
        sees_at_once: whether it may mention that decision's acts all the same.
        fixed: words that stand for one number here: the range that an act is of, and its own number.
        truth: what `true` means, where an expression is about something that was said; `false` is its opposite.
    """

    what: str
    kind: Literal["number", "condition", "any"] = "number"
    has_state: bool = True
    types: tuple[str, ...] | None = ()
    own: str = ""
    has_beliefs: bool = False
    before: int = -1
    acts: tuple[str, ...] = ()
    beside: str = ""
    is_definition: bool = False
    at_once: str = ""
    sees_at_once: bool = False
    fixed: tuple[tuple[str, float], ...] = ()
    truth: Expression | None = None


def collect_names(scenario: Scenario) -> Names:
    """The names of a finished scenario, for those who read further expressions (claims)."""
    actors = {
        actor.name: ActorNames(
            types=tuple(dict.fromkeys(kind.written for kind in actor.types)),
            own=tuple(name for name, _ in actor.types[0].parameters),
            public={name: formula.tree for name, formula in actor.parameters},
            seat=actor.seat,
            holds_when=actor.holds_when.tree if actor.holds_when else None,
            secrets={secret.name.rpartition(".")[2]: secret for secret in actor.secrets},
            states=tuple(PrivateState(kind.name, kind.of, kind.levels) for kind in actor.types if kind.of),
        )
        for actor in scenario.actors
    }
    decisions = tuple(
        DecisionNames(
            stage.name,
            stage.owner,
            index,
            tuple(action.name for action in stage.actions),
            find_hidden_acts(stage),
            find_ranges((action.name, action.family, action.number) for action in stage.actions),
            stage.at_once_with,
        )
        for index, stage in enumerate(scenario.stages)
        if isinstance(stage, Decision)
    )
    variables = {variable.name: variable for variable in scenario.variables}
    numbers = tuple(number.name for number in scenario.numbers)
    definitions = {
        **{name: parse(text) for name, text in scenario.definitions},
        **{table.name: table.tree for table in scenario.tables},
    }
    return Names(scenario.calendar, variables, numbers, actors, decisions, scenario.gone, definitions=definitions)


def find_ranges(acts: Iterable[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    """The ranges of numbers in a menu, with their acts and the numbers of these.

    Args:
        acts: the name of every act, of the range that it is of ("" for none), and its number.
    """
    ranges: dict[str, dict[str, float]] = {}
    for name, family, number in acts:
        if family:
            ranges.setdefault(family, {})[name] = number
    return ranges


def find_hidden_acts(decision: Decision) -> frozenset[str]:
    """The acts of which the others cannot be sure: all of a covert decision, and those that look like one another."""
    if decision.seen_by:
        # What follows from them may depend on who sees them; the tree finds out what that tells the others.
        return frozenset()
    if decision.is_covert:
        return frozenset(action.name for action in decision.actions)
    disguised = [action for action in decision.actions if action.looks_like]
    return frozenset([action.name for action in disguised] + [str(action.looks_like) for action in disguised])


def nearest(word: str, names: Iterable[str]) -> str:
    """` — did you mean 'x'?` for the known name most like the word, or nothing."""
    name = find_closest(word, names)
    return f" — did you mean '{name}'?" if name else ""


def find_nearest_named(message: str) -> str:
    """The name that a message proposes: what `nearest` put into it; "" if nothing."""
    found = re.search(r" — did you mean '([^']*)'\?", message)
    return found[1] if found else ""


def find_listed(message: str) -> dict[str, list[str]]:
    """The names that a message says are allowed, by what they are: what stands in it as `(WHAT: listed(…); …)`."""
    groups: dict[str, list[str]] = {}
    for inside in re.findall(r"\(((?:[^()]|\(\d+ more\))*: (?:[^()]|\(\d+ more\))*)\)", message):
        for group in inside.split("; "):
            what, colon, words = group.partition(": ")
            if colon:
                groups[what] = [word for word in words.split(", ") if word != "none"]
    return groups


def find_closest(word: str, names: Iterable[str]) -> str:
    """The known name most like the word; "" if none is much like it."""
    choices = [name for name in dict.fromkeys(names) if name]
    folded = {name.casefold(): name for name in reversed(choices)}
    match = difflib.get_close_matches(word.casefold()[:100], list(folded), n=1, cutoff=0.6)
    return folded[match[0]] if match else ""


def listed(words: Iterable[str], limit: int = 12) -> str:
    """The words with commas, the rest of a long list counted."""
    names = list(words)
    more = f", … ({len(names) - limit} more)" if len(names) > limit else ""
    return (", ".join(names[:limit]) + more) or "none"
