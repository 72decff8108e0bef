"""Wants weighed by what they do to choices, in a crisis where the weights are known."""

from __future__ import annotations

import pytest

from detente.analysis.checkups.wants import find_unequal_wants
from detente.analysis.diagnosis import Finding
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
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


def found(text: str) -> list[Finding]:
    equilibrium = solve(compile_game(loads(text)))
    return list(find_unequal_wants(equilibrium, simulate(equilibrium, 2_000, 1), 1))


@pytest.mark.parametrize(
    ("large", "sky", "kinds"),
    [
        # Shares of squares: L² / (L² + 0.1²) is 0.9984 at 2.5, and 0.99908 at 3.3.
        (2.5, "sky: 0.5 * (front == held)", []),
        (2.5, "sky: 0.5 * (sky == dark)", ["want that never matters"]),
        (2.5, "sky: 0.004 * front", ["want that never matters"]),
        (2.5, "sky: 0.02 * front", []),
        (100, "sky: 0.5 * (front == held)", ["want that dwarfs the others"]),
    ],
)
def test_what_counts_is_the_difference_between_acts(large: float, sky: str, kinds: list[str]) -> None:
    text = TEXT.replace("LARGE", str(large)).replace("SKY", sky)
    assert [each.kind for each in found(text)] == kinds


def test_what_is_paid_after_the_calendar_is_no_want() -> None:
    """It counts among all that differs between acts, and has no name of its own."""
    text = TEXT.replace("{rounds: 4}", "{rounds: 4, afterwards: {red: 0 - 0.01 * front}}")
    text = text.replace("LARGE", "100").replace("SKY", "sky: 0.5 * front").replace("patience: 0", "patience: 0.5")
    (dwarf,) = found(text)
    assert dwarf.subject == "red wants large"
    assert "so that small, sky might as well be left out" in dwarf.advice


def test_the_share_is_that_of_squares() -> None:
    text = TEXT.replace("LARGE", "100").replace("SKY", "sky: 0.5 * front")
    (dwarf,) = found(text)
    assert dwarf.evidence["share_of_squares"] == pytest.approx(100**2 / (100**2 + 0.1**2 + 0.5**2), rel=1e-9)
    # Precision is 1: the log-odds between the acts are the difference itself.
    assert dwarf.evidence["log_odds"] == pytest.approx(100)


def test_what_is_rare_may_be_what_an_actor_acts_upon() -> None:
    """A catastrophe once in a thousand rounds, not to be seen at a few decisions, is not called nothing."""
    sky = "doom: 0 - 500 * (sky == dark)"
    text = (
        TEXT.replace("LARGE", "2.5")
        .replace("SKY", sky)
        .replace("falls: {probability: 0.5", "falls: {probability: PART")
    )
    kinds = [each.kind for each in found(text.replace("PART", "0.001"))]
    assert "want that never matters" not in kinds
    assert [each.kind for each in found(text.replace("PART", "0.5"))] == ["want that never matters"]
