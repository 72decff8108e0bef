"""Wants weighed by what they do to choices, in a crisis where the weights are known."""

from __future__ import annotations

import pytest

from detente.analysis.checkups.wants import find_unequal_wants
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve

TEXT = """
crisis: Two things to want
calendar: {rounds: 4}
state: {front: {scale: [held, lost], starts: held}, sky: {scale: [clear, dark], starts: clear}}
actors:
  red:
    patience: 0
    precision: 1
    wants: {large: LARGE * front, small: 0.1 * front, SKY}
each round:
  - red moves: {wait: {then: front = held}, push: {then: front = lost}}
  - chance night: {falls: {probability: 0.5, then: sky = dark}, passes: {probability: rest, then: sky = clear}}
"""


@pytest.mark.parametrize(
    ("large", "sky", "kinds"),
    [
        # Shares of squares: L² / (L² + 0.1²) is 0.9984 at 2.5, and 0.99908 at 3.3.
        (2.5, "sky: 0.5 * (front == held)", []),
        (2.5, "sky: 0.5 * (sky == dark)", ["want that never bites"]),
        (2.5, "sky: 0.004 * front", ["want that never bites"]),
        (2.5, "sky: 0.02 * front", []),
        (100, "sky: 0.5 * (front == held)", ["want that dwarfs the others"]),
    ],
)
def test_what_counts_is_the_difference_between_acts(large: float, sky: str, kinds: list[str]) -> None:
    text = TEXT.replace("LARGE", str(large)).replace("SKY", sky)
    assert [each.kind for each in find_unequal_wants(solve(compile_game(loads(text))), 1)] == kinds


def test_the_share_is_that_of_squares() -> None:
    text = TEXT.replace("LARGE", "100").replace("SKY", "sky: 0.5 * front")
    (found,) = find_unequal_wants(solve(compile_game(loads(text))), 1)
    assert found.evidence["share_of_squares"] == pytest.approx(100**2 / (100**2 + 0.1**2 + 0.5**2), rel=1e-9)
    # Precision is 1: the log-odds between the acts are the difference itself.
    assert found.evidence["log_odds"] == pytest.approx(100)
