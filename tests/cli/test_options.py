"""Options as they are written, and their mistakes."""

from __future__ import annotations

import pytest

from detente.scenario.library import TEMPLATE
from support.command import invoke


@pytest.mark.parametrize(
    ("option", "number", "message"),
    [
        ("--plays", "abc", "'abc' is not a whole number."),
        ("--plays", "0", "0 is too small; the least is 1."),
        ("--seed", "-1", "-1 is too small; the least is 0."),
        ("--worlds", "1.5", "'1.5' is not a whole number."),
    ],
)
def test_a_wrong_number_is_explained(option: str, number: str, message: str) -> None:
    done = invoke("claims", str(TEMPLATE), option, number)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
