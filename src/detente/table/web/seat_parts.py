"""What one seat sees, part by part; the same parts stand on the seat's page and, seat by seat, on the umpire's."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from detente.claims.numbers import format_share
from detente.table.records import (
    Foreseeable,
    HeldBelief,
    MenuEntry,
    PrivateKnowledge,
    PublicValue,
    Question,
    SeatView,
    Statement,
    TableClock,
    ToldMoment,
    UmpireMessage,
)
from detente.table.web.elements import choices, facts, field, meter, sentences, shares, tag

MOST_SLIDERS = 8
"""More possible acts than that are folded away at first: nobody states so many probabilities at every move."""

ACT, INTENDS = "act", "intends"
LONGEST_INTENTION = 500
_EXPECTED = "expected"


def draw_clock(clock: TableClock) -> None:
    """When it is, and how long the crisis goes on."""
    with tag("li"):
        tag("b", clock.words)
    with tag("li"):
        tag("b", str(clock.left))
        tag("span", f"more {clock.step}{'' if clock.left == 1 else 's'}")
    if clock.is_paused:
        with tag("li", None, "paused"):
            tag("b", "Paused")
            tag("span", "by the umpire")


def draw_state(state: tuple[PublicValue, ...]) -> None:
    """What everybody sees."""
    tag("h2", "What everybody sees")
    facts([(each.label, each.words) for each in state])


def draw_private(private: tuple[PrivateKnowledge, ...]) -> None:
    """What only this seat knows."""
    tag("h2", "What only you know")
    for known in private:
        tag("p", known.words)
        pairs = [*known.secrets, *known.traits]
        if pairs:
            facts(pairs)
        if known.wants:
            with tag("details"):
                tag("summary", f"{known.who}: what it wants")
                with tag("dl", None, "facts formulas"):
                    for label, formula in known.wants:
                        tag("dt", label)
                        with tag("dd"):
                            tag("code", formula)
                if known.numbers:
                    tag("p", "The numbers in it, which everybody knows:", "lead")
                    facts(list(known.numbers))


def draw_beliefs(beliefs: tuple[HeldBelief, ...]) -> None:
    """What is believed of everybody's type, after what its reader has seen."""
    draw_believed(beliefs, "What an observer who reasons as the model does believes, after all that you have seen.")


def draw_believed(beliefs: tuple[HeldBelief, ...], lead: str) -> None:
    """What is believed of everybody's type. lead: after what, and by whom."""
    tag("h2", "What is believed")
    tag("p", lead, "lead")
    for (who, is_own), group in groupby(beliefs, key=lambda each: (each.who, each.is_own)):
        tag("h3", f"{who} (what the others think of you)" if is_own else who)
        with tag("ul", None, "beliefs"):
            for each in group:
                share = format_share(each.probability)
                with tag("li"):
                    tag("span", each.words)
                    meter(each.probability, share)
                    tag("span", share, "number")


def draw_history(history: tuple[ToldMoment, ...]) -> None:
    """What was seen, the latest first."""
    tag("h2", "What happened")
    if not history:
        tag("p", "Nothing yet.", "lead")
    for date, moments in groupby(reversed(history), key=lambda each: each.date_words):
        tag("h3", date)
        with tag("ul", None, "sentences"):
            for each in moments:
                tag("li", each.words, "own" if each.is_own else "")


def draw_said(said: tuple[Statement, ...]) -> None:
    """What actors said in public, the latest first."""
    tag("h2", "What was said")
    for each in reversed(said):
        with tag("blockquote"):
            tag("p", each.words)
            tag("footer", f"{each.who}, {each.date}", "cite")


def draw_messages(messages: tuple[UmpireMessage, ...]) -> None:
    """What the umpire said, the latest first."""
    tag("h2", "From the umpire")
    sentences([f"{each.date}: {each.words}" for each in reversed(messages)])


def draw_menu(question: Question, foreseeable: tuple[Foreseeable, ...], asks: bool) -> None:
    """The menu of a decision, and, if that is asked, what the player expects and intends; within a form."""
    about = "The others will not see what you choose. " if question.is_covert else ""
    if question.at_once:
        about += f"{question.at_once} decides at the same time."
    if about:
        tag("p", about.strip(), "lead")
    only = question.menu[0].act if len(question.menu) == 1 else None
    choices("You can", ACT, [(each.act, each.words, _below(each)) for each in question.menu], only)
    if asks:
        _draw_asked(foreseeable)
    tag("button", "Decide", "main", type="submit")


def _draw_asked(foreseeable: tuple[Foreseeable, ...]) -> None:
    """What the player expects and intends."""
    num_events = sum(len(each.events) for each in foreseeable)
    with tag("details", None, "asked", open=num_events <= MOST_SLIDERS):
        tag("summary", "What do you expect, and what do you intend?")
        field("intends", INTENDS, "What you intend with it", rows=2, maxlength=LONGEST_INTENTION,
              hint="Kept for the debrief; nobody but the umpire sees it before.")  # fmt: skip
        for number, each in enumerate(foreseeable):
            fields = [(f"{_EXPECTED}-{number}-{place}", words) for place, (_, words) in enumerate(each.events)]
            shares(f"{each.who}: what it does next", f"{_EXPECTED}-{number}", fields)


def stated_expectations(values: dict[str, str], foreseeable: tuple[Foreseeable, ...]) -> dict[str, float] | None:
    """The shares that were stated in the form of `draw_menu`, by event; None if none was."""
    stated: dict[str, float] = {}
    for number, each in enumerate(foreseeable):
        key = f"{_EXPECTED}-{number}"
        if not values.get(key):
            continue
        weights = [_weight(values.get(f"{key}-{place}", "")) for place in range(len(each.events))]
        total = sum(weights)
        if total > 0:
            stated |= {event: weight / total for (event, _), weight in zip(each.events, weights, strict=True)}
    return stated or None


def _weight(text: str) -> float:
    """A slider's number; what is none, which only a program would send, weighs nothing."""
    return float(min(int(text), 100)) if text.isascii() and text.isdigit() else 0.0


def _below(entry: MenuEntry) -> str:
    """What an act does, costs and is for."""
    return " · ".join(part for part in (entry.effects, entry.costs, entry.why) if part)


def waiting_words(view: SeatView, title_of: Callable[[str], str]) -> str:
    """Why the seat has nothing to decide now."""
    if view.clock.is_paused:
        return "The umpire has paused the table."
    who = ", ".join(title_of(each) for each in view.waiting_for)
    decided = "You have decided. " if view.is_decided else ""
    return f"{decided}Waiting for {who}." if who else f"{decided}The others are moving."
