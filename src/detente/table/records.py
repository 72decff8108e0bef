"""What the table shows: to one seat, to the umpire, and to everybody when the play is over. Plain immutable records.

A `SeatView` is all that one person may see. It is made by `seat.view` alone, from what everybody sees and from what the
person's own actors know and have done: no field depends on the types, secrets or unseen acts of others
(`tests/table/test_secrecy.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Row = dict[str, Any]

MADE_BY = ("equilibrium", "player", "umpire", "chance")
"""Who made a move: the policy, whoever sits in the chair, the umpire (`override`, `inject`); or nobody did."""


def as_plain(value: Any) -> Any:
    """A record as lists and mappings."""
    if isinstance(value, list | tuple):
        return [as_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: as_plain(each) for key, each in value.items()}
    return value


class PlainRecord:
    """A record that can be written as JSON."""

    def to_json(self) -> Row:
        """The record as plain values, the same for the same game."""
        return {key: as_plain(value) for key, value in asdict(self).items()}  # type: ignore[call-overload]


@dataclass(frozen=True)
class MenuEntry:
    """An act that can be chosen.

    Args:
        act: its name, which `Table.act` takes; "" for "the decision does not come up", which is then the only entry.
        words: the act as people write it. effects: what it changes, says, promises or looks like, in words.
        costs: what it costs and gives now, in words with numbers, at this state; "" for nothing.
        why: the reason that the file gives; "" without one.
    """

    act: str
    words: str
    effects: str = ""
    costs: str = ""
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A decision that a person in the chair takes now.

    Args:
        actor: who decides, by name. stage: the decision, by name. words: whose decision it is, as a sentence.
        is_covert: whether the others see the act. at_once: the actor whose decision is made at the same time, or "".
        menu: what can be chosen.
    """

    actor: str
    stage: str
    words: str
    is_covert: bool
    at_once: str
    menu: tuple[MenuEntry, ...]


@dataclass(frozen=True)
class PublicValue:
    """A public variable: its name and level, and both in words."""

    variable: str
    level: str
    label: str
    words: str


@dataclass(frozen=True)
class ToldMoment:
    """Something that was seen, as a sentence.

    Args:
        turn: number of the moment, from 1 (`Table.turn`). date: as the calendar has it. date_words: `June 2015`.
        is_own: whether it is a move of the person's own actor, told with what others did not see.
    """

    turn: int
    date: str
    date_words: str
    words: str
    is_own: bool = False


@dataclass(frozen=True)
class Statement:
    """What an actor said in public: an assertion or a promise, in words."""

    turn: int
    date: str
    actor: str
    who: str
    words: str


@dataclass(frozen=True)
class PrivateKnowledge:
    """What a person's own actor alone knows.

    Args:
        actor: by name. who: its title. type: by name; "" where nothing is private. words: a sentence.
        secrets: (label, level) of its secrets. traits: (label, value) of what its type has of its own.
        wants: (label, formula) of what it wants. numbers: (name, value) of the numbers that these formulas name.
    """

    actor: str
    who: str
    type: str
    words: str
    secrets: tuple[tuple[str, str], ...] = ()
    traits: tuple[tuple[str, str], ...] = ()
    wants: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class HeldBelief:
    """The probability that everybody who saw what the person saw gives to an actor being of a type.

    Args:
        is_own: whether it is about the person's own actor: what the others think of it.
    """

    actor: str
    who: str
    type: str
    words: str
    probability: float
    is_own: bool = False


@dataclass(frozen=True)
class TableClock:
    """When it is.

    Args:
        turn: of the moment, from 1. period: from 1. left: periods after this one. step: what a period is called.
        is_paused: whether the umpire has paused the table.
    """

    turn: int
    date: str
    words: str
    period: int
    num_periods: int
    left: int
    step: str
    is_paused: bool


@dataclass(frozen=True)
class UmpireMessage:
    """What the umpire told the seat, or everybody."""

    turn: int
    date: str
    words: str
    is_for_all: bool


