"""How to solve and play, and how long it took."""

from __future__ import annotations

from detente.analysis.options import Stopwatch


def test_inner_phases_stop_the_outer_clock() -> None:
    watch = Stopwatch()
    with watch.phase("outer"), watch.phase("inner"):
        sum(range(100_000))
    assert watch.seconds["inner"] > watch.seconds["outer"]
