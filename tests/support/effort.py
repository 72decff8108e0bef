"""Which of many cases every run of the tests looks at, and which only the long one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pytest


def rest_long(cases: Sequence[Any], always: Collection[Any]) -> list[Any]:
    """The cases as parameters; all but those of `always` are marked long, as each costs a compilation or a solve."""
    assert set(always) <= set(cases)
    return [
        case
        if case in always
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)
        for case in cases
    ]
