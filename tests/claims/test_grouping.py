"""Which operands of `and` and `or` belong together."""

from __future__ import annotations

import pytest

from detente.claims.grouping import group_operands, speaks_of_time
from detente.claims.tokens import join_tokens, split, tokenize


@pytest.mark.parametrize(
    ("text", "groups", "between"),
    [
        ("a and b at 2015-05", [("timed", "a and b at 2015-05")], []),
        ("eventually a and b", [("prefixed", "eventually a and b")], []),
        (
            "eventually a and b by 2015-05 and c",
            [("prefixed", "eventually a and b by 2015-05"), ("bare", "c")],
            ["and"],
        ),
        ("a at 2015-05 and b", [("timed", "a at 2015-05"), ("bare", "b")], ["and"]),
        ("a within 2 months of b or c", [("timed", "a within 2 months of b or c")], []),
        ("x plays y and always a", [("move", "x plays y"), ("prefixed", "always a")], ["and"]),
        ("(always a) or not x plays y", [("event", "( always a )"), ("move", "not x plays y")], ["or"]),
        ("a and b", [("bare", "a and b")], []),
        ("a by 2015-05", [("windowed", "a by 2015-05")], []),
    ],
)
def test_a_bare_condition_goes_with_its_neighbour(text: str, groups: list[tuple[str, str]], between: list[str]) -> None:
    tokens = tokenize(text)
    found, joints = group_operands(tokens, *split(tokens, ("and", "or")))
    assert [(group.kind, join_tokens(group.tokens)) for group in found] == groups
    assert [joint.text for joint in joints] == between


def test_words_of_time() -> None:
    assert speaks_of_time(tokenize("x plays y"))
    assert speaks_of_time(tokenize("a from 2015-05"))
    assert not speaks_of_time(tokenize("a and b == c"))
