"""The words of a claim, and how they are divided at the top level of their parentheses."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass

from detente.scenario.slips import advise_sign
from detente.scenario.syntax import MAX_DEPTH, MAX_LENGTH

_PATTERN = re.compile(
    r"""(?P<date>\d{4}-\d{2}(?:-\d{2})?(?![\d]))
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:\s*%)?)
    |(?P<name>[^\W\d_]\w*)
    |(?P<sign>==|!=|<=|>=|[-+*/()<>\[\],.:=])
    |(?P<space>\s+)
    |(?P<other>.)""",
    re.VERBOSE,
)
_ADVICE = {
    "|": "; write 'given', as in P(A given B)",
    "&": "; write 'and'",
    "!": "; write 'not'",
    "%": "; a percentage is a number followed by %",
    "^": "; powers are not supported",
}
_OPENING, _CLOSING = ("(", "["), (")", "]")


# Words that apply to what follows them, so that a row of them is as deep as parentheses.
_PREFIXES = ("-", "+", "not")


class ClaimError(Exception):
    """Something wrong at one place of a claim; `offset` is the index of the character."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True)
class Token:
    """A word, number, date or sign; `start` and `end` are the characters that it spans."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


Tokens = tuple[Token, ...]


def tokenize(text: str) -> Tokens:
    """The tokens of a claim.

    Raises:
        ClaimError: a character that claims do not contain, parentheses that do not match, or too many.
    """
    if len(text) > MAX_LENGTH:
        raise ClaimError(f"the statement has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed", 0)
    tokens = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "other":
            raise ClaimError(
                f"unexpected character {match[0]!r}{_ADVICE.get(match[0], '') or advise_sign(match[0])}", match.start()
            )
        if kind != "space":
            tokens.append(Token(kind, match[0], match.start()))
    _check_parentheses(tokens)
    _check_depth(tokens)
    return tuple(tokens)


def _check_parentheses(tokens: list[Token]) -> None:
    waiting: list[Token] = []
    for token in tokens:
        if token.text in _OPENING:
            waiting.append(token)
        elif token.text in _CLOSING and (
            not waiting or _OPENING.index(waiting.pop().text) != _CLOSING.index(token.text)
        ):
            raise ClaimError(f"this '{token.text}' has no matching bracket before it", token.start)
    if waiting:
        raise ClaimError(f"this '{waiting[-1].text}' is never closed", waiting[-1].start)


def _check_depth(tokens: list[Token]) -> None:
    """Notes nothing; raises ClaimError where parentheses, signs and `not` are too deep within each other."""
    outside, run = list[int](), 0
    depth = 0
    for token in tokens:
        if token.text in _OPENING:
            outside.append(depth)
            depth, run = depth + run + 1, 0
        elif token.text in _CLOSING:
            depth, run = outside.pop(), 0
        else:
            run = run + 1 if token.text in _PREFIXES else 0
        if depth + run > MAX_DEPTH:
            message = (
                f"parentheses and signs are more than {MAX_DEPTH} levels deep here; at most {MAX_DEPTH} are allowed"
            )
            raise ClaimError(message, token.start)


def compute_depths(tokens: Tokens) -> list[int]:
    """How many parentheses are open at every token; a parenthesis itself counts as outside."""
    depth, result = 0, []
    for token in tokens:
        depth -= token.text in _CLOSING
        result.append(depth)
        depth += token.text in _OPENING
    return result


def find(tokens: Tokens, words: Collection[str]) -> list[int]:
    """Positions of the words at the top level."""
    return [
        i
        for i, (token, depth) in enumerate(zip(tokens, compute_depths(tokens), strict=True))
        if depth == 0 and token.text in words
    ]


def split(tokens: Tokens, words: Collection[str]) -> tuple[list[Tokens], list[Token]]:
    """The pieces between the words at the top level, and the words between them."""
    places = find(tokens, words)
    bounds = [-1, *places, len(tokens)]
    pieces = [tokens[a + 1 : b] for a, b in itertools.pairwise(bounds)]
    return pieces, [tokens[place] for place in places]


def find_closing(tokens: Tokens, opening: int) -> int:
    """Position of the parenthesis that closes the one at `opening`."""
    levels = compute_depths(tokens)
    return next(
        i for i in range(opening + 1, len(tokens)) if levels[i] == levels[opening] and tokens[i].text in _CLOSING
    )


def is_enclosed(tokens: Tokens) -> bool:
    """Whether one pair of parentheses encloses everything."""
    return len(tokens) > 1 and tokens[0].text == "(" and find_closing(tokens, 0) == len(tokens) - 1


def join_tokens(tokens: Tokens) -> str:
    """The tokens as text, for messages."""
    return " ".join(token.text for token in tokens)
