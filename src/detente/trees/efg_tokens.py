"""The words of Gambit's `.efg` files, with their places.

White space only separates. Text stands in double quotes, with `\\"` for a quotation mark within; commas between numbers
are optional, and mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from detente.errors import Mistake, ScenarioError
from detente.scenario.positions import Where

_TOKEN = re.compile(r'\s+|,|(?P<brace>[{}])|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<word>[^\s{}",]+)', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?)")

_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class EfgToken:
    """A word with its place: `kind` is `text` (quoted), `word`, `{`, `}` or `end`."""

    kind: str
    text: str
    line: int
    column: int

    @property
    def shown(self) -> str:
        """How an error quotes it."""
        if self.kind == "end":
            return "the end of the file"
        text = self.text if len(self.text) <= _LONGEST_SHOWN else self.text[:_LONGEST_SHOWN] + "…"
        return f'"{text}"' if self.kind == "text" else f"`{text}`"


class EfgTokens:
    """The words of a file, read one after another."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.tokens = self._split(text)
        self.index = 0

    def _split(self, text: str) -> list[EfgToken]:
        tokens, place, line, begin = [], 0, 1, 0
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                self.fail(EfgToken("word", text[place], line, place - begin + 1), "this text has no closing quote")
            kind = match.lastgroup
            if kind is not None:
                found = match[kind]
                token = found if kind == "brace" else kind
                word = re.sub(r'\\(["\\])', r"\1", found) if kind == "text" else found
                tokens.append(EfgToken(token, word, line, place - begin + 1))
            if newlines := match[0].count("\n"):
                line, begin = line + newlines, place + match[0].rindex("\n") + 1
            place = match.end()
        tokens.append(EfgToken("end", "", line, place - begin + 1))
        return tokens

    @property
    def next(self) -> EfgToken:
        """The next word, not yet read."""
        return self.tokens[self.index]

    def fail(self, token: EfgToken, message: str, field: str = "efg") -> NoReturn:
        """Report a mistake at a word.

        Raises:
            ScenarioError: always.
        """
        raise ScenarioError([Mistake(Where(self.file, token.line, token.column, field), message)])

    def read(self, kind: str, what: str) -> EfgToken:
        """The next word, of this kind."""
        token = self.next
        if token.kind != kind:
            self.fail(token, f"{what} was expected, {token.shown} was found")
        self.index += 1
        return token

    def skip(self, kind: str) -> bool:
        """Whether the next word is of this kind, and is passed."""
        found = self.next.kind == kind
        self.index += found
        return found

    def text(self, what: str) -> str:
        """A quoted text."""
        return self.read("text", f"{what} in double quotes").text

    def whole(self, what: str, least: int) -> int:
        """A whole number."""
        token = self.read("word", f"{what}, a whole number,")
        if not token.text.isdecimal() or int(token.text) < least:
            self.fail(token, f"{what} must be a whole number from {least}, found {token.shown}")
        return int(token.text)

    def number(self, what: str) -> Fraction:
        """A decimal or rational number."""
        token = self.read("word", f"{what}, a number,")
        if _NUMBER.fullmatch(token.text) is None or re.fullmatch(r".*/0+", token.text):
            self.fail(token, f"{what} must be a number such as 2, -0.5 or 1/3, found {token.shown}")
        return Fraction(token.text)
