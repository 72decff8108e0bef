"""How long a solve takes is estimated from sizes: right to a factor, and in words."""

from __future__ import annotations

import time

import pytest

from detente.game.compile import compile_game, reach_on_grid
from detente.game.effort import duration_in_words, estimate_seconds
from detente.game.memory import MemoryEstimate, estimate_memory
from detente.game.reach import Limits
from detente.scenario.loading import loads
from detente.solve.backward import solve
from support.at_once import CROSSING
from support.games import THREE_INFORMED, THREE_TYPES
from support.untracked import ONCE


def estimate(text: str, **points: int) -> MemoryEstimate:
    return estimate_memory(*reach_on_grid(loads(text), points or None, None, Limits()))


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (THREE_TYPES, {"debtor": 161}),
        (THREE_INFORMED, {"north": 31, "south": 31, "east": 31}),
        (CROSSING, {"moscow": 61, "washington": 61}),
    ],
)
def test_the_estimate_is_what_a_solve_takes(text: str, points: dict[str, int]) -> None:
    """In seconds of one core: other programs take theirs beside it."""
    game = compile_game(loads(text), points)
    solve(compile_game(loads(text), dict.fromkeys(points, 3)))  # what compiling takes is no part of it
    begun = time.process_time()
    solve(game)
    taken = time.process_time() - begun
    found = estimate(text, **points)
    assert taken / 6 < estimate_seconds(found, found.grid, cores=1) < 6 * taken


def test_more_points_take_as_much_more_and_more_cores_less() -> None:
    coarse, fine = estimate(THREE_TYPES, debtor=11), estimate(THREE_TYPES, debtor=111)
    seconds = estimate_seconds(fine, fine.grid, cores=1)
    assert seconds / estimate_seconds(coarse, coarse.grid, cores=1) == pytest.approx((111 / 11) ** 2)
    assert seconds / 2 <= estimate_seconds(fine, fine.grid, cores=2) < seconds
    assert estimate_seconds(fine, fine.grid, cores=1, with_regret=True) == pytest.approx(4 / 3 * seconds)


def test_a_belief_without_axes_takes_next_to_nothing() -> None:
    found = estimate(ONCE, north=101)
    assert estimate_seconds(found, found.grid, cores=1) < 1e-3


@pytest.mark.parametrize(
    ("seconds", "cores", "words"),
    [
        (0.2, 1, "less than a second on one core"),
        (1.2, 2, "about 1 second on two cores"),
        (4.4, 2, "about 4 seconds on two cores"),
        (94.0, 2, "about 2 minutes on two cores"),
        (240.0, 16, "about 4 minutes on 16 cores"),
        (86_400.0, 4, "about 24 hours on four cores"),
        (300_000.0, 2, "about 3 days on two cores"),
        (1e20, 2, "about 3e+12 years on two cores"),
    ],
)
def test_durations_are_in_words(seconds: float, cores: int, words: str) -> None:
    assert duration_in_words(seconds, cores) == words
