"""Why a claim holds or fails, as records: plays told turn by turn, who plays what in them, and the reasons of moves.

They stand apart from what computes them, so that those who print need no solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from detente.claims.verdict import Verdict

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A public variable at another level than before; the levels by name."""

    variable: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldTurn:
    """A turn of a play: a move, or something drawn by chance.

    Args:
        date: as the calendar has it. stage: the decision or the chance, by name.
        actor: who decided, by name; "" for chance. owner: in whose name: an actor or a seat.
        act: what was chosen; "" for chance. probability: of the act, at the actor's true type and the public belief.
        is_given: whether the move was made for the actor (`do`).
        seen: results and traces that were seen, by name. chance: the probability of what chance drew in this turn.
        changes: of lasting variables and of others.
        seen_by: who alone saw what was done or drawn, by name; () for everybody, or nobody besides the mover.
        traces_seen_by: the same of traces.
    """

    date: str
    stage: str
    actor: str
    owner: str
    act: str
    probability: float
    is_given: bool
    is_covert: bool
    seen: tuple[str, ...]
    chance: float
    changes: tuple[Change, ...]
    seen_by: tuple[str, ...] = ()
    traces_seen_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToldBelief:
    """The public belief that an actor is of a type, at the end of a period, and at the end of the one before."""

    date: str
    actor: str
    type: str
    before: float
    after: float


@dataclass(frozen=True)
class ToldPlay:
    """One play as a dated story.

    Args:
        number: of the play, from 0, among `num_plays` with this seed. variant: of the crisis that is played.
        given: the moves that were made for their movers, as text; "" for none.
        types: (actor, type, prior) of every actor with private types. beliefs: those that moved.
        ends: (variable, level) at the end of what is told. believes: (actor, type, belief) there, the likeliest type.
        log_probability: natural logarithm of the probability of all that happened in the whole play, private types
            included.
        share: of the plays that it stands for; None where it stands for itself alone.
        boldness: with which the plays were drawn (`simulate.play.simulate`). command: with which it is told again.
    """

    number: int
    num_plays: int
    seed: int
    variant: str | None
    given: str
    types: tuple[tuple[str, str, float], ...]
    turns: tuple[ToldTurn, ...]
    beliefs: tuple[ToldBelief, ...]
    ends: tuple[tuple[str, str], ...]
    believes: tuple[tuple[str, str, float], ...]
    last: str
    log_probability: float
    share: float | None = None
    boldness: float = 1.0
    command: str = ""


