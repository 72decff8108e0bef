"""The scenario as a record: what a file says, checked, with every default filled in.

Plain immutable Python; no arrays. Order is the order of the file everywhere.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal, get_args

from detente.scenario.expressions import Expression, Formula
from detente.scenario.positions import Where
from detente.scenario.syntax import Syntax
from detente.scenario.utterances import Assertion, Promise

EquilibriumRule = Literal["drift", "principal", "symmetric"]
"""Which of several equilibria is meant (docs/theory/several-equilibria.md).

*drift*: every decision starts from the policy of the next period, and goes where the logit dynamic takes it.
*principal*: at every decision the principal branch of the logit correspondence, from play at random up. *symmetric*:
the same, kept to policies that treat two actors alike who can change places.
"""

EQUILIBRIUM_RULES: tuple[EquilibriumRule, ...] = get_args(EquilibriumRule)

MOST_BELIEF_POINTS = 32_769
"""On an axis of the belief grid, in a scenario or on the command line."""

MOST_WORLDS = 10_000
"""Worlds, which give shares within ±1 point; the numbers themselves are hardly known that well."""


@dataclass(frozen=True)
class Note:
    """The reason of an entry, and its source (`source` is a key of `Scenario.sources`)."""

    why: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Calendar:
    """The periods 0 … T − 1.

    Args:
        step: length of a period.
        labels: date of every period as written in files: `2015-05`, `2015-05-04` (weeks) or `1` (rounds).
        starts: first day of every period; empty for rounds.
        afterwards: what follows the last period: nothing, its repetition for ever, or a payoff for each actor.
        unit: what flows and rates are counted by, as the file writes it; "" for a period. length: units in a period.
        is_endless: whether there is no last period. The labels are those of the rounds that are played out, and
            `afterwards` is the guess of values that the search for the stationary solution starts from.
        num_beyond: how many of the last periods are solved and played though nobody asks about them, so that what is
            paid after the last one does not show in those that are asked about (`told`).
    """

    step: Literal["week", "month", "quarter", "year", "round"]
    labels: tuple[str, ...]
    starts: tuple[datetime.date, ...]
    afterwards: Literal["nothing", "repeats"] | tuple[tuple[str, Formula], ...] = "nothing"
    unit: str = ""
    length: float = 1.0
    is_endless: bool = False
    num_beyond: int = 0

    @property
    def num_periods(self) -> int:
        return len(self.labels)

    @property
    def told(self) -> Calendar:
        """The periods that claims, measures, events and forecasts are about, and that reports show."""
        if not self.num_beyond:
            return self
        count = self.num_periods - self.num_beyond
        return replace(self, labels=self.labels[:count], starts=self.starts[:count], num_beyond=0)


@dataclass(frozen=True)
class Variable:
    """A public variable with finitely many levels.

    Args:
        levels: names of the levels, in order; whole numbers are written as text.
        values: the number that each level stands for.
        is_ordered: whether levels can be compared by <, and used as numbers.
        start: index of the level at the start.
        lasts: `always`, or `period`: back to its start at every period's end.
        called: the name that reports print; "": its own.
    """

    name: str
    levels: tuple[str, ...]
    values: tuple[float, ...]
    is_ordered: bool
    start: int
    lasts: Literal["always", "period"] = "always"
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)
    called: str = ""

    @property
    def title(self) -> str:
        """What reports call it."""
        return self.called or self.name.replace("_", " ")

    @property
    def step(self) -> float:
        """The distance between two levels that follow one another."""
        return self.values[1] - self.values[0] if len(self.values) > 1 else 1.0


ShapeKind = Literal["uniform", "triangular", "normal", "beta", "log"]


@dataclass(frozen=True)
class Shape:
    """How likely the values of an uncertain number are (`scenario/shapes.py`).

    Args:
        mode: the most likely value, for those shapes that have one. parameters: α and β of beta, where given.
        values, weights: where it is one of several values; empty else.
    """

    kind: ShapeKind
    low: float
    high: float
    mode: float
    parameters: tuple[float, float] | None = None
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Correlation:
    """Uncertain numbers that tend to be high together: the rank correlation of every two of them."""

    name: str
    numbers: tuple[str, ...]
    value: float
    note: Note = Note()


@dataclass(frozen=True)
class NumberEntry:
    """An entry of `numbers`: a fact, a judgement with a range, or a formula of other numbers.

    Args:
        formula: the base value.
        low, high: the range of a judgement; None for facts and formulas. shape: how likely the values in it are.
        grade: of the evidence, by the Admiralty code (`B2`); "" where the analyst gives none.
    """

    name: str
    formula: Formula
    low: float | None = None
    high: float | None = None
    note: Note = Note()
    shape: Shape | None = None
    grade: str = ""


@dataclass(frozen=True)
class NumberTable:
    """Numbers by acts or levels.

    Args:
        tree: the bare tree of the expression that it stands for. bend: of ranks, where the file gives it; −1 … 1.
    """

    name: str
    tree: Syntax
    bend: Formula | None = None


@dataclass(frozen=True)
class Type:
    """What an actor may know about itself: a type of the file, together with a level for each of its secrets.

    Args:
        prior: its probability at the start. parameters: a value for every parameter of its actor; each secret is one.
        patience, precision: the type's own, or None for the actor's.
        of: the type of the file, where the actor has secrets. levels: of its secrets, in their order.
    """

    name: str
    prior: Formula
    parameters: tuple[tuple[str, Formula], ...] = ()
    note: Note = Note()
    patience: Formula | None = None
    precision: Formula | None = None
    of: str = ""
    levels: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The type's name in the file."""
        return self.of or self.name


