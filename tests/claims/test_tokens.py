"""The words of claims, and where they are divided."""

from __future__ import annotations

import pytest

from detente.claims.tokens import ClaimError, find, find_closing, is_enclosed, join_tokens, split, tokenize
from detente.scenario.syntax import MAX_DEPTH, MAX_LENGTH

TEXT = "P(a and (b or c)) and d"


def test_tokens_know_their_kind_and_place() -> None:
    tokens = tokenize("P(front == held by 2015-08) > 5%")
    assert [token.kind for token in tokens] == [
        *("name", "sign", "name", "sign", "name", "name", "date", "sign", "sign", "number")
    ]
    assert all("P(front == held by 2015-08) > 5%"[token.start : token.end] == token.text for token in tokens)


def test_words_within_parentheses_divide_nothing() -> None:
    tokens = tokenize(TEXT)
    assert find(tokens, ("and", "or")) == [len(tokens) - 2]
    pieces, joints = split(tokens, ("and", "or"))
    assert [join_tokens(piece) for piece in pieces] == ["P ( a and ( b or c ) )", "d"]
    assert [joint.start for joint in joints] == [TEXT.rindex("and")]


def test_a_parenthesis_knows_its_partner() -> None:
    tokens = tokenize(TEXT)
    assert tokens[find_closing(tokens, 1)].start == TEXT.rindex(")")
    assert is_enclosed(tokenize("(a and (b))"))
    assert not is_enclosed(tokenize("(a) and (b)"))


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("P(a | b)", "write 'given'", 4),
        ("a)", "has no matching bracket before it", 1),
        ("(a]", "has no matching bracket before it", 2),
        ("(a", "is never closed", 0),
        ("2 ^ 3", "powers are not supported", 2),
    ],
)
def test_mistakes_have_their_character(text: str, message: str, offset: int) -> None:
    with pytest.raises(ClaimError, match=message) as caught:
        tokenize(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("(", ")"), ("-", ""), ("not ", ""), ("(-", ")"), ("+ ", ""), ("[", "]"), ("(not ", ")")],
)
def test_statements_are_so_deep_and_no_deeper(opened: str, closed: str) -> None:
    levels = len(opened.replace("not ", "n").strip())
    most = MAX_DEPTH // levels
    assert tokenize(opened * most + "x" + closed * most)
    with pytest.raises(ClaimError, match=f"at most {MAX_DEPTH} are allowed") as caught:
        tokenize(opened * (most + 1) + "x" + closed * (most + 1))
    assert caught.value.offset >= most * len(opened.strip())


def test_signs_between_quantities_are_not_deep() -> None:
    assert tokenize("1 - 2 " * 100)


def test_statements_are_so_long_and_no_longer() -> None:
    assert tokenize("x" * MAX_LENGTH)
    with pytest.raises(ClaimError, match="the statement has 2,001 characters; at most 2,000 are allowed"):
        tokenize("x" * (MAX_LENGTH + 1))
