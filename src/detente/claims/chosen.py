"""Acts of a range of numbers in claims: `ann plays share 35`."""

from __future__ import annotations

from collections.abc import Sequence

from detente.claims.tokens import ClaimError, Token, Tokens
from detente.scenario.model import Decision
from detente.scenario.ranges import find_number, write_number
from detente.scenario.syntax import read_number


def read_act(tokens: Tokens, decisions: Sequence[Decision]) -> tuple[Token, Tokens]:
    """The act of `OWNER plays ACTION`, a number of a range included, and what follows it.

    Args:
        decisions: of the owner.
    """
    place = next((i for i in range(3, len(tokens)) if tokens[i].text not in ("-", "+")), len(tokens))
    if place == len(tokens) or tokens[place].kind != "number":
        return tokens[2], tokens[3:]
    value = read_number(tokens[place].text)
    value *= (-1.0) ** sum(token.text == "-" for token in tokens[3:place])
    numbers = {each.name: each.number for menu in decisions for each in menu.actions if each.family == tokens[2].text}
    name = find_number(value, numbers) or f"{tokens[2].text} {write_number(value)}"
    return Token("name", name, tokens[2].start), tokens[place + 1 :]


def require_number(owner: Token, action: Token, decisions: Sequence[Decision]) -> None:
    """Requires that an act is not the name of a whole range.

    Raises:
        ClaimError: it is.
    """
    ranges = {each.family: each for menu in decisions for each in reversed(menu.actions) if each.family}
    if action.text in ranges:
        example = ranges[action.text].name
        message = f"'{action.text}' is a range of numbers; write one, as in {owner.text} plays {example}"
        raise ClaimError(f"{message}, or a condition, as in eventually {action.text} >= 1", action.start)
