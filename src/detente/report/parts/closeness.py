"""The verdicts that could easily have been another, as a section: what each number is, and where its verdict turns."""

from __future__ import annotations

from collections.abc import Sequence

from detente.claims.margins import CLOSE, CloseVerdict, Margin, list_close
from detente.claims.numbers import format_constant, format_difference, format_number
from detente.claims.verdict import NO_EFFECT, Verdict
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, counted, cut_quote, in_words


def show_close(verdicts: Sequence[Verdict]) -> Section | None:
    """Which verdicts are open or close; None without claims."""
    if not verdicts:
        return None
    close = list_close(verdicts)
    num_decided = sum(each.verdict != "undecided" for each in verdicts)
    num_close = sum(each.verdict.verdict != "undecided" for each in close)
    return Section(
        id="close",
        title="Close verdicts",
        lead=f"{_say_close(num_close, num_decided)}{_say_open(len(close) - num_close)}",
        tables=[TableOfText(_HEADINGS, [_row(each) for each in close], numeric=3)] if close else [],
        notes=[
            "A verdict is close if the 95 % interval of its number, twice as wide, would include the number at which "
            "the verdict turns; or if it holds or fails “barely”. More plays (and a finer grid) make the interval "
            "narrower. This says nothing about other values of the uncertain numbers: for these see “What it rests "
            "on”. Of two quantities the number is the difference, the first minus the second."
        ],
        place="confidence",
    )


_HEADINGS = ("Claim", "Verdict", "Number", "Turns at", "Distance from there (half the interval)")
_LONGEST = 70
"""Characters of a sentence in the table."""


def _say_close(num_close: int, num_decided: int) -> str:
    if not num_decided:
        return "No verdict is decided."
    if not num_close:
        return "No decided verdict is close to another one."
    verb, they = ("is", "it") if num_close == 1 else ("are", "they")
    return (
        f"{num_close} of {counted(num_decided, 'decided verdict')} {verb} close: with an interval {CLOSE:g} times as "
        f"wide {they} would be open."
    )


def _say_open(num_open: int) -> str:
    if not num_open:
        return ""
    verb = "is undecided: its interval includes" if num_open == 1 else "are undecided: their intervals include"
    return f" {num_open} {verb} the number at which the verdict turns."


def _row(close: CloseVerdict) -> list[str]:
    verdict, margin = close.verdict, close.margin
    is_share, is_pair = margin.comparison.is_share, margin.comparison.is_difference
    interval = (margin.value - margin.reach, margin.value + margin.reach)
    if is_pair:
        number = format_difference(margin.value, is_share, interval)
        turns_at = format_difference(margin.turns_at, is_share)
    else:
        number = format_number(margin.value, is_share, interval)
        turns_at = format_number(margin.turns_at, is_share)
    distance, reach = (format_constant(round(each, 4), is_share) for each in (margin.distance, margin.reach))
    return [
        f"{capitalize(in_words(verdict.id))}: {cut_quote(verdict.quote, _LONGEST)}",
        verdict.standing,
        number,
        f"{turns_at}{_becomes(margin)}",
        f"{distance} ({reach})",
    ]


def _becomes(margin: Margin) -> str:
    """What a claim without a visible effect would come to there; any other would be open first."""
    if margin.comparison.verdict != NO_EFFECT:
        return ""
    is_claimed = (margin.turns_at > 0) == (margin.comparison.operator in (">", ">="))
    return " (holds)" if is_claimed else " (fails)"
