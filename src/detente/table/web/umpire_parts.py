"""What only the umpire sees, part by part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from detente.claims.numbers import format_share
from detente.report.words import in_words
from detente.scenario.model import Decision, Scenario
from detente.table.records import HeldBelief, LogRow, UmpirePending
from detente.table.web.elements import button, facts, meter, table, tag
from detente.table.web.seat_parts import draw_believed

_MOVES = ("move", "chance")
MOST_ROWS = 200
"""Rows of the log on the page, the latest; the files have all."""


def draw_types(types: tuple[tuple[str, str], ...]) -> None:
    """What everybody is."""
    tag("h2", "What is hidden from the others")
    facts(list(types))


def draw_beliefs(beliefs: tuple[HeldBelief, ...]) -> None:
    """What is believed of everybody's type."""
    draw_believed(beliefs, "What an observer who reasons as the model does believes, after all that all have seen.")


def draw_pending(pending: tuple[UmpirePending, ...]) -> None:
    """Who must decide now, and what the model would do there."""
    tag("h2", "Who must decide now")
    for each in pending:
        given = "has not decided" if each.given is None else f"has decided: {in_words(each.given)}"
        who = f"{each.player} ({each.who})" if each.player else each.who
        tag("p", f"{who}, {in_words(each.stage)}: {given}.")
        with tag("ul", None, "beliefs"):
            for act in each.policy:
                share = format_share(act.probability)
                with tag("li"):
                    tag("span", act.words)
                    meter(act.probability, share)
                    tag("span", share, "number")


def draw_rows(rows: tuple[LogRow, ...]) -> None:
    """The latest rows of the log."""
    shown = [
        [
            str(each.turn),
            each.date,
            each.kind,
            in_words(each.actor),
            each.player,
            (in_words(each.act) if each.kind in _MOVES else each.act) or each.seen,
            each.made_by,
            each.changes,
        ]
        for each in reversed(rows[-MOST_ROWS:])
    ]
    heads = ["Turn", "Date", "Kind", "Actor", "Player", "Act", "Made by", "Changes"]
    table("The latest first; the files have everything.", heads, shown, numbers={0})


def draw_plans(
    overrides: tuple[tuple[str, str], ...],
    injected: tuple[str, ...],
    title_of: Callable[[str], str],
    withdraw: Callable[[str], Any],
) -> None:
    """What the umpire has ordered and what has not happened yet, each with a button that takes it back."""
    lines = [
        (f"{title_of(actor)} plays {in_words(act)} at its next decision that has it.", actor)
        for actor, act in overrides
    ]
    with tag("ul", None, "sentences"):
        for words, key in [*lines, *((f"Injected: {each}", each) for each in injected)]:
            with tag("li"):
                tag("span", f"{words} ")
                button("Take back", partial(withdraw, key), "small", aria_label=f"Take back: {words}")


def list_injections(scenario: Scenario, date: str) -> list[str]:
    """What an umpire may want to let happen: every move of the period that is under way, and every level."""
    moves = [
        f"{stage.owner} plays {act.name} at {date}"
        for stage in scenario.stages
        if isinstance(stage, Decision)
        for act in stage.actions
    ]
    levels = [f"{each.name} = {level}" for each in scenario.variables for level in each.levels]
    return list(dict.fromkeys([*moves, *levels]))
