"""Expressions as bare trees: precedence, places, and what is not an expression."""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.scenario.syntax import MAX_DEPTH, MAX_LENGTH, ExpressionError, Syntax, parse, read_number


def shape(node: Syntax) -> str:
    """The tree in Polish notation."""
    if not node.parts or node.kind == "dotted":
        return node.text
    return f"({' '.join([node.text or node.kind, *map(shape, node.parts)])})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", "(+ a (* b c))"),
        ("a - b - c", "(- (- a b) c)"),
        ("-a * b", "(* (- a) b)"),
        ("not a == b and c or d", "(or (and (not (== a b)) c) d)"),
        ("a or b and c", "(or a (and b c))"),
        ("a if b else c if d else e", "(choice a b (choice c d e))"),
        ("a + 1 in [b, c]", "(membership (+ a 1) b c)"),
        ("a not in [b]", "(not a b)"),
        ("a.b + f(x, k: y)", "(+ a.b (f x (k y)))"),
        ("(a)", "a"),
        ("2015-05", "2015-05"),
        ("2015 - 05", "(- 2015 05)"),
    ],
)
def test_shapes(text: str, tree: str) -> None:
    assert shape(parse(text)) == tree


def test_nodes_span_their_characters() -> None:
    text = "  front == held and aid > 2"
    left, right = parse(text).parts
    assert (text[left.start : left.end], text[right.start : right.end]) == ("front == held", "aid > 2")
    assert (parse(text).depth, left.depth, left.parts[0].depth) == (3, 2, 1)


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "the expression is empty", 0),
        ("a +", "the expression is not finished", 3),
        ("a = b", "a single '=' does not compare; write '=='", 2),
        ("a < b < c", "comparisons cannot be chained; write 'a < b and b < c'", 6),
        ("a & b", "unexpected character '&'; write 'and'", 2),
        ("a ^ 2", "powers are not supported, multiply instead", 2),
        ("_a", "names begin with a letter", 0),
    ],
)
def test_mistakes_have_their_character(text: str, message: str, offset: int) -> None:
    for _ in range(2):  # the second time from the cache
        with pytest.raises(ExpressionError) as caught:
            parse(text)
        assert message in caught.value.message
        assert caught.value.offset == offset


def test_length_and_depth_have_bounds() -> None:
    assert parse("a" * MAX_LENGTH).text == "a" * MAX_LENGTH
    with pytest.raises(ExpressionError, match=f"has {MAX_LENGTH + 1} characters"):
        parse("a" * (MAX_LENGTH + 1))
    assert parse("-" * (MAX_DEPTH - 1) + "a").depth == MAX_DEPTH
    with pytest.raises(ExpressionError, match=f"{MAX_DEPTH + 1} levels deep"):
        parse("-" * MAX_DEPTH + "a")


@pytest.mark.parametrize(("digits", "value"), [("99.9", 0.999), ("99.995", 0.99995), ("25", 0.25), (".5", 0.005)])
@pytest.mark.parametrize("sign", ["%", " %", "\u00a0%"])
def test_a_percentage_is_the_nearest_number_to_what_it_says(digits: str, value: float, sign: str) -> None:
    assert read_number(digits + sign) == value
    assert parse(f"x > {digits}{sign}").parts[1].kind == "percent"


def test_all_percentages_of_two_digits_are_read_exactly() -> None:
    for number in range(10_000):
        assert read_number(f"{number // 100}.{number % 100:02d}%") == float(Fraction(number, 10_000))