@dataclass(frozen=True)
class Want:
    """A payoff term, weight × formula, received at every period's end.

    Args:
        per: `time`: an amount per unit of time; `occasion`: in full, however long the period.
    """

    name: str
    weight: Formula
    formula: Formula
    note: Note = Note()
    per: Literal["time", "occasion"] = "time"


@dataclass(frozen=True)
class Actor:
    """A decision maker.

    Args:
        types: at least one; with one type nothing is private (its name is then `only` unless the file names it).
        patience: δ per unit of time (`Calendar.unit`). precision: λ, unit 1/payoff. A type may have its own.
        leaves: index of the first period out of office, or None. legacy: weight of payoffs from then on.
        belief_points: points on each axis of the grid over public beliefs about it, or None for the default.
        parameters: known to all; expressions that mention one hold its formula's tree instead.
        secrets: what it alone knows and may change; every combination with a type of the file is one of `types`.
        has_changes: whether its type may change by chance.
        is_deputy: whether it carries out a rule, so that what it gets is nobody's payoff.
        seat: the seat it can hold, or None; holds_when: the condition under which it does.
        knows: other actors whose types and secrets it knows, always.
    """

    name: str
    title: str
    types: tuple[Type, ...]
    patience: Formula
    precision: Formula
    wants: tuple[Want, ...] = ()
    leaves: int | None = None
    legacy: Formula | None = None
    belief_points: int | None = None
    seat: str | None = None
    holds_when: Formula | None = None
    parameters: tuple[tuple[str, Formula], ...] = ()
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)
    secrets: tuple[Variable, ...] = ()
    has_changes: bool = False
    is_deputy: bool = False
    knows: tuple[str, ...] = ()

    @property
    def is_changing(self) -> bool:
        """Whether what it alone knows may be something else later than at the start."""
        return bool(self.secrets) or self.has_changes

    def starts_as(self, kind: str) -> int:
        """The index of what an actor of this type of the file is at the start."""
        starts = tuple(secret.levels[secret.start] for secret in self.secrets)
        return next(n for n, each in enumerate(self.types) if each.written == kind and each.levels == starts)


