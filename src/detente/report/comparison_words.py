"""The cells of a comparison in words."""

from __future__ import annotations

from detente.analysis.comparison import Bound, Cell, Line
from detente.analysis.explanation import CrisisNames
from detente.claims.numbers import NO_NUMBER, format_plus_minus
from detente.report.telling import event_in_words
from detente.report.words import capitalize, in_words

MOST_REPLIES = 10
"""Acts that are shown: those whose shares policies change most."""

HOW_OTHERS_REPLY = (
    "How the others reply, which is why a policy does better or worse. Of the decisions that no policy changes, these "
    "are the acts that policies change most: how often an act is chosen, of the times that it can be."
)


def describe_subject(line: Line, names: CrisisNames | None = None) -> str:
    """What a line is about, in words: `Trust`, `Patron, hungry`, or `The rebels: advance`."""
    if line.subject.kind == "act":
        return event_in_words(line.subject.name, names or CrisisNames())
    if line.subject.kind == "measure":
        return capitalize(in_words(line.subject.name))
    kind = f", {in_words(line.subject.type)}" if line.subject.type else ""
    return f"{capitalize(in_words(line.subject.name))}{kind}"


def best_in_words(line: Line) -> str:
    """The best policy on a line, and those without a significant difference from it."""
    top, *others = map(in_words, line.best)
    if len(line.best) == len([each for each in line.cells.values() if each.value is not None]):
        return "no significant difference between any two" if others else top
    return f"{top} (no significant difference: {', '.join(others)})" if others else top


def bound_in_words(bound: Bound) -> str:
    """Which rule is best for the actor, and what it is worth to it to be bound."""
    top, *others = map(in_words, bound.best)
    also = f" (no significant difference: {', '.join(others)})" if others else ""
    difference, interval = bound.value.difference, bound.value.difference_interval
    worth = NO_NUMBER
    if difference is not None and interval is not None:
        worth = format_plus_minus(difference, interval, False, is_difference=True)
    return f"Best rule for {in_words(bound.actor)}: {top}{also}. Being bound to it is worth {worth}."


def format_cell(cell: Cell, line: Line) -> str:
    """The mean with half its interval."""
    if cell.value is None or cell.interval is None:
        return NO_NUMBER
    return format_plus_minus(cell.value, cell.interval, line.is_share)


def format_difference(cell: Cell, line: Line) -> str:
    """The difference from the base with half its interval; empty for the base."""
    if cell.difference is None or cell.difference_interval is None:
        return ""
    return format_plus_minus(cell.difference, cell.difference_interval, line.is_share, is_difference=True)


def find_goodness(cell: Cell, line: Line) -> str:
    """`good` or `bad` for a significant difference, where the line has a better side; else empty."""
    if not cell.differs or cell.difference is None or line.better is None:
        return ""
    return "good" if (cell.difference > 0) == (line.better == "more") else "bad"
