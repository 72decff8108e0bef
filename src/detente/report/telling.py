"""Plays told in sentences: who decides what on which date, how likely it was, what came of it, and what is believed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from detente.analysis.explanation import CrisisNames, ToldBelief, ToldPlay, ToldTurn
from detente.claims.numbers import format_share
from detente.report.words import MONTHS, capitalize, in_words


def date_in_words(date: str) -> str:
    """`June 2015`, `4 May 2015`, or `Round 3`."""
    parts = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", date)
    if parts is None:
        return f"Round {date}"
    day = f"{int(parts[3])} " if parts[3] else ""
    return f"{day}{MONTHS[int(parts[2]) - 1]} {parts[1]}"


def quoted(name: str) -> str:
    """A name of the scenario as words in quotation marks."""
    return f"“{in_words(name)}”"


def title_of(actor: str, names: CrisisNames) -> str:
    """How an actor is called, at the beginning of a sentence."""
    return capitalize(names.titles.get(actor, in_words(actor)))


def called(actor: str, names: CrisisNames) -> str:
    """How an actor is called, inside a sentence."""
    return _inside(title_of(actor, names))


def variable_called(name: str, names: CrisisNames) -> str:
    """How a public variable is called."""
    return names.variables.get(name, in_words(name))


def event_in_words(statement: str, names: CrisisNames) -> str:
    """An act or a level, as a forecast states it: `Moscow: let loose`, `American sanctions: severe`."""
    actor, plays, act = statement.partition(" plays ")
    if plays:
        return f"{title_of(actor, names)}: {in_words(act)}"
    variable, equals, level = statement.partition(" == ")
    return f"{capitalize(variable_called(variable, names))}: {in_words(level)}" if equals else in_words(statement)


def play_in_sentences(play: ToldPlay, names: CrisisNames) -> list[str]:
    """A play as paragraphs: who is of which type, one paragraph for every date with something to tell, and the end."""
    paragraphs = [types_in_words(play, names)] if play.types else []
    dates: dict[str, tuple[list[ToldTurn], list[ToldBelief]]] = {}
    for turn in play.turns:
        dates.setdefault(turn.date, ([], []))[0].append(turn)
    for belief in play.beliefs:
        dates.setdefault(belief.date, ([], []))[1].append(belief)
    for date in sorted(dates, key=_order):
        turns, beliefs = dates[date]
        sentences = [turn_in_words(turn, names) for turn in turns] + [belief_in_words(each, names) for each in beliefs]
        paragraphs.append(f"{date_in_words(date)}. {' '.join(sentences)}")
    return [*paragraphs, end_in_words(play, names)]


def _order(date: str) -> tuple[int, str]:
    """Dates in order; the numbers of rounds as numbers."""
    return (int(date), "") if date.isdecimal() else (0, date)


def types_in_words(play: ToldPlay, names: CrisisNames) -> str:
    """What the actors with private types are in a play."""
    kinds = [
        f"{_inside(names.titles.get(actor, actor))} is {quoted(kind)} ({format_share(prior)})"
        for actor, kind, prior in play.types
    ]
    return f"In this play {_joined(kinds)}."


def turn_in_words(turn: ToldTurn, names: CrisisNames) -> str:
    """`Moscow answers the advance: back them (64 %). Front: held → beyond (55 %).`"""
    chance = f" ({format_share(turn.chance)})" if turn.chance < 1 else ""
    changes = [
        f"{capitalize(variable_called(each.variable, names))}: {in_words(each.before)} → {in_words(each.after)}"
        for each in turn.changes
    ]
    seen = [in_words(word) for word in turn.seen]
    if not turn.actor:
        came = capitalize("; ".join([*seen, *changes]) or "nothing changes")
        observers = f", seen by {_alone(turn.seen_by, names)}" if turn.seen_by else ""
        return f"{capitalize(in_words(turn.stage))}{observers}. {came}{chance}."
    how = "as given" if turn.is_given else format_share(turn.probability)
    unseen = ", unseen by the others" if turn.is_covert else ""
    if turn.seen_by:
        unseen = f", seen by {_alone(turn.seen_by, names)}"
    if turn.traces_seen_by:
        unseen += f", its traces seen by {_alone(turn.traces_seen_by, names)}"
    told = f"{title_of(turn.actor, names)} {in_words(turn.stage)}{unseen}: {in_words(turn.act)} ({how})."
    if seen or changes:
        return f"{told} {capitalize('; '.join([*seen, *changes]))}{chance}."
    return told if turn.chance >= 1 else f"{told} Nothing changes{chance}."


def _alone(observers: Sequence[str], names: CrisisNames) -> str:
    """`Kyiv alone`."""
    return f"{_joined([called(name, names) for name in observers])} alone"


def belief_in_words(belief: ToldBelief, names: CrisisNames) -> str:
    """`The belief that Moscow is “defender” rises from 40 % to 62 %.`"""
    who = names.titles.get(belief.actor, in_words(belief.actor))
    before, after = format_share(belief.before), format_share(belief.after)
    verb = "rises" if belief.after > belief.before else "falls"
    return f"The belief that {_inside(who)} is {quoted(belief.type)} {verb} from {before} to {after}."


def _inside(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:] if title.startswith(("The ", "A ", "An ")) else title


def end_in_words(play: ToldPlay, names: CrisisNames) -> str:
    """Where a play stands in the end, and what is believed there."""
    levels = ", ".join(
        f"{_inside(variable_called(variable, names))} {in_words(level)}" for variable, level in play.ends
    )
    beliefs = [
        f"{_inside(names.titles.get(actor, actor))} is most likely {quoted(kind)} ({format_share(belief)})"
        for actor, kind, belief in play.believes
    ]
    believed = f" By then the others believe that {_joined(beliefs)}." if beliefs else ""
    return f"At the end of {_inside_date(play.last)}: {levels}.{believed}"


def _inside_date(date: str) -> str:
    words = date_in_words(date)
    return words[:1].lower() + words[1:] if words.startswith("Round") else words


def probability_in_words(play: ToldPlay) -> str:
    """How likely everything together was that happened in a play: `1 in 3,000`, or `1 in 10^12`."""
    exponent = -play.log_probability / math.log(10)
    if exponent < 6:
        return f"1 in {10**exponent:,.0f}"
    return f"1 in 10{str(round(exponent)).translate(_SUPERSCRIPT)}"


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def again_in_words(play: ToldPlay) -> str:
    """Which play it is, and what tells it again."""
    which = f"Play {play.number:,} of {play.num_plays:,} with seed {play.seed}"
    which += f" under {quoted(play.variant)}" if play.variant else ""
    which += f", given {play.given}" if play.given else ""
    which += f", draws to the power 1/{play.boldness:g}" if play.boldness != 1 else ""
    command = f"; again: {play.command}" if play.command else ""
    likely = f"probability of the whole play, chance and private types included: {probability_in_words(play)}"
    return f"{which}; {likely}{command}"


def _joined(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
