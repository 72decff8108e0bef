"""What is shown when a play is over: moves beside the equilibrium, scores, and what would have happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.table.records import LogRow, Plain, PublicValue


@dataclass(frozen=True)
class ActRegret:
    """What an act was worth beside the best one, at the state and belief of the move.

    Args:
        behind: the best act's expected payoff less this one's. probability: in equilibrium, for the player's type.
    """

    act: str
    words: str
    probability: float
    behind: float


@dataclass(frozen=True)
class RegretTerm:
    """A payoff's part in what the best act would have brought more than the one that was played, with its standard
    error."""

    name: str
    words: str
    amount: float
    error: float


@dataclass(frozen=True)
class BeliefMove:
    """What a move told the others: the probability that its mover is of a type, before and after."""

    type: str
    words: str
    before: float
    after: float


@dataclass(frozen=True)
class JudgedMove:
    """A move of a person beside the equilibrium.

    Args:
        acts: of the menu, the best first. best: the best act. regret: payoff of the best less that of the one played.
        spread: payoff of the best less that of the worst. regret_words: the regret as a sentence.
        terms: where the regret comes from, by payoff; () where it was not split.
        told: what the move told the others. told_words: as a sentence.
        expects, intends: as stated before the move.
    """

    turn: int
    date: str
    date_words: str
    seat: str
    player: str
    actor: str
    who: str
    type: str
    stage: str
    act: str
    act_words: str
    made_by: str
    best: str
    regret: float
    spread: float
    regret_words: str
    acts: tuple[ActRegret, ...]
    terms: tuple[RegretTerm, ...]
    told: tuple[BeliefMove, ...]
    told_words: str
    expects: Mapping[str, float]
    intends: str


@dataclass(frozen=True)
class ExpectationScore:
    """A stated expectation and what came.

    Args:
        about: the actor whose next act it is about, or the event. came: what happened: an act, `yes` or `no`; "" where
            it cannot be told, because the play ended before.
        stated: of what came. brier: sum of squared errors over what could come, from 0 to 2. log: −ln of the
            probability of what came, with a floor of 1 in a million.
        model_*: the same of the model's own forecast at that moment, from what the player could know.
    """

    turn: int
    date: str
    seat: str
    player: str
    about: str
    words: str
    came: str
    stated: float
    brier: float | None
    log: float | None
    model_stated: float | None
    model_brier: float | None
    model_log: float | None


@dataclass(frozen=True)
class SeatScore:
    """How a chair did.

    Args:
        realised: its discounted payoff in this play. expected: what its type could expect at the start, in equilibrium.
        regret: the sum of the regrets of its moves, discounted to the start. most: (turn, regret) of the dearest move.
        brier, log: means over its scored expectations; None without any. model_*: of the model's.
    """

    seat: str
    player: str
    actor: str
    who: str
    type: str
    realised: float
    expected: float
    regret: float
    most: tuple[int, float] | None
    brier: float | None
    log: float | None
    num_scored: int
    model_brier: float | None
    model_log: float | None


@dataclass(frozen=True)
class Debrief(Plain):
    """The play when it is over, with everything that was hidden.

    Args:
        seat: whose debrief; "" for all. story: paragraphs.
        types: (title, type, prior) of every actor with private types.
        moves: of the persons, in order. scores: by actor in a chair. expectations: what was stated, and what came.
        state: where it ended. notes: what the numbers are.
    """

    title: str
    seat: str
    story: tuple[str, ...]
    types: tuple[tuple[str, str, float], ...]
    moves: tuple[JudgedMove, ...]
    scores: tuple[SeatScore, ...]
    expectations: tuple[ExpectationScore, ...]
    state: tuple[PublicValue, ...]
    log: tuple[LogRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ReplayedLevel:
    """How often a public variable ended at a level in the replays; and whether it did so in the play."""

    variable: str
    level: str
    words: str
    share: float
    is_played: bool


@dataclass(frozen=True)
class ReplayedPayoff:
    """What an actor got in the replays, discounted to the start.

    Args:
        mean, error: over the replays. realised: in the play. share_below: how often it was less than that.
    """

    actor: str
    who: str
    mean: float
    error: float
    realised: float | None
    share_below: float | None


@dataclass(frozen=True)
class Replayed(Plain):
    """What would have happened: a moment of the play, gone on from many times.

    Args:
        turn: where. act: what was done there instead; "" for what the policy draws. times: how often.
        hidden: whether the others' types are `true` ones, or drawn from what was believed (`believed`).
        levels: where it ended. payoffs: of every actor. story: a typical one of the plays.
        words: the answer in a sentence.
    """

    turn: int
    date: str
    act: str
    times: int
    hidden: str
    levels: tuple[ReplayedLevel, ...]
    payoffs: tuple[ReplayedPayoff, ...]
    story: tuple[str, ...]
    words: str
