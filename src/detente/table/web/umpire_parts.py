"""What only the umpire sees, part by part."""

from __future__ import annotations

from detente.claims.numbers import format_share
from detente.table.records import LogRow, UmpirePending
from detente.table.web.elements import facts, meter, sentences, table, tag

MOST_ROWS = 200
"""Rows of the log on the page, the latest; the files have all."""


def draw_types(types: tuple[tuple[str, str], ...]) -> None:
    """What everybody is."""
    tag("h2", "What is hidden from the others")
    facts(list(types))


def draw_pending(pending: tuple[UmpirePending, ...]) -> None:
    """Who must decide now, and what the model would do there."""
    tag("h2", "Who must decide now")
    for each in pending:
        given = "has not decided" if each.given is None else f"has decided: {each.given}"
        tag("p", f"{each.player} ({each.actor}, {each.stage}) {given}.")
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
            each.actor,
            each.player,
            each.act or each.seen,
            each.made_by,
            each.changes,
        ]
        for each in reversed(rows[-MOST_ROWS:])
    ]
    heads = ["Turn", "Date", "Kind", "Actor", "Player", "Act", "Made by", "Changes"]
    table("The latest first; the files have everything.", heads, shown, numbers={0})


def draw_plans(overrides: tuple[tuple[str, str], ...], injected: tuple[str, ...]) -> None:
    """What the umpire has ordered and what has not happened yet."""
    lines = [f"{actor} will play {act} at its next decision." for actor, act in overrides]
    sentences([*lines, *(f"Injected: {each}" for each in injected)])