@dataclass(frozen=True)
class Effect:
    """A change of one variable: `set` to the value of the formula, or `up`/`down` by it (saturating).

    Args:
        condition: in the state that the effects before it have left. given: in the state before all of its list.
    """

    variable: str
    kind: Literal["set", "up", "down"]
    amount: Formula
    condition: Formula | None = None
    where: Where | None = field(default=None, compare=False)
    given: Formula | None = None


@dataclass(frozen=True)
class Shift:
    """A change of what an actor alone knows.

    Args:
        secret: the secret that changes; "" for the type. kind: as of an effect.
        amount: of a secret, as of an effect. to: the new type.
    """

    actor: str
    secret: str
    kind: Literal["set", "up", "down"]
    amount: Formula
    condition: Formula | None = None
    to: str = ""
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Result:
    """One result of a lottery. probability None means `rest`."""

    name: str
    probability: Formula | None
    effects: tuple[Effect, ...] = ()
    where: Where | None = field(default=None, compare=False)
    note: Note = Note()
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class Action:
    """An entry of a menu. `results` is empty when the action has no lottery.

    Args:
        costs: paid by the mover. gives: (receiver, amount) pairs.
        looks_like: name of the action that the others believe they see.
        per: `occasion`: costs and gives are paid in full; `time`: they are amounts per unit of time.
        family, number: for one of a range of numbers, the range and the number: `share` and 35 of `share 35`.
        utterance: what the act says or promises; its costs, effects and results hold what follows from that.
    """

    name: str
    when: Formula | None = None
    costs: Formula | None = None
    gives: tuple[tuple[str, Formula], ...] = ()
    effects: tuple[Effect, ...] = ()
    results: tuple[Result, ...] = ()
    looks_like: str | None = None
    utterance: Assertion | Promise | None = None
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)
    per: Literal["time", "occasion"] = "occasion"
    shifts: tuple[Shift, ...] = ()
    family: str = ""
    number: float = 0.0


@dataclass(frozen=True)
class Habit:
    """What is done if nothing presses.

    Args:
        rates: the base rate of every act, per unit of time; None for an equal part of what the others leave.
        once: where the rates are those of an occasion, whatever the length of the period; None: nowhere.
    """

    rates: tuple[tuple[str, Formula | None], ...]
    once: Formula | None = None
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Decision:
    """A decision point of an actor or seat.

    Args:
        is_covert: whether the choice is hidden. traces: a lottery drawn after it, seen by all.
        at_once_with: the decision, next to this one among the stages, that is made without knowing this one, nor this
            one it; or "".
        usually: base rates, or None for acts that are all alike.
        comes_up: the probability that the decision is taken within a unit of time, or None if it is in every period.
        rule: the probabilities of acts, named like these, by which `deputy`, an actor, decides for the owner; nothing
            if the owner decides.
        seen_by: the actors that see the choice, hidden from all others; () if it is hidden from nobody or from all.
        traces_seen_by: the actors that see which trace came out; () for all.
        together: the names of three and more decisions made at once, this one among them; else ().
    """

    owner: str
    name: str
    actions: tuple[Action, ...]
    when: Formula | None = None
    is_covert: bool = False
    traces: tuple[Result, ...] = ()
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)
    at_once_with: str = ""
    usually: Habit | None = None
    comes_up: Formula | None = None
    rule: tuple[Result, ...] = ()
    deputy: str = ""
    seen_by: tuple[str, ...] = ()
    traces_seen_by: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chance:
    """A lottery of nature.

    Args:
        about: the actor whose type its probabilities depend on (a signal), or whose secret it changes; or None.
        per: `time`: all probabilities but that of the rest are rates per unit of time; `occasion`: of every draw.
        also: the second actor on whose type they depend, or None.
        is_covert: whether the others see the new state only, and not the result.
        seen_by: the actors that see the result; () for all, or for none of a covert one.
    """

    name: str
    results: tuple[Result, ...]
    when: Formula | None = None
    about: str | None = None
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)
    per: Literal["time", "occasion"] = "occasion"
    is_covert: bool = False
    also: str | None = None
    seen_by: tuple[str, ...] = ()


