"""The verdicts that could easily have been another, as a section: what each number is, and where its verdict turns."""

from __future__ import annotations

from collections.abc import Sequence

from detente.claims.margins import CLOSE, CloseVerdict, list_close
from detente.claims.numbers import format_constant, format_difference, format_number
from detente.claims.verdict import NO_EFFECT, Verdict
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, counted, in_words, listed_in_words


def show_close(verdicts: Sequence[Verdict]) -> Section | None:
    """Which verdicts are close; None without claims."""
    if not verdicts:
        return None
    close = list_close(verdicts)
    open_ones = [in_words(each.id) for each in verdicts if each.verdict == "undecided"]
    sentences = [f"Undecided, on the threshold itself as far as can be told: {listed_in_words(open_ones)}."]
    return Section(
        id="close",
        title="Close verdicts",
        lead=_lead(len(close), len(verdicts) - len(open_ones)),
        sentences=sentences if open_ones else [],
        tables=[TableOfText(_HEADINGS, [_row(each) for each in close], numeric=3)] if close else [],
        notes=[
            "A verdict is close if its number is less than twice as far from where it turns as its 95 % interval "
            "reaches, or if it is barely what it is. More plays (and a finer grid) narrow the interval. This says "
            "nothing of other values of the uncertain numbers: see what it rests on."
        ],
        place="confidence",
    )


_HEADINGS = ("Claim", "Verdict", "Number", "Turns at", "Distance (the interval reaches)")


def _lead(num_close: int, num_decided: int) -> str:
    if not num_decided:
        return "No verdict is decided."
    if not num_close:
        return "No decided verdict is close to another one."
    verb = "is" if num_close == 1 else "are"
    return (
        f"{num_close} of {counted(num_decided, 'decided verdict')} {verb} close: with an interval {CLOSE:g} times as "
        f"wide {'it' if num_close == 1 else 'they'} would be open."
    )


def _row(close: CloseVerdict) -> list[str]:
    verdict, margin = close.verdict, close.margin
    comparison = margin.comparison
    is_share, is_pair = comparison.is_share, len(comparison.sides) > 1
    value = comparison.value
    if comparison.verdict == NO_EFFECT and comparison.effect is not None:
        is_pair, value = True, comparison.effect.difference
    assert value is not None
    interval = (value - margin.reach, value + margin.reach)
    number = format_difference(value, is_share, interval) if is_pair else format_number(value, is_share, interval)
    turns_at = format_difference(margin.turns_at, is_share) if is_pair else format_number(margin.turns_at, is_share)
    distance = (
        f"{format_constant(round(margin.distance, 4), is_share)} ({format_constant(round(margin.reach, 4), is_share)})"
    )
    return [capitalize(in_words(verdict.id)), verdict.standing, number, turns_at, distance]
