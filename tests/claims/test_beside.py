"""Work beside the caller's."""

from __future__ import annotations

import threading

import pytest

from detente.claims.beside import Beside


def test_it_runs_beside_and_brings_its_result() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        assert may_end.wait(10)
        return 7

    beside = Beside(work)
    assert begun.wait(10), "it runs before anybody asks"
    may_end.set()
    assert beside.result() == beside.result() == 7


def test_an_error_is_raised_where_the_result_is_asked_for() -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Beside(fail).result()
