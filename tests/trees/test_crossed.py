"""Values of crises in which many parts of the language meet, against the same games as programs, by brute force."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium, Settings
from detente.trees.as_equilibrium import solve_on_tree
from support.crossed import (
    CABLES,
    EASING,
    PROGRAMME,
    QUARTERS,
    play_cables,
    play_easing,
    play_programme,
    play_quarters,
)
from support.programs import Program, Turn

RULE = Settings(rule="principal")


def value_of(solved: Equilibrium, actor: str, kind: str | None = None) -> float:
    """What an actor expects at the start, of the first type if it has one."""
    scenario, game = solved.game.scenario, solved.game
    index = [each.name for each in scenario.actors].index(actor)
    names = [each.name for each in scenario.actors[index].types]
    return float(solved.start_values[game.first_row(index) + (0 if kind is None else names.index(kind))])


def is_of(note: str, kind: str) -> Callable[[Turn], bool]:
    return lambda turn: turn.notes[note] == kind


def test_rates_occasions_and_what_differs_by_type() -> None:
    exact, scenario = Program(play_quarters), loads(QUARTERS)
    on_tree, on_grid = solve_on_tree(scenario), solve(compile_game(scenario, {"a": 61}), RULE)
    for kind in ("soft", "hard"):
        value = exact.value("a", is_of("kind", kind))
        assert value_of(on_tree, "a", kind) == pytest.approx(value, abs=1e-8)
        assert value_of(on_grid, "a", kind) == pytest.approx(value, abs=5e-4)
    assert value_of(on_tree, "b") == pytest.approx(exact.value("b"), abs=1e-8)
    assert value_of(on_grid, "b") == pytest.approx(exact.value("b"), abs=5e-4)


def test_secrets_changing_types_and_lies() -> None:
    exact, on_tree = Program(play_programme), solve_on_tree(loads(PROGRAMME))
    for kind in ("hawk", "dove"):
        own = value_of(on_tree, "s", f"{kind}, programme none")
        assert own == pytest.approx(exact.value("s", is_of("kind", kind)), abs=1e-8)
    assert value_of(on_tree, "o") == pytest.approx(exact.value("o"), abs=1e-8)


def test_who_sees_what_with_odds_of_both_sides() -> None:
    exact, on_tree = Program(play_cables), solve_on_tree(loads(CABLES))
    for actor, kinds in {"m": ("strong", "weak"), "k": ("hard", "soft")}.items():
        for kind in kinds:
            assert value_of(on_tree, actor, kind) == pytest.approx(exact.value(actor, is_of(actor, kind)), abs=1e-8)
    for actor in ("w", "u"):
        assert value_of(on_tree, actor) == pytest.approx(exact.value(actor), abs=1e-8)


@pytest.mark.parametrize("variant", [None, "bound"])
def test_a_mixed_rule_before_one_with_private_types(variant: str | None) -> None:
    exact = Program(partial(play_easing, is_bound=variant is not None))
    scenario: Scenario = loads(EASING, variant=variant)
    solved = solve(compile_game(scenario, {"m": 61}), RULE)
    for kind in ("good", "bad"):
        assert value_of(solved, "m", kind) == pytest.approx(exact.value("m", is_of("kind", kind)), abs=1e-4)
    assert value_of(solved, "w") == pytest.approx(exact.value("w"), abs=1e-4)
