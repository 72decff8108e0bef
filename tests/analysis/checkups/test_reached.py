"""Levels that no play reaches, and chances that change nothing."""

from __future__ import annotations

import pytest

from detente.analysis.checkups.reached import find_idle_chances, find_unreached_levels
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.backward import solve

TEXT = """
crisis: A ladder
calendar: {rounds: 3}
state:
  rung: {scale: [low, middle, high], starts: low}
  steps: {from: 0, to: LAST, starts: 0}
actors:
  red: {types: {a: {prior: 0.5}, b: {prior: 0.5}}}
each round:
  - red moves: {wait: {}, climb: {then: [rung = middle, steps up]}}
  - CHANCE
"""
NONE = "chance wind: {blows: {probability: 0.5, then: rung = low}, rests: rest}"


def played(chance: str = NONE, last: int = 3) -> Paths:
    text = TEXT.replace("CHANCE", chance).replace("LAST", str(last))
    return simulate(solve(compile_game(loads(text))), 1_000, 1)


def test_levels_that_nothing_leads_to() -> None:
    (found,) = find_unreached_levels(played())
    assert (found.subject, found.evidence["levels"]) == ("rung", 1)
    assert "never high" in found.says
    assert "nothing in the file leads there" in found.says


@pytest.mark.parametrize(("last", "is_told"), [(5, False), (8, True)])
def test_a_count_is_told_of_where_most_of_it_is_out_of_reach(last: int, is_told: bool) -> None:
    """Three rounds reach 0 to 3: of 0 … 5 two are missing, of 0 … 8 five of nine."""
    subjects = [each.subject for each in find_unreached_levels(played(last=last))]
    assert ("steps" in subjects) == is_told


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (NONE, ""),
        ("chance wind: {blows: 0.5, rests: rest}", "changes nothing"),
        ("signal news: {loud: 0.8 if red is a else 0.2, silent: rest}", ""),
        ("signal news: {loud: 0.5 if red is a else 0.5, silent: rest}", "reveals nothing"),
        ("signal news: {loud: 0.505 if red is a else 0.5, silent: rest}", "reveals next to nothing"),
        # It draws nothing, and keeps accounts.
        ("chance clock: {ticks: {probability: 1, then: rung = low}}", ""),
    ],
)
def test_chances_that_never_matter(chance: str, words: str) -> None:
    found = [each.says for each in find_idle_chances(played(chance))]
    assert len(found) == bool(words)
    assert all(words in each for each in found)


@pytest.mark.parametrize(("odds", "is_idle"), [("0.3", False), ("0", True)])
def test_a_hidden_chance_matters_by_what_somebody_then_knows(odds: str, is_idle: bool) -> None:
    text = TEXT.replace("LAST", "3").replace(
        "red: {types: {a: {prior: 0.5}, b: {prior: 0.5}}}",
        "red: {secret: {mood: {scale: [glum, gay], starts: gay}}, wants: {steps: steps * mood}}",
    )
    chance = f"chance weather: {{covert: yes, turns: {{probability: {odds}, then: red.mood = glum}}, holds: rest}}"
    found = list(find_idle_chances(simulate(solve(compile_game(loads(text.replace("CHANCE", chance)))), 1_000, 1)))
    assert bool(found) == is_idle
