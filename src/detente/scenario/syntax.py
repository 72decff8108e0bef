"""Expressions as text: the grammar, and the bare syntax tree whose names are not resolved yet.

`resolution.py` turns the bare tree into an `Expression`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import lark

from detente.scenario.slips import advise_sign, find_decimal_comma

MAX_LENGTH = 2_000
MAX_DEPTH = 60

GRAMMAR = r"""
?expression: disjunction
    | disjunction "if" disjunction                     -> choice
    | disjunction "if" disjunction "else" expression   -> choice
?disjunction: conjunction
    | disjunction OR conjunction            -> binary
?conjunction: negation
    | conjunction AND negation              -> binary
?negation: comparison
    | NOT negation                          -> unary
?comparison: sum
    | sum COMPARISON sum                    -> binary
    | sum "in" "[" expression ("," expression)* ","? "]"       -> membership
    | sum NOT "in" "[" expression ("," expression)* ","? "]"   -> membership
    | sum "is" name                         -> is_type
    | sum "is" NOT name                     -> is_type
    | sum "plays" name                      -> plays
    | sum "plays" name signed               -> plays
?sum: product
    | sum (PLUS | MINUS) product            -> binary
?product: factor
    | product (TIMES | DIVIDE) factor       -> binary
?factor: atom
    | MINUS factor                          -> unary
    | "+" factor
?atom: NUMBER                               -> number
    | PERCENT                               -> percent
    | DATE                                  -> date
    | name
    | NAME "." NAME                         -> dotted
    | NAME "(" [argument ("," argument)* ","?] ")"   -> call
    | "(" expression ")"
?argument: expression
    | NAME (":" | "=") expression           -> keyword
name: NAME
?signed: NUMBER                             -> number
    | PERCENT                               -> percent
    | MINUS signed                          -> unary

