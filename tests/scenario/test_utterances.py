"""The records of what acts say."""

from __future__ import annotations

import pytest

from detente.scenario.utterances import Promise


@pytest.mark.parametrize(
    ("forbids", "act", "is_broken"),
    [
        (False, "arm", False),
        (False, "wait", True),
        (True, "arm", True),
        (True, "wait", False),
        (False, "arm more", False),
    ],
)
def test_a_promise_is_broken_by_what_it_forbids_or_by_all_else(forbids: bool, act: str, is_broken: bool) -> None:
    assert Promise("…", ("arm", "arm more"), forbids, (), "pledge").is_broken_by(act) == is_broken