@dataclass(frozen=True)
class Foreseeable:
    """What a person can state probabilities about: the next act of another actor.

    Args:
        actor: by name. who: its title. events: (key, words) of every act: the keys of `expects` in `Table.act`.
    """

    actor: str
    who: str
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SeatView(PlainRecord):
    """All that one seat may see at this moment.

    Args:
        seat: the chair: an actor or a seat of the crisis. who: its title. player: the person's name.
        title: of the crisis. about: its paragraph.
        state: every public variable. history: what was seen, the latest last. said: statements that were heard.
        private: what the person's own actors know. beliefs: about every actor with private types.
        to_move: whether the person has something to decide now. questions: what; mostly one.
        is_decided: whether it has decided already, and waits for others who decide at once.
        waiting_for: the chairs that are to decide, as everybody can know it.
        messages: of the umpire. foreseeable: what it may state expectations about.
        is_over: whether the play has ended.
    """

    seat: str
    who: str
    player: str
    title: str
    about: str
    date: str
    date_words: str
    rounds_left: int
    state: tuple[PublicValue, ...]
    history: tuple[ToldMoment, ...]
    said: tuple[Statement, ...]
    private: tuple[PrivateKnowledge, ...]
    beliefs: tuple[HeldBelief, ...]
    to_move: bool
    is_decided: bool
    questions: tuple[Question, ...]
    clock: TableClock
    waiting_for: tuple[str, ...]
    messages: tuple[UmpireMessage, ...]
    foreseeable: tuple[Foreseeable, ...]
    is_over: bool

    @property
    def question(self) -> str:
        """Whose decision it is, in words; "" where the seat has nothing to decide."""
        return self.questions[0].words if self.questions else ""

    @property
    def menu(self) -> tuple[MenuEntry, ...]:
        """What can be chosen now."""
        return self.questions[0].menu if self.questions else ()


@dataclass(frozen=True)
class LogRow(PlainRecord):
    """A line of the log, which is the umpire's: it has everything that is hidden.

    Args:
        turn: of the moment. stamp: wall clock, ISO 8601; "" where none was given. kind: `move`, `chance`, `inject`,
            `override`, `pause`, `resume`, `reveal`, `message`.
        actor, player: who decided, and the person in the chair ("" for the model). stage: the decision or chance.
        act: what was chosen, or what the umpire did. made_by: see `MADE_BY`. seen: what everybody saw, by name.
        changes: `front:held->advance`. probability: of the act in equilibrium, for the actor's type; None for chance.
        expects: what the person expected, by event. intends: what it intends, in its words.
    """

    turn: int
    stamp: str
    date: str
    kind: str
    actor: str = ""
    player: str = ""
    stage: str = ""
    act: str = ""
    made_by: str = ""
    seen: str = ""
    changes: str = ""
    probability: float | None = None
    expects: Mapping[str, float] | None = None
    intends: str = ""


@dataclass(frozen=True)
class PolicyOfAct:
    """What the model would do at a decision: the probability of an act for the actor's true type."""

    act: str
    words: str
    probability: float


@dataclass(frozen=True)
class UmpirePending:
    """A decision that a chair has to take, or has taken without the others knowing it yet.

    Args:
        who: the title of the actor. given: the act, where it has decided; None: it has not.
    """

    seat: str
    player: str
    actor: str
    who: str
    stage: str
    given: str | None
    policy: tuple[PolicyOfAct, ...]


@dataclass(frozen=True)
class UmpireView(PlainRecord):
    """Everything.

    Args:
        types: (title, type in words) of every actor with private types, as it is now.
        beliefs: what everybody believes of them.
        history: all turns with what was hidden. pending: decisions that chairs have to take. log: all rows.
        injected: moves that will be made for their owners, as the umpire wrote them.
        overrides: (actor, act) that the actor's next decision that has the act will be.
        views: what every seat sees.
    """

    title: str
    clock: TableClock
    state: tuple[PublicValue, ...]
    types: tuple[tuple[str, str], ...]
    beliefs: tuple[HeldBelief, ...]
    history: tuple[ToldMoment, ...]
    pending: tuple[UmpirePending, ...]
    log: tuple[LogRow, ...]
    injected: tuple[str, ...]
    overrides: tuple[tuple[str, str], ...]
    views: tuple[SeatView, ...]
    is_over: bool