Stage = Decision | Chance


@dataclass(frozen=True)
class JointType:
    """Types that some actors may be of together, as the file has them, and how likely that is."""

    types: tuple[str, ...]
    probability: Formula
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True)
class JointPrior:
    """A prior over the types of several actors together; what it does not list is impossible."""

    actors: tuple[str, ...]
    entries: tuple[JointType, ...]
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Patch:
    """One change of a variant: a path into the document, and the new value (`removed` takes the entry away)."""

    path: str
    value: Any
    where: Where


@dataclass(frozen=True)
class Variant:
    """A named list of patches, applied after those of the variants that it builds on.

    Args:
        sees: (actor or seat, variant that is its perception of the crisis) pairs.
        follows: (commitment, rule by which its decision is made) pairs.
        probability: of the variant being how things are, in worlds; None where worlds leave it out.
    """

    name: str
    patches: tuple[Patch, ...]
    builds_on: tuple[str, ...] = ()
    sees: tuple[tuple[str, str], ...] = ()
    says: str | None = None
    note: Note = Note()
    probability: float | None = None
    follows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Measure:
    """What policies are compared by: the mean of a formula over plays, and over the ends of some periods.

    Args:
        first, last: the periods, both included.
        is_share: whether the formula is a condition or a belief, so that its mean is a share.
        better: whether more of it is better, or less; None where the file leaves it open.
    """

    name: str
    formula: Formula
    first: int
    last: int
    is_share: bool = False
    better: Literal["more", "less"] | None = None
    says: str | None = None
    note: Note = Note()


@dataclass(frozen=True)
class Rule:
    """What an actor may bind itself to: the probability of every act, in every state.

    Args:
        name: with the numbers that it is tried with, `threshold k=2`.
    """

    name: str
    acts: tuple[Result, ...]
    note: Note = Note()


@dataclass(frozen=True)
class Commitment:
    """A decision that may be bound before play. serves: the actor for whom the rule is chosen."""

    name: str
    decision: str
    serves: str
    rules: tuple[Rule, ...]
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True)
class FreeWord:
    """A free word of a design. values: as files write them. is_ordered: whether they are the numbers of a range."""

    name: str
    values: tuple[str, ...]
    is_ordered: bool


@dataclass(frozen=True)
class Design:
    """A variant with free words, of which the best values are looked for.

    Args:
        serves: the actor whose value of the crisis is to be great. measure: what is to be best instead of that.
        against: the variants that it is compared with; None: all.
    """

    name: str
    words: tuple[FreeWord, ...]
    serves: str | None
    measure: str | None
    against: tuple[str, ...] | None = None
    says: str = ""
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)

    @property
    def num_members(self) -> int:
        """The combinations of the words' values."""
        return math.prod(len(word.values) for word in self.words)


@dataclass(frozen=True)
class Claim:
    """A sentence of the analysis and its formal statement, as text; `claims/` reads the statement.

    Args:
        where: where the statement's first character stands. is_folded: whether its lines were joined, so that the
            places of its further characters are not known.
        section: the part of the text that it belongs to, or "". is_key: whether it is a key judgement.
        answers: by its verdict, the answer to the question of the analysis; empty if it is not about that.
    """

    id: str
    says: str
    statement: str
    note: Note = Note()
    where: Where | None = field(default=None, compare=False)
    is_folded: bool = field(default=False, compare=False)
    section: str = ""
    is_key: bool = False
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def is_put_first(self) -> bool:
        """Whether the file marks it as key, or as the answer to its question."""
        return self.is_key or bool(self.answers)


