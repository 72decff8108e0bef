"""Errors carry all mistakes in file order, and their advice as data."""

from __future__ import annotations

from detente.errors import Advice, DetenteError, Mistake, ScenarioError, advice_in_words
from detente.scenario.positions import Where


def mistake(line: int, column: int, *advice: Advice) -> Mistake:
    return Mistake(Where("f.yaml", line, column, "state.front"), f"wrong at {line}", advice)


def test_mistakes_are_in_file_order_and_each_once() -> None:
    error = ScenarioError([mistake(9, 1), mistake(2, 5), mistake(2, 3), mistake(9, 1)])
    assert str(error).splitlines() == [
        "f.yaml:2:3 state.front: wrong at 2",
        "f.yaml:2:5 state.front: wrong at 2",
        "f.yaml:9:1 state.front: wrong at 9",
    ]


def test_an_error_has_the_advice_of_its_mistakes() -> None:
    fewer, steps = Advice("fewer_points", "patron", 9), Advice("more_steps", value=60)
    assert ScenarioError([mistake(9, 1, steps), mistake(2, 1, fewer)]).advice == (fewer, steps)
    assert DetenteError("no").advice == ()


def test_advice_of_one_kind_is_one_sentence() -> None:
    advice = [Advice("points", "a", 5), Advice("steps", value=60), Advice("points", "b", 9)]
    wordings = {
        "points": lambda many: "Points: " + ", ".join(f"{each.actor} {each.value}" for each in many) + ".",
        "steps": lambda many: f"Steps: {many[0].value}.",
    }
    assert advice_in_words(advice, wordings) == "Points: a 5, b 9. Steps: 60."
    assert advice_in_words([], wordings) == ""
