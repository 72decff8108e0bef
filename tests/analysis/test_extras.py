"""Libraries that only some questions need."""

from __future__ import annotations

import math

import pytest

from detente.analysis.extras import require_extra
from detente.errors import DetenteError


def test_what_is_there_is_given() -> None:
    assert require_extra("math", "worlds", "This") is math


def test_what_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(DetenteError, match=r"Drivers needs the library nowhere_at_all, .*pip install .*\[worlds\]'"):
        require_extra("nowhere_at_all.part", "worlds", "Drivers")