@dataclass(frozen=True)
class DatedEvent:
    """Something that happened within one period.

    Args:
        period: index of the period. text: of the condition, or of what was seen.
        condition: of the state at the period's end and of moves of the period; None if something was seen.
        seen: the name of a trace, or of what a signal said; "" if there is a condition.
        stage: the decision or signal that it was seen at; "" if there is a condition.
        sure: the probability that it happened, given what the coder read.
    """

    period: int
    text: str
    condition: Formula | None
    seen: str = ""
    stage: str = ""
    sure: float = 1.0
    says: str = ""
    source: str = ""
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Scenario:
    """A crisis as written.

    Args:
        name: short name (the file's or folder's). path: where it was read.
        document: the plain document (dicts, lists, text, numbers) after the variant's patches.
        variant: name of the variant applied, or None.
        hash: SHA-256 of the canonical document, first 16 hex digits.
        gone: (owner, act) pairs that the variant took away: no actor plays them.
        sees: (actor, variant) pairs: the actors that act on a perception of the crisis, the variant on top of it.
        equilibrium: which of several equilibria is meant; None: nobody says, and the drift of play is followed.
        leaves_out: what is not modelled, a sentence each.
    """

    name: str
    title: str
    question: str
    about: str
    calendar: Calendar
    variables: tuple[Variable, ...]
    numbers: tuple[NumberEntry, ...]
    actors: tuple[Actor, ...]
    stages: tuple[Stage, ...]
    variants: tuple[Variant, ...]
    claims: tuple[Claim, ...]
    sources: Mapping[str, Mapping[str, str]]
    path: str
    hash: str
    variant: str | None = None
    document: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    definitions: tuple[tuple[str, str], ...] = ()
    tables: tuple[NumberTable, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    designs: tuple[Design, ...] = ()
    certainty: float | None = None
    worlds: int = 0
    gone: frozenset[tuple[str, str]] = frozenset()
    sees: tuple[tuple[str, str], ...] = ()
    measures: tuple[Measure, ...] = ()
    equilibrium: EquilibriumRule | None = None
    events: tuple[DatedEvent, ...] = ()
    joint_prior: JointPrior | None = None
    leaves_out: tuple[str, ...] = ()

    @property
    def seats(self) -> Mapping[str, tuple[Actor, ...]]:
        """Seat -> the actors that can hold it."""
        seats: dict[str, tuple[Actor, ...]] = {}
        for actor in self.actors:
            if actor.seat is not None:
                seats[actor.seat] = (*seats.get(actor.seat, ()), actor)
        return seats

    def owners(self, owner: str) -> tuple[Actor, ...]:
        """The actors that can decide for `owner`, an actor or a seat."""
        return self.seats.get(owner) or tuple(actor for actor in self.actors if actor.name == owner)

    def movers(self, decision: Decision) -> tuple[Actor, ...]:
        """The actors that can make a decision: its owners, or the deputy that is bound to a rule."""
        return self.owners(decision.deputy or decision.owner)

    def is_first_of_two(self, index: int) -> bool:
        """Whether the stage and the next one are decisions made at once."""
        stage = self.stages[index]
        if not isinstance(stage, Decision) or not stage.at_once_with:
            return False
        return index + 1 < len(self.stages) and self.stages[index + 1].name == stage.at_once_with

    def is_second_of_two(self, index: int) -> bool:
        """Whether the stage and the one before it are decisions made at once."""
        return index > 0 and self.is_first_of_two(index - 1)


def walk(expression: Expression) -> tuple[Expression, ...]:
    """The expression and all expressions inside it."""
    found = [expression]
    for part in list_parts(expression):
        found.extend(walk(part))
    return tuple(found)


def list_parts(expression: Expression) -> list[Expression]:
    """What an expression is made of, one level down."""
    parts = []
    for name in getattr(expression, "__dataclass_fields__", {}):
        value = getattr(expression, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Expression):
                parts.append(part)
    return parts


def list_formulas(record: object) -> Iterator[Formula]:
    """All formulas of a part of the scenario, in the order of the file."""
    if isinstance(record, Formula):
        yield record
    elif isinstance(record, tuple):
        for item in record:
            if isinstance(item, Formula):
                yield item
            else:
                yield from list_formulas(item)
    elif is_dataclass(record):
        for entry in fields(record):
            yield from list_formulas(getattr(record, entry.name))
