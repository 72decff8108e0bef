"""Which operands of `and` and `or` in a claim belong together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

from detente.claims.tokens import Token, Tokens, find, is_enclosed
from detente.scenario.names import RESERVED

WINDOW_WORDS = ("at", "by", "from")
TIME_WORDS = frozenset({"eventually", "always", "within", *WINDOW_WORDS})

Kind = Literal["bare", "prefixed", "timed", "windowed", "move", "event"]


@dataclass
class Group:
    """Operands that are read together: `a and b at DATE` is one event."""

    kind: Kind
    tokens: Tokens
    is_open: bool
    joints: list[str]


def speaks_of_time(tokens: Tokens) -> bool:
    return any(token.text in TIME_WORDS or token.text == "plays" for token in tokens) or tells_lies(tokens)


def tells_lies(tokens: Tokens) -> bool:
    """Whether `OWNER lies` is among the tokens; elsewhere `lies` may be a name of the crisis."""
    pairs = itertools.pairwise(tokens)
    return any(then.text == "lies" and one.kind == "name" and one.text not in RESERVED for one, then in pairs)


def _kind(tokens: Tokens) -> Kind:
    """What an operand between `and` and `or` is, by its words."""
    body = tokens
    while len(body) > 1 and body[0].text == "not":
        body = body[1:]
    if body[0].text in ("eventually", "always"):
        return "prefixed"
    if is_enclosed(body) and speaks_of_time(body):
        return "event"
    if (find(body, ("plays",)) and not find(body, ("within",))) or tells_lies(body[:2]):
        return "move"
    if find(body, ("at", "within")):
        return "timed"
    return "windowed" if find(body, ("by", "from")) else "bare"


def group_operands(tokens: Tokens, operands: list[Tokens], joints: list[Token]) -> tuple[list[Group], list[Token]]:
    """Operands read together, and the words between the groups.

    A bare condition belongs to the `eventually`, `always` or `within … of` before it, or else to a dated one after it.
    """
    groups: list[Group] = []
    between: list[Token] = []
    for position, operand in enumerate(operands):
        kind = _kind(operand)
        has_window = bool(find(operand, WINDOW_WORDS))
        last = groups[-1] if groups else None
        joins = last is not None and last.is_open and (
            kind == "bare"
            or (kind == "timed" and last.kind == "bare")
            or (kind == "windowed" and last.kind == "prefixed")
        )  # fmt: skip
        if last is not None and joins:
            first = tokens.index(last.tokens[0])
            last.tokens = tokens[first : tokens.index(operand[-1]) + 1]
            last.joints.append(joints[position - 1].text)
            last.kind = kind if last.kind == "bare" else last.kind
            last.is_open = not has_window and last.is_open
            continue
        if last is not None:
            between.append(joints[position - 1])
        is_open = kind in ("bare", "prefixed", "timed") and not has_window
        groups.append(Group(kind, operand, is_open, []))
    return groups, between