@dataclass(frozen=True)
class CrisisNames:
    """How actors and public variables are called, by name; and what a period is called."""

    titles: dict[str, str] = field(default_factory=dict)
    step: str = ""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A typical play, and plays that contrast with it.

    Args:
        given: the condition that plays had to fulfil, and the moves made in them, as text. num_counted: of the plays.
        is_chosen: whether a play was asked for by its number, instead of a typical one.
    """

    names: CrisisNames
    plays: tuple[ToldPlay, ...]
    given: str
    num_plays: int
    num_counted: int
    is_chosen: bool = False

    def to_json(self) -> dict[str, Any]:
        return _as_plain(self)

    def rows(self) -> list[Row]:
        """A row for every turn that is told."""
        return [
            {
                "play": play.number,
                "share": play.share,
                "date": turn.date,
                "stage": turn.stage,
                "actor": turn.actor,
                "act": turn.act,
                "probability": turn.probability,
                "seen": " ".join(turn.seen),
                "chance": turn.chance,
                "changes": " ".join(f"{each.variable}:{each.before}->{each.after}" for each in turn.changes),
            }
            for play in self.plays
            for turn in play.turns
        ]


@dataclass(frozen=True)
class ReasonTerm:
    """A payoff term's part in the difference between two acts, discounted to the date of the move.

    Args:
        name: of a want; of an act, with who makes it; or `afterwards`. kind: which of these.
        now: in the period of the move. later: in later periods of the actor's term, or of the calendar.
        after: when the actor has left office, and after the last period.
    """

    name: str
    kind: str
    now: float
    later: float
    after: float

    @property
    def total(self) -> float:
        return self.now + self.later + self.after


@dataclass(frozen=True)
class ReasonsOfType:
    """Why one type of an actor prefers one act to another, or not.

    Args:
        type: None for the only one. num_plays: the plays that come to the move with this type.
        share, other_share: how often the acts are chosen there.
        difference: in the actor's payoff, by plays; error: its standard error. by_solver: the same by the values that
            the solution has; None where it says nothing (precision 0).
        terms: add up to `difference`; the largest first.
    """

    type: str | None
    num_plays: int
    share: float
    other_share: float
    difference: float
    error: float
    by_solver: float | None
    terms: tuple[ReasonTerm, ...]


@dataclass(frozen=True)
class Reasons:
    """The difference in expected payoff between two acts, by type and by payoff term.

    Args:
        variant: of the crisis. given: the condition on the public state at the move, as text; "" for none.
    """

    names: CrisisNames
    actor: str
    date: str
    decision: str
    act: str
    other: str
    given: str
    variant: str | None
    by_type: tuple[ReasonsOfType, ...]

    def to_json(self) -> dict[str, Any]:
        document = _as_plain(self)
        for own, record in zip(document["by_type"], self.by_type, strict=True):
            for term, each in zip(own["terms"], record.terms, strict=True):
                term["total"] = each.total
        return document

    def rows(self) -> list[Row]:
        """A row for every payoff term of every type."""
        return [
            {"type": own.type, **asdict(term), "total": term.total, "difference": own.difference, "error": own.error}
            for own in self.by_type
            for term in own.terms
        ]


@dataclass(frozen=True)
class Witness:
    """A play that bears a claim out, or that breaks it: the likeliest one found.

    Args:
        bears_out: which of both. share: of the plays that count, those that do the same.
        play: told until it is decided; in two crises, up to the last date that the claim speaks of.
        twin: the play with the same draws in the other crisis, where the claim compares two.
        is_searched: whether no recorded play did it, so that it was looked for among plays with bolder draws.
        statement: a statement in which its types are given and its turns are made; "" where the claim has no form for
            it. value, interval: the number of that statement's quantity.
    """

    bears_out: bool
    share: float
    play: ToldPlay | None
    twin: ToldPlay | None = None
    is_searched: bool = False
    statement: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class ActShare:
    """How often an act is made, by actors of one type, in two groups of plays.

    Args:
        type: None for the only one. first, second: share of the occasions at which the decision is taken in the group's
            plays.
    """

    actor: str
    type: str | None
    decision: str
    act: str
    first: float
    second: float


@dataclass(frozen=True)
class TypeShare:
    """How often an actor is of a type, at the start, in two groups of plays."""

    actor: str
    type: str
    prior: float
    first: float
    second: float


@dataclass(frozen=True)
class Explanation:
    """Why a claim holds or fails.

    Args:
        quantity: what the plays are sorted by, as text.
        criterion: what a play's own share, mean, belief or payoff has to be for it to bear the claim out: the sign, and
            the number; None for an event, and for pairs.
        groups: the names of the two groups of plays. sizes: how many plays each has. num_counted: that count at all.
        is_paired: whether the groups are the same draws in two crises.
        reasons: of the act that the claim is about (`names_move`), or else of the one whose share differs most between
            the groups; None where no act's does.
        citation: of the sentence, as its source has it.
        remade: the decisions with another menu in the second crisis, at which acts are not compared.
    """

    names: CrisisNames
    verdict: Verdict
    comparison: str
    quantity: str
    groups: tuple[str, str]
    sizes: tuple[int, int]
    num_counted: int
    num_plays: int
    is_paired: bool
    types: tuple[TypeShare, ...]
    acts: tuple[ActShare, ...]
    witnesses: tuple[Witness, ...]
    reasons: Reasons | None
    citation: str
    criterion: tuple[str, float] | None = None
    names_move: bool = False
    remade: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        document = _as_plain(self)
        document["verdict"] = self.verdict.to_json()
        document["reasons"] = None if self.reasons is None else self.reasons.to_json()
        return document

    def rows(self) -> list[Row]:
        """A row for every act whose share differs between the groups."""
        return [asdict(act) for act in self.acts]


@dataclass(frozen=True)
class Explanations:
    """Claims of a crisis explained, as far as plays of it can; `explain` tells more of one.

    Args:
        are_key: whether these are the claims that the file marks as key, with reasons; else all about the crisis alone.
        left_out: ids of claims that no play decides.
    """

    each: tuple[Explanation, ...]
    are_key: bool = False
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"each": [one.to_json() for one in self.each], "left_out": list(self.left_out)}


def _as_plain(record: Any) -> dict[str, Any]:
    plain: dict[str, Any] = _lists(asdict(record))
    return plain


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_lists(each) for each in value]
    return value
