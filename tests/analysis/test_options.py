"""How to solve and play, and how long it took."""

from __future__ import annotations

from typing import Any

import pytest

from detente.analysis.options import MOST_PLAYS, Options, Origin, Stopwatch
from detente.errors import DetenteError
from detente.scenario.loading import loads
from support.ceasefire import CEASEFIRE

NUMBERS = ("num_plays", "seed", "num_starts", "max_steps", "num_worlds", "num_points")


def test_inner_phases_stop_the_outer_clock() -> None:
    watch = Stopwatch()
    with watch.phase("outer"), watch.phase("inner"):
        sum(range(100_000))
    assert watch.seconds["inner"] > watch.seconds["outer"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_plays": 0}, "plays: 0 is not a whole number from 1 to 2,000,000"),
        ({"num_plays": MOST_PLAYS + 1}, "plays: 2,000,001 is not a whole number"),
        ({"num_points": 2}, "points: 2 is not a whole number from 3"),
        ({"num_points": {"patron": 2}}, "points: 2 is not a whole number"),
        ({"seed": -1}, "seed: -1 is not a whole number from 0 to 9,223,372,036,854,775,807"),
        ({"num_worlds": -1}, "worlds: -1 is not a whole number from 0 to 10,000"),
        ({"num_starts": 10**9}, "starts: 1,000,000,000 is not a whole number from 0 to 1,000"),
        ({"max_steps": 0}, "steps: 0 is not a whole number from 1"),
        *(({name: 10**5000}, "a number of over 30 digits is not a whole number from") for name in NUMBERS),
        *(({name: -(10**5000)}, "a number of over 30 digits is not a whole number from") for name in NUMBERS),
    ],
)
def test_numbers_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DetenteError, match=message):
        Options(**options)


def test_points_are_those_of_actors_with_private_types() -> None:
    scenario = loads(CEASEFIRE)
    assert Options().points_of(scenario) is None
    assert Options(num_points=9).points_of(scenario) == {"patron": 9}
    assert Options(num_points={"patron": 5}).points_of(scenario) == {"patron": 5}
    with pytest.raises(DetenteError, match="points: 'dove' has no private types"):
        Options(num_points={"dove": 5}).points_of(scenario)


def test_a_phase_entered_again_adds_up() -> None:
    watch = Stopwatch()
    for _ in range(2):
        before = watch.seconds.get("load", 0.0)
        with watch.phase("load"):
            sum(range(1_000))
        assert watch.seconds["load"] > before
    assert set(watch.seconds) == {"load"}


def test_an_origin_has_its_seconds_in_milliseconds() -> None:
    origin = Origin("c", "C", None, "0" * 16, 3, "1.0", {"solve": 1.23456}, {"patron": 9})
    assert origin.to_json()["seconds"] == {"solve": 1.235}
    assert (origin.to_json()["seed"], origin.to_json()["num_points"]) == (3, {"patron": 9})
