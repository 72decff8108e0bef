"""Whom a forced move means: an actor wherever it decides, or whoever holds a seat."""

from __future__ import annotations

from detente.scenario.loading import loads
from detente.simulate.moves import decides_for
from support.games import SEAT


def test_an_actor_is_meant_in_its_own_name_and_in_its_seat() -> None:
    scenario = loads(SEAT)
    assert decides_for(scenario, "rival", "acts", "rival")
    assert decides_for(scenario, "dove", "presses", "dove")
    assert not decides_for(scenario, "dove", "presses", "hawk")


def test_a_seat_is_whoever_holds_it() -> None:
    scenario = loads(SEAT)
    assert decides_for(scenario, "washington", "presses", "dove")
    assert decides_for(scenario, "washington", "presses", "hawk")
    assert not decides_for(scenario, "washington", "acts", "rival")
