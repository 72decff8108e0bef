"""Words of `.efg` files."""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.errors import ScenarioError
from detente.trees.efg_tokens import EfgTokens


def test_text_numbers_and_places() -> None:
    tokens = EfgTokens('"a \\"b\\"\nc" 1/3 -.5\n  2e-1 {', "f.efg")
    assert tokens.text("a text") == 'a "b"\nc'
    assert [tokens.number("n") for _ in range(3)] == [Fraction(1, 3), Fraction(-1, 2), Fraction(1, 5)]
    assert (tokens.next.kind, tokens.next.line, tokens.next.column) == ("{", 3, 8)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "a payoff must be a number such as 2, -0.5 or 1/3, found `x`"),
        ("1/0", "found `1/0`"),
        ("", "the end of the file was found"),
        ('"1"', 'a payoff, a number, was expected, "1" was found'),
    ],
)
def test_what_is_no_number(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=r"f\.efg:1") as caught:
        EfgTokens(text, "f.efg").number("a payoff")
    assert message in str(caught.value)


def test_a_quote_that_is_not_closed() -> None:
    with pytest.raises(ScenarioError, match=r"f\.efg:2:1 efg: this text has no closing quote"):
        EfgTokens('"a"\n"b', "f.efg")