OR: "or"
AND: "and"
NOT: "not"
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIVIDE: "/"
COMPARISON: "==" | "!=" | "<=" | ">=" | "<" | ">"
DATE.3: /[0-9]{4}-[0-9]{2}(-[0-9]{2})?(?![0-9])/
PERCENT.2: /([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*%/
NUMBER.1: /([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?/
NAME: /[^\W\d_]\w*/
%ignore /[ \t\r\n]+/
"""

_SPOKEN = {
    "NAME": "a name",
    "NUMBER": "a number",
    "DATE": "a date",
    "RPAR": "')'",
    "RSQB": "']'",
    "LSQB": "'['",
    "$END": "the end",
    "COMPARISON": "a comparison",
    "ELSE": "'else'",
    "COMMA": "','",
}


def read_number(text: str) -> float:
    """The number nearest to what the text says, `0.25`, `1e-3`, `25%` or `25 %`: 99.9% is 0.999."""
    if not text.endswith("%"):
        return float(text)
    digits, _, exponent = text[:-1].strip().lower().partition("e")
    return float(f"{digits}e{int(exponent or 0) - 2}")


class ExpressionError(Exception):
    """Something wrong at one place of an expression.

    Args:
        offset: index of the character in the expression's text.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Syntax:
    """A node of the bare tree.

    Args:
        kind: number, percent, date, name, dotted, unary, binary, choice, membership, is_type, plays, call or keyword.
        text: the number, date or name as written; the operator; the function's or argument's name.
        start, end: the characters it spans. depth: levels below and including it.
    """

    kind: str
    text: str
    parts: tuple[Syntax, ...]
    start: int
    end: int
    depth: int


def _builder(kind: str) -> Callable[[SyntaxBuilder, list[Any]], Syntax]:
    def build(_: SyntaxBuilder, children: list[Any]) -> Syntax:
        return node(kind, children)

    return build


def node(kind: str, children: Sequence[lark.Token | Syntax]) -> Syntax:
    """The node that spans the children; its text is that of the tokens among them."""
    tokens = [child for child in children if isinstance(child, lark.Token)]
    parts = tuple(child for child in children if isinstance(child, Syntax))
    spans = [(part.start, part.end) for part in parts]
    spans += [(_start(token), _start(token) + len(token)) for token in tokens]
    start, end = (min(a for a, _ in spans), max(b for _, b in spans)) if spans else (0, 0)
    return Syntax(kind, " ".join(tokens), parts, start, end, 1 + max((part.depth for part in parts), default=0))


class SyntaxBuilder(lark.Transformer[lark.Token, Syntax]):
    """Builds `Syntax` nodes while lark parses."""

    number = _builder("number")
    percent = _builder("percent")
    date = _builder("date")
    name = _builder("name")
    unary = _builder("unary")
    binary = _builder("binary")
    choice = _builder("choice")
    membership = _builder("membership")
    is_type = _builder("is_type")
    plays = _builder("plays")
    call = _builder("call")
    keyword = _builder("keyword")

    def dotted(self, children: list[lark.Token]) -> Syntax:
        first, second = (node("name", [child]) for child in children)
        return Syntax("dotted", f"{first.text}.{second.text}", (first, second), first.start, second.end, 2)


def parse(text: str) -> Syntax:
    """The bare tree of an expression.

    Raises:
        ExpressionError: the text is not an expression, too long or too deep.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(text)} characters; at most {MAX_LENGTH} are allowed", 0)
    tree = _parse(text)
    if isinstance(tree, ExpressionError):
        raise ExpressionError(tree.message, tree.offset)
    return tree


# Variants parse the same texts again and again, and most of the time of a check is spent here.
@functools.lru_cache(maxsize=20_000)
def _parse(text: str) -> Syntax | ExpressionError:
    if not text.strip():
        return ExpressionError("the expression is empty", 0)
    try:
        tree = _parser().parse(text)
    except lark.UnexpectedInput as error:
        return _explain(error, text)
    assert isinstance(tree, Syntax)
    if tree.depth > MAX_DEPTH:
        message = f"the expression is {tree.depth} levels deep; at most {MAX_DEPTH} are allowed: give its parts names"
        return ExpressionError(message, tree.start)
    return tree


@functools.cache
def _parser() -> lark.Lark:
    return lark.Lark(
        GRAMMAR, start="expression", parser="lalr", lexer="basic", transformer=SyntaxBuilder(), maybe_placeholders=False
    )


def _start(token: lark.Token) -> int:
    return token.start_pos or 0


def _explain(error: lark.UnexpectedInput, text: str) -> ExpressionError:
    """The parser's complaint in the analyst's words."""
    offset = error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(text)
    if comma := find_decimal_comma(text, offset):
        return ExpressionError(comma, offset)
    if isinstance(error, lark.UnexpectedCharacters):
        return ExpressionError(f"unexpected character {text[offset]!r}{_advice_for(text[offset])}", offset)
    assert isinstance(error, lark.UnexpectedToken)
    token = error.token
    if token.type == "$END":
        return ExpressionError("the expression is not finished" + _expected(error), len(text.rstrip()))
    if token == "=":
        return ExpressionError("a single '=' does not compare; write '=='", offset)
    if token.lower() in ("and", "or", "not", "if", "else", "in", "is") and token != token.lower():
        return ExpressionError(f"unexpected '{token}'; write '{token.lower()}'", offset)
    if token.type == "COMPARISON" and "COMPARISON" not in error.accepts:
        return ExpressionError("comparisons cannot be chained; write 'a < b and b < c'", offset)
    return ExpressionError(f"unexpected '{token}'" + _expected(error), offset)


def _expected(error: lark.UnexpectedToken) -> str:
    accepted = set(error.accepts)
    words = [spoken for terminal, spoken in _SPOKEN.items() if terminal in accepted]
    return f"; expected {' or '.join(words)}" if words else ""


def _advice_for(character: str) -> str:
    advice = {
        "&": "; write 'and'",
        "|": "; write 'or'",
        "!": "; write 'not', or '!=' between two values",
        "^": "; powers are not supported, multiply instead",
        "{": "; only parentheses group",
        "_": "; names begin with a letter",
        "%": "; a percentage is a number followed by %",
        "[": "; a list can only follow 'in'",
    }
    return advice.get(character, "") or advise_sign(character)
